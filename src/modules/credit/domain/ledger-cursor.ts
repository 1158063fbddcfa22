/**
 * Whether a text is a valid cursor of entries: the version of the last entry on the previous page, well within PostgreSQL's
 * bigint.
 */
export function isLedgerCursor(text: string): boolean {
  return /^\d{1,15}$/.test(text)
}
