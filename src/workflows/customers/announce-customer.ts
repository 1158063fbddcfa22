import type { MedusaContainer } from "@medusajs/framework/types"
import { afterCustomersChanged } from "../shared/customers/refresh-index"
import type { customerEvents } from "../shared/events/customer-events"
import { emit } from "../shared/events/emit"

type Name = (typeof customerEvents)["CREATED" | "UPDATED" | "DELETED"]

/** Lists and search see the change with the answer (ADR 0021), and who listens hears of it. Never fails the request. */
export async function afterCustomerChange(container: MedusaContainer, name: Name, id: string): Promise<void> {
  await afterCustomersChanged(container, [id])
  await emit(container, [{ name, data: { id, customer_ids: [id] } }])
}
