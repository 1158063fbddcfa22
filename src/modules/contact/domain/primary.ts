/** The part of a contact that the rule reads. */
export type Candidate = { id: string; is_primary: boolean }

/**
 * Which of a customer's contacts is the primary one after a change (contract R20): the requested one, else the present one,
 * else the oldest. So a customer with contacts always has exactly one primary contact.
 *
 * @param contacts oldest first, as they are after the change
 * @param wanted the contact that the change makes primary
 * @param unwanted contacts that lose the mark. If no other contact can take it, the oldest does
 * @returns `null` for a customer without contacts
 */
export function choosePrimary(
  contacts: readonly Candidate[],
  { wanted, unwanted = [] }: { wanted?: string | undefined; unwanted?: readonly string[] | undefined } = {},
): string | null {
  const find = (matches: (one: Candidate) => boolean) => contacts.find(matches)?.id
  return (
    find(({ id }) => id === wanted) ??
    find(({ id, is_primary }) => is_primary && !unwanted.includes(id)) ??
    find(({ id }) => !unwanted.includes(id)) ??
    contacts[0]?.id ??
    null
  )
}
