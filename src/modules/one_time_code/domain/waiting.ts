/** Time after a change of the account's email address in which a session alone cannot redeem (ADR 0008, 0019). */
export const WAIT_AFTER_EMAIL_CHANGE_MS = 86_400_000

/** What is known of a signed-in customer and the account's present mailbox. */
export type SessionProof = {
  /** The time at which a code for it was verified while signed in; `null` if never. */
  proven_at: Date | null
  /** The time of the last change of the account's address; `null` if never. */
  email_changed_at: Date | null
}

/**
 * Whether the session verifies the mailbox: by a code, or if the store verifies addresses at sign-up and this address has
 * not changed since.
 *
 * @param trusted option `identity.trustRegisteredEmail`
 */
export function isProvenBySession(proof: SessionProof, trusted: boolean): boolean {
  return proof.proven_at !== null || (trusted && proof.email_changed_at === null)
}

/** The time until which the session alone cannot redeem; `null` if it can. */
export function waitsUntil({ email_changed_at }: SessionProof, now: Date): Date | null {
  const end = email_changed_at ? new Date(email_changed_at.getTime() + WAIT_AFTER_EMAIL_CHANGE_MS) : null
  return end && end.getTime() > now.getTime() ? end : null
}
