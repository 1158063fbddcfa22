import { FIELDS, FLAGS, type Flag, type KnownAddress, type MedusaAddress } from "./addresses"

/** What a change has done to a customer's addresses: only this is taken back. */
export type AddressesDone = {
  /** Ids of those that it made. */
  created: string[]
  /** Those that it changed: as each was, and what it wrote. */
  updated: { before: KnownAddress; change: MedusaAddress }[]
  /** Marks that it moved. `from` is `null` where no address had it, `to` where it was taken from one and given to none. */
  moved: { flag: Flag; from: string | null; to: string | null }[]
}

/** What is to be written. The marks come last: there is one default of each kind at any moment. */
export type AddressesUndo = { remove: string[]; update: AddressChange[]; mark: AddressChange[] }
type AddressChange = { id: string; change: MedusaAddress }

/** The marks that are on other addresses once `plan` is written. @param known as they were before */
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
 * Takes a change back on the addresses as they are now (contract R1, R7): what it made goes; a field that it wrote goes back
 * where it still says so, and a mark that it moved where it still is. Whatever others have done meanwhile stays.
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
