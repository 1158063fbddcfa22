import { fieldChanges, type NewChange } from "../../../kernel/change-log"
import type { Contact } from "./contact"

const LOGGED = ["name", "title", "email", "phone", "is_primary"] as const satisfies readonly (keyof Contact)[]

/** The added, changed and removed contacts of a customer (contract R29). */
export function contactChanges(customerId: string, before: readonly Contact[], after: readonly Contact[]): NewChange[] {
  const of = (contact: Contact) => ({ customer_id: customerId, subject_id: contact.id, subject: contact.name })
  const earlier = new Map(before.map((contact) => [contact.id, contact]))
  const gone = before.filter(({ id }) => !after.some((contact) => contact.id === id))
  return [
    ...gone.map((contact) => ({
      ...of(contact),
      action: "removed" as const,
      changes: fieldChanges(contact, {}, LOGGED),
    })),
    ...after.flatMap((contact): NewChange[] => {
      const was = earlier.get(contact.id)
      const changes = fieldChanges<Contact>(was ?? {}, contact, LOGGED)
      return changes.length === 0 ? [] : [{ ...of(contact), action: was ? "changed" : "created", changes }]
    }),
  ]
}
