/** How long a session alone does not redeem after the account's email address was changed (ADR 0008, 0019). */
export const WAIT_AFTER_EMAIL_CHANGE_MS = 86_400_000

/** What a signed-in customer has shown of the mailbox that is the account's email address now. */
export type SessionProof = {
  /** When a code for it was verified while signed in; `null` if never. */
  proven_at: Date | null
  /** When the account's address was changed last; `null` if never. */
  email_changed_at: Date | null
}

/**
 * Whether the session proves the mailbox: by a code, or where the store verifies addresses at sign-up and this one has
 * not been changed since, as nobody has verified it then.
 *
 * @param trusted option `identity.trustRegisteredEmail`
 */
export function isProvenBySession(proof: SessionProof, trusted: boolean): boolean {
  return proof.proven_at !== null || (trusted && proof.email_changed_at === null)
}

/** Until when the session alone does not redeem; `null`: it does. */
export function waitsUntil({ email_changed_at }: SessionProof, now: Date): Date | null {
  const end = email_changed_at ? new Date(email_changed_at.getTime() + WAIT_AFTER_EMAIL_CHANGE_MS) : null
  return end && end.getTime() > now.getTime() ? end : null
}
