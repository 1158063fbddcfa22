import { CODE_DIGITS } from "./code"

/** What may happen to one mailbox within any stretch of `window_ms`. */
export type Limits = {
  window_ms: number
  /** By clients of one network (/64 for IPv6). */
  per_network: number
  /** By all clients together that are not signed in with that mailbox. */
  per_mailbox: number
  /** By the customer who is signed in with that mailbox: a budget that strangers cannot use up (contract M25). */
  per_owner: number
}

/**
 * Challenges (contract R42). A second request within the cooldown answers with the challenge that is there. For how many
 * different mailboxes a network may ask within the window is the option `network.mailboxesPerHour`.
 */
export const SEND_LIMITS = {
  window_ms: 3_600_000,
  per_network: 5,
  per_mailbox: 20,
  per_owner: 5,
  cooldown_ms: 30_000,
} as const satisfies Limits & { cooldown_ms: number }

/** Guesses at one code (contract R43). The table's CHECK says the same. */
export const GUESSES_PER_CODE = 5

/** Failed guesses across codes (contract R43). */
export const FAILURE_LIMITS = {
  window_ms: 86_400_000,
  per_network: 20,
  per_mailbox: 60,
  per_owner: 20,
} as const satisfies Limits

/**
 * The share of `network.failuresPerDay` that signed-in owners of mailboxes have apart. Accounts can be opened for
 * strangers' addresses, so they are counted, too.
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

/** How long rows stay that nothing needs any more. Tokens stay longer, as an order may still be undone. */
export const KEEP_MS = { challenge: 86_400_000, token: 30 * 86_400_000 } as const
