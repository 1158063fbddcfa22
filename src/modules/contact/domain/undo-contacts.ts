import { canonicalMailbox } from "../../../kernel/mailbox"
import type { ContactLines } from "./contact"
import type { PlannedContact } from "./plan-contacts"

/** The effects of a change on a customer's contacts. Only these are undone. */
export type ContactsDone = {
  /** Ids of added contacts. */
  added: string[]
  /**
   * The overwritten fields, before and after. Other fields are left out, because a host's workflow may be stored (ADR
   * 0041).
   */
  changed: { id: string; before: Partial<ContactLines>; after: Partial<ContactLines> }[]
  /** The primary contact before and after the change. */
  primary: { from: string | null; to: string | null }
}

/** A removed contact, with the primary contact before and after the removal. */
export type ContactRemoved = { id: string; primary: ContactsDone["primary"] }

/** What is to be written. */
export type ContactsUndo = { remove: string[]; change: PlannedContact[]; wanted: string | undefined }

/** Fields that belong together. They are restored together or not at all. */
const GROUPS: readonly (readonly (keyof ContactLines)[])[] = [
  ["name"],
  ["title"],
  ["email"],
  ["phone", "phone_original"],
]

/**
 * Undoes a change on the present contacts (contract R20, ADR 0028): added contacts are deleted; a written field or the
 * primary mark is restored if it still has the written value. Later changes by other requests stay. An email address that
 * another contact took meanwhile is not restored.
 */
export function undoContacts(
  present: readonly (PlannedContact & { is_primary: boolean })[],
  { added, changed, primary }: ContactsDone,
): ContactsUndo {
  const left = new Map(present.filter(({ id }) => !added.includes(id)).map((one) => [one.id, one]))
  const after = new Map<string, PlannedContact>(left)
  for (const one of changed) {
    const now = left.get(one.id)
    if (now) {
      after.set(now.id, { ...now, ...linesBack(now, one) })
    }
  }
  keepFreeMailboxes(left, after)
  const marked = present.find(({ is_primary }) => is_primary)?.id ?? null
  return {
    remove: present.map(({ id }) => id).filter((id) => added.includes(id)),
    change: [...after.values()].filter((one) => one !== left.get(one.id)),
    wanted: marked === primary.to && primary.from !== null && after.has(primary.from) ? primary.from : undefined,
  }
}

/** Keeps the present email address if the undo would give two contacts the same one. Each round resolves one conflict. */
function keepFreeMailboxes(now: ReadonlyMap<string, PlannedContact>, after: Map<string, PlannedContact>): void {
  const others = (one: PlannedContact) => [...after.values()].filter(({ id }) => id !== one.id)
  const clashes = (one: PlannedContact) =>
    one.email !== null &&
    one.email !== now.get(one.id)?.email &&
    others(one).some(({ email }) => canonicalMailbox(email) === canonicalMailbox(one.email))
  for (let clash = [...after.values()].find(clashes); clash; clash = [...after.values()].find(clashes)) {
    after.set(clash.id, { ...clash, email: now.get(clash.id)?.email ?? null })
  }
}

/** The fields that differ between two states of a contact. */
export function overwritten(before: PlannedContact, after: PlannedContact): ContactsDone["changed"][number] {
  const lines = GROUPS.filter((group) => group.some((line) => before[line] !== after[line])).flat()
  const of = (one: PlannedContact) => Object.fromEntries(lines.map((line) => [line, one[line]]))
  return { id: after.id, before: of(before), after: of(after) }
}

function linesBack(now: ContactLines, { before, after }: ContactsDone["changed"][number]): Partial<ContactLines> {
  const written = GROUPS.filter((group) => group.every((line) => line in after))
  const standing = written.filter((group) => group.every((line) => now[line] === after[line]))
  return Object.fromEntries(standing.flat().map((line) => [line, before[line]]))
}
