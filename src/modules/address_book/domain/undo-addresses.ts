import { FIELDS, FLAGS, type Flag, type KnownAddress, type MedusaAddress } from "./addresses"

/** The effects of a change on a customer's addresses. Only these are undone. */
export type AddressesDone = {
  /** Ids of created addresses. */
  created: string[]
  /** Changed addresses: the state before, and the written fields. */
  updated: { before: KnownAddress; change: MedusaAddress }[]
  /** Default marks that moved. `from` is `null` if no address had the mark, `to` if the mark was cleared. */
  moved: { flag: Flag; from: string | null; to: string | null }[]
}

/** The writes of the undo. Marks come last, because each kind has at most one default at any time. */
export type AddressesUndo = { remove: string[]; update: AddressChange[]; mark: AddressChange[] }
type AddressChange = { id: string; change: MedusaAddress }

/** The marks that `plan` moves to other addresses. @param known the addresses before the plan */
export function movedMarks(
  known: readonly KnownAddress[],
  claims: readonly (MedusaAddress & { id: string })[],
): AddressesDone["moved"] {
  return FLAGS.flatMap((flag) => {
    const from = known.find((one) => one[flag])?.id ?? null
    const to = claims.find((one) => one[flag])?.id ?? null
    const cleared = claims.some((one) => one.id === from && one[flag] === false)
    return to === from || (to === null && !cleared) ? [] : [{ flag, from, to }]
  })
}

/**
 * Undoes a change on the present addresses (contract R1, R7): created addresses are deleted; a written field or a moved
 * mark is restored if it still has the written value. Later changes by other requests stay.
 */
export function undoAddresses(present: readonly KnownAddress[], done: AddressesDone): AddressesUndo {
  const here = new Map(present.map((one) => [one.id, one]))
  const standing = done.moved.filter(({ flag, to }) => to === null || here.get(to)?.[flag])
  const changes = new Map<string, MedusaAddress>()
  const change = (id: string, fields: MedusaAddress) => changes.set(id, { ...changes.get(id), ...fields })
  for (const { flag, to } of standing) {
    if (to !== null && !done.created.includes(to)) {
      change(to, { [flag]: false })
    }
  }
  for (const { before, change: written } of done.updated) {
    const now = here.get(before.id)
    const back = now ? fieldsBack(now, before, written) : {}
    if (Object.keys(back).length > 0) {
      change(before.id, back)
    }
  }
  return {
    remove: done.created.filter((id) => here.has(id)),
    update: [...changes].map(([id, fields]) => ({ id, change: fields })),
    mark: standing.flatMap(({ flag, from }) => (from === null ? [] : [{ id: from, change: { [flag]: true } }])),
  }
}

/** The default marks to restore: marks that no other change has moved, on addresses that still exist. */
export function freeMarks(present: readonly KnownAddress[], marks: AddressesUndo["mark"]): AddressesUndo["mark"] {
  return marks.filter(
    ({ id, change }) =>
      present.some((one) => one.id === id) && FLAGS.every((flag) => !change[flag] || !present.some((one) => one[flag])),
  )
}

function fieldsBack(now: MedusaAddress, before: MedusaAddress, change: MedusaAddress): MedusaAddress {
  const written = FIELDS.filter((field) => change[field] !== undefined && (now[field] ?? null) === change[field])
  const back = Object.fromEntries(written.map((field) => [field, before[field] ?? null]))
  const metadata = keysBack(now.metadata ?? {}, before.metadata ?? {}, change.metadata ?? {})
  return Object.keys(metadata).length > 0 ? { ...back, metadata } : back
}

/** Medusa merges metadata; an empty text takes a key away. */
function keysBack(now: Record<string, unknown>, before: Record<string, unknown>, change: Record<string, unknown>) {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  const written = Object.keys(change).filter((key) => same(now[key], change[key] === "" ? undefined : change[key]))
  return Object.fromEntries(written.map((key) => [key, key in before ? before[key] : ""]))
}
