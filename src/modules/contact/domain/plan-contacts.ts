import { clienteleError } from "../../../kernel/errors"
import { canonicalMailbox } from "../../../kernel/mailbox"
import { withoutUndefined } from "../../../kernel/without-undefined"
import type { ContactFields, ContactLines, ListedContact } from "./contact"

/** A contact in the plan. The caller chooses the id of a new one. */
export type PlannedContact = ContactLines & { id: string }

/** The writes that give a customer the contacts of a client's list. */
export type ContactPlan = {
  /** `index` is the position in the client's list, for messages. */
  add: { contact: PlannedContact; index: number }[]
  change: { contact: PlannedContact; index: number }[]
  wanted: string | undefined
  unwanted: string[]
}

const LINES = ["name", "title", "email", "phone", "phone_original"] as const

/**
 * Plans how a client's list changes the customer's contacts (ADR 0047). An entry with an id changes that contact. An entry
 * without an id is added, unless the customer has an equal contact: same name, title, mailbox and number in E.164. Writes
 * that change nothing are not planned.
 *
 * @param known all contacts of the customer, and no other's @param newId makes an id
 * @throws `invalid_request` naming the id that is not one of `known`, or a second primary contact
 */
export function planContacts(
  known: readonly PlannedContact[],
  listed: readonly ListedContact[],
  newId: () => string,
): ContactPlan {
  checkListed(known, listed)
  const after = new Map(known.map((one) => [one.id, one]))
  const plan: ContactPlan = { add: [], change: [], wanted: undefined, unwanted: [] }
  for (const [index, { id, is_primary, ...change }] of listed.entries()) {
    const before = id === undefined ? undefined : after.get(id)
    if (before) {
      const contact = { ...before, ...toLines(change) }
      after.set(contact.id, contact)
      if (!sameLines(before, contact)) {
        plan.change.push({ contact, index })
      }
      if (is_primary === false) {
        plan.unwanted.push(contact.id)
      }
    }
  }
  // New contacts come last, because they are compared with the contacts after the changes.
  const byKey = new Map([...after.values()].reverse().map((one) => [contactKey(one), one.id]))
  const ids = listed.map(({ id, ...fields }, index) => {
    const contact = { id: newId(), ...NO_LINES, ...toLines(fields) }
    const present = id ?? byKey.get(contactKey(contact))
    if (present === undefined) {
      plan.add.push({ contact, index })
      byKey.set(contactKey(contact), contact.id)
    }
    return present ?? contact.id
  })
  plan.wanted = ids.find((_id, index) => listed[index]?.is_primary)
  return plan
}

/** A contact with all fields empty. */
export const NO_LINES: ContactLines = { name: "", title: null, email: null, phone: null, phone_original: null }

/** Whether two contacts have identical text in each field. */
export function sameLines(a: ContactLines, b: ContactLines): boolean {
  return LINES.every((line) => a[line] === b[line])
}

/** The columns of the given fields. Omitted fields have none. */
export function toLines({ phone, ...fields }: Partial<ContactFields>): Partial<ContactLines> {
  const number = phone === undefined ? {} : { phone: phone?.e164 ?? null, phone_original: phone?.original ?? null }
  const { name, title, email } = fields
  return {
    ...withoutUndefined({ name, title, email }),
    ...number,
  }
}

function contactKey({ name, title, email, phone }: ContactLines): string {
  return JSON.stringify([name, title, canonicalMailbox(email), phone])
}

/** The message does not reveal whether another customer has the id. */
function checkListed(known: readonly PlannedContact[], listed: readonly ListedContact[]): void {
  checkOnePrimary(listed)
  const ids = new Set(known.map(({ id }) => id))
  const seen = new Set<string>()
  for (const [index, { id }] of listed.entries()) {
    if (id !== undefined && !ids.has(id)) {
      throw clienteleError("invalid_request", `contacts.${index}.id: this customer has no contact with this id`)
    }
    if (id !== undefined && seen.has(id)) {
      throw clienteleError("invalid_request", `contacts.${index}.id: is given twice`)
    }
    if (id !== undefined) {
      seen.add(id)
    }
  }
}

/** @throws `invalid_request` naming the second primary contact */
export function checkOnePrimary(listed: readonly { is_primary?: boolean }[]): void {
  const [, second] = listed.flatMap(({ is_primary }, index) => (is_primary ? [index] : []))
  if (second !== undefined) {
    throw clienteleError("invalid_request", `contacts.${second}.is_primary: a customer has only one primary contact`)
  }
}
