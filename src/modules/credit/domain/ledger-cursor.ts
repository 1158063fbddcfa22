/**
 * Whether a text can be the cursor of a page of entries: the version of the last entry that was seen, far inside of
 * PostgreSQL's bigint.
 */
export function isLedgerCursor(text: string): boolean {
  return /^\d{1,15}$/.test(text)
}
