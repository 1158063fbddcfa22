import { clienteleError } from "../../../kernel/errors"

/** Longest purchase order number and note, in characters (contract R24c). */
const LONGEST = { po_number: 50, note: 1000 } as const

/** NUL and unpaired surrogates, which PostgreSQL cannot store. */
const UNSTORABLE = /\0|\p{Cs}/u

type Metadata = Record<string, unknown> | null | undefined
type Field = keyof typeof LONGEST

const isGood = (field: Field, text: unknown): text is string =>
  typeof text === "string" && text.length >= 1 && text.length <= LONGEST[field] && !UNSTORABLE.test(text)

const isGiven = (text: unknown) => text !== undefined && text !== null

/** The purchase order number and the note that a storefront writes into the cart's metadata, which Medusa copies to the order. */
export function wordsOf(metadata: Metadata): Record<Field, string | null> {
  const read = (field: Field) => (isGood(field, metadata?.[field]) ? (metadata?.[field] as string) : null)
  return { po_number: read("po_number"), note: read("note") }
}

/**
 * Refuses an order on terms whose PO number or note is too long for a receivable, before the order is placed.
 *
 * @throws `invalid_request` naming the field
 */
export function checkWords(metadata: Metadata): void {
  for (const field of Object.keys(LONGEST) as Field[]) {
    if (isGiven(metadata?.[field]) && !isGood(field, metadata?.[field])) {
      throw clienteleError("invalid_request", `metadata.${field}: must be text of 1 to ${LONGEST[field]} characters`)
    }
  }
}
