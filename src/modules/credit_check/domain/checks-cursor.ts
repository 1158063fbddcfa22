/** Whether a text can be the cursor of a page of checks: a position, far inside of PostgreSQL's bigint. */
export function isChecksCursor(text: string): boolean {
  return /^\d{1,15}$/.test(text)
}
