import type { MedusaContainer } from "@medusajs/framework/types"
import type { ContactsDone } from "../../modules/contact"
import { customerEvents } from "../shared/events/customer-events"
import { emit } from "../shared/events/emit"

type Changes = { created?: readonly string[]; updated?: readonly string[]; deleted?: readonly string[] }

/** Emits an event for each of these contacts (contract R71). Never fails the request. */
export async function emitContacts(
  container: MedusaContainer,
  customer_id: string,
  { created = [], updated = [], deleted = [] }: Changes,
): Promise<void> {
  const events = (name: ContactEvent, ids: readonly string[]) =>
    ids.map((id) => ({ name, data: { id, customer_id, customer_ids: [customer_id] } }))
  await emit(container, [
    ...events(customerEvents.CONTACT_CREATED, created),
    ...events(customerEvents.CONTACT_UPDATED, updated),
    ...events(customerEvents.CONTACT_DELETED, deleted),
  ])
}

type ContactEvent = (typeof customerEvents)["CONTACT_CREATED" | "CONTACT_UPDATED" | "CONTACT_DELETED"]

/** The contacts that a change added, and those whose fields or primary mark it changed. */
export function contactsIn({ added, changed, primary }: ContactsDone): { added: string[]; changed: string[] } {
  const marks = primary.from === primary.to ? [] : [primary.from, primary.to].filter((id) => id !== null)
  const ids = new Set([...changed.map(({ id }) => id), ...marks])
  return { added, changed: [...ids].filter((id) => !added.includes(id)) }
}

/** Emits the effects of a change of contacts. */
export async function emitChanged(container: MedusaContainer, customerId: string, done: ContactsDone): Promise<void> {
  const { added, changed } = contactsIn(done)
  await emitContacts(container, customerId, { created: added, updated: changed })
}

/** Emits that a change of contacts was undone. */
export async function emitTakenBack(container: MedusaContainer, customerId: string, done: ContactsDone): Promise<void> {
  const { added, changed } = contactsIn(done)
  await emitContacts(container, customerId, { deleted: added, updated: changed })
}
