import { parsePhone } from "../../../kernel/phone"
import { FIELDS, FLAGS, type KnownAddress, type MedusaAddress } from "./addresses"

/** Whether two addresses have the same text in each line, letter for letter. */
export function sameFields(a: MedusaAddress, b: MedusaAddress): boolean {
  return FIELDS.every((field) => (a[field] ?? null) === (b[field] ?? null))
}

/** The lines of an address, without its default marks. */
export function pickLines(address: MedusaAddress): MedusaAddress {
  return Object.fromEntries(FIELDS.map((field) => [field, address[field] ?? null]))
}

/**
 * The same for all addresses with equal lines in stored form (ADR 0047): trimmed, country in lower case, telephone number in E.164.
 * Medusa's own routes store what a client typed. Defaults and metadata do not count.
 */
export function linesKey(address: MedusaAddress): string {
  const country = text(address.country_code)?.toLowerCase() ?? null
  const typed = text(address.phone)
  const phone = typed === null ? null : (parsePhone(typed, country)?.e164 ?? typed)
  return JSON.stringify(
    FIELDS.map((field) => ({ country_code: country, phone })[field as string] ?? text(address[field])),
  )
}

const text = (line: string | null | undefined): string | null => line?.trim() || null

/** Whether a change would alter the known address. */
export function changesAddress(known: KnownAddress, change: MedusaAddress): boolean {
  return (
    FIELDS.some((field) => change[field] !== undefined && (change[field] ?? null) !== (known[field] ?? null)) ||
    FLAGS.some((flag) => change[flag] !== undefined && change[flag] !== (known[flag] ?? false)) ||
    (change.metadata !== undefined && changesMetadata(known.metadata ?? null, change.metadata))
  )
}

/** Medusa merges metadata; an empty text takes a key away, and `null` takes all. */
function changesMetadata(known: Record<string, unknown> | null, change: Record<string, unknown> | null): boolean {
  return change === null
    ? known !== null
    : Object.entries(change).some(([key, value]) =>
        value === "" ? key in (known ?? {}) : JSON.stringify(value) !== JSON.stringify(known?.[key]),
      )
}
