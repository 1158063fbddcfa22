import type { MedusaContainer } from "@medusajs/framework/types"
import { emit } from "../events"
import type { customerEvents } from "./events"
import { afterCustomersChanged } from "./refresh"

type Name = (typeof customerEvents)["CREATED" | "UPDATED" | "DELETED"]

/** Lists and search see the change with the answer (ADR 0021), and who listens hears of it. Never fails the request. */
export async function afterCustomerChange(container: MedusaContainer, name: Name, id: string): Promise<void> {
  await afterCustomersChanged(container, [id])
  await emit(container, [{ name, data: { id, customer_ids: [id] } }])
}
