import { CODE_DIGITS } from "./code"

/** The limits of one mailbox within any period of `window_ms`. */
export type Limits = {
  window_ms: number
  /** For clients of one network (/64 for IPv6). */
  per_network: number
  /** For all clients together that are not signed in with that mailbox. */
  per_mailbox: number
  /** For the customer who is signed in with that mailbox. Strangers cannot use this budget up (contract M25). */
  per_owner: number
}

/**
 * Challenges (contract R42). A second request within the cooldown returns the existing challenge. The option
 * `network.mailboxesPerHour` limits the number of mailboxes of a network within the window.
 */
export const SEND_LIMITS = {
  window_ms: 3_600_000,
  per_network: 5,
  per_mailbox: 20,
  per_owner: 5,
  cooldown_ms: 30_000,
} as const satisfies Limits & { cooldown_ms: number }

/** Guesses at one code (contract R43). The table's CHECK has the same number. */
export const GUESSES_PER_CODE = 5

/** Failed guesses across codes (contract R43). */
export const FAILURE_LIMITS = {
  window_ms: 86_400_000,
  per_network: 20,
  per_mailbox: 60,
  per_owner: 20,
} as const satisfies Limits

/**
 * The separate share of `network.failuresPerDay` for signed-in owners of mailboxes. It is limited, too, because anyone can
 * open an account for a stranger's address.
 */
const OWNERS_SHARE = 0.5

/**
 * The failed guesses of one site (IPv4 address or IPv6 /48) in any stretch of a day, over all mailboxes (contract M50).
 *
 * @param failuresPerDay the option `network.failuresPerDay`
 * @returns the budget of guests, and that of signed-in owners of a mailbox
 */
export function siteFailureLimits(failuresPerDay: number): { per_site: number; per_site_of_owners: number } {
  return { per_site: failuresPerDay, per_site_of_owners: Math.ceil(failuresPerDay * OWNERS_SHARE) }
}

/**
 * An upper bound of the chance that an attacker hits a code within a day. Each failure is one comparison with one code of
 * six random digits, so the chance is at most the number of comparisons times 10^-6 (ADR 0017).
 *
 * @param sites IPv4 addresses or IPv6 /48s that the attacker has
 */
export function chanceOfOneHit(sites: number, failuresPerDay: number): number {
  const { per_site, per_site_of_owners } = siteFailureLimits(failuresPerDay)
  return (sites * (per_site + per_site_of_owners)) / 10 ** CODE_DIGITS
}

/** Retention of rows that are no longer needed. Tokens stay longer, because an order can still be undone. */
export const KEEP_MS = { challenge: 86_400_000, token: 30 * 86_400_000 } as const
