import type { MedusaContainer } from "@medusajs/framework/types"
import { afterCustomersChanged } from "../shared/customers/refresh-index"
import type { customerEvents } from "../shared/events/customer-events"
import { emit } from "../shared/events/emit"
import { noteAround } from "../shared/webhooks/note-webhooks"

type Name = (typeof customerEvents)["CREATED" | "UPDATED" | "DELETED"]

/**
 * Changes a customer and announces it: lists and search see the change with the answer (ADR 0021), an event tells of it, and a webhook
 * tells of it also where the process is killed in the middle (ADR 0066). Where the webhook's message cannot be written, the change is not
 * made. What is announced after the change never fails the request.
 */
export async function announcingCustomer<Done>(
  container: MedusaContainer,
  name: Name,
  id: string,
  change: () => Promise<Done>,
): Promise<Done> {
  const event = { name, data: { id, customer_ids: [id] } }
  const done = await noteAround(container, event, change)
  await afterCustomersChanged(container, [id])
  await emit(container, [event])
  return done
}
