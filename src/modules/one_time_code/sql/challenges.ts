import { type Database, rows } from "../../../kernel/database"
import { FAILURE_LIMITS, GUESSES_PER_CODE, type Limits, SEND_LIMITS, siteFailureLimits } from "../domain/limits"
import type { Challenge, MailOutcome } from "../types"

type HashedAsker = { mailbox: string; network: Buffer; site: Buffer; by_owner: boolean }
type HashedRequest = HashedAsker & { id: string; cart_id: string | null; expires_at: Date }

const limits = ({ window_ms, per_network, per_mailbox, per_owner }: Limits) => [
  interval(window_ms),
  per_network,
  per_mailbox,
  per_owner,
]

const interval = (ms: number) => `${ms} milliseconds`

/** @returns a challenge, new or recent, or the time when the next one is allowed */
export async function issue(
  db: Database,
  challenge: HashedRequest,
  mailboxesPerSite: number,
  now: Date,
): Promise<{ challenge_id: string | null; is_new: boolean; free_at: Date | null }> {
  const { id, mailbox, network, site, by_owner, cart_id, expires_at } = challenge
  const [row] = await rows<{ challenge_id: string | null; is_new: boolean; free_at: Date | null }>(
    db,
    `select * from clientele_code_issue(?, ?, ?, ?, ?, ?, ?, ?, ?::interval, ?::interval, ?, ?, ?, ?)`,
    [
      id,
      mailbox,
      network,
      site,
      by_owner,
      cart_id,
      now,
      expires_at,
      interval(SEND_LIMITS.cooldown_ms),
      ...limits(SEND_LIMITS),
      mailboxesPerSite,
    ],
  )
  return row ?? { challenge_id: null, is_new: false, free_at: null }
}

/** A counted comparison: the challenge and its MAC; `null` for both if there is no challenge. */
type Comparison = {
  challenge_id: string | null
  mac: Buffer | null
  failure_id: string
  /** If a budget is used up: the time when the next guess is allowed. Nothing was written then. */
  free_at: Date | null
  /** Whether it is the site's budget. */
  by_site: boolean
}

/**
 * Counts a guess before it is compared (contract M24), or returns when the next one is allowed. At least one row. Without a
 * named challenge there is a row for each possible challenge, the newest first, and each counts.
 */
export async function countGuess(
  db: Database,
  { mailbox, network, site, by_owner, challenge_id }: HashedAsker & { challenge_id: string | null },
  failuresPerDay: number,
  now: Date,
): Promise<Comparison[]> {
  const { per_site, per_site_of_owners } = siteFailureLimits(failuresPerDay)
  return rows<Comparison>(db, `select * from clientele_code_guess(?, ?, ?, ?, ?, ?, ?, ?::interval, ?, ?, ?, ?, ?)`, [
    challenge_id,
    mailbox,
    network,
    site,
    by_owner,
    now,
    GUESSES_PER_CODE,
    ...limits(FAILURE_LIMITS),
    per_site,
    per_site_of_owners,
  ])
}

/** The only gate for a right code: false if another call came first (contract M26). */
export async function acceptGuess(
  db: Database,
  guess: { challenge_id: string; failure_ids: string[] },
  token: { id: string; hash: Buffer; expires_at: Date },
  now: Date,
): Promise<boolean> {
  const [row] = await rows<{ accepted: boolean }>(
    db,
    `select clientele_code_accept(?, ?::bigint[], ?, ?, ?, ?) as accepted`,
    [guess.challenge_id, guess.failure_ids, token.id, token.hash, now, token.expires_at],
  )
  return row?.accepted === true
}

export async function readChallenge(db: Database, id: string): Promise<Challenge | null> {
  const [challenge] = await rows<Challenge>(
    db,
    `select id, mailbox, by_owner, cart_id, mail_outcome, expires_at from clientele_code_challenge where id = ?`,
    [id],
  )
  return challenge ?? null
}

/** Stores the first nonce and MAC of a challenge. @returns the stored nonce */
export async function keepNonce(db: Database, id: string, nonce: Buffer, mac: Buffer): Promise<Buffer | null> {
  const [row] = await rows<{ nonce: Buffer }>(
    db,
    `update clientele_code_challenge set nonce = coalesce(nonce, ?), mac = coalesce(mac, ?) where id = ?
     returning nonce`,
    [nonce, mac, id],
  )
  return row?.nonce ?? null
}

export async function writeMailOutcome(db: Database, id: string, outcome: MailOutcome): Promise<void> {
  await rows(
    db,
    `with told as (update clientele_code_challenge set mail_outcome = ? where id = ? returning mailbox, mail_outcome)
     insert into clientele_code_mail (mailbox) select mailbox from told where mail_outcome = 'sent'`,
    [outcome, id],
  )
}

/** Live challenges from before `before` that no worker has handled, oldest first. */
export async function readWaiting(db: Database, before: Date, now: Date, limit: number): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    `select id from clientele_code_challenge
     where nonce is null and mail_outcome is null and created_at < ? and expires_at > ? order by created_at limit ?`,
    [before, now, limit],
  )
  return found.map(({ id }) => id)
}

/** Challenges created in the period whose mail was attempted and not sent. */
export async function countUnsent(db: Database, from: Date, to: Date): Promise<number> {
  const [row] = await rows<{ unsent: number }>(
    db,
    `select count(*)::int as unsent from clientele_code_challenge
     where nonce is not null and mail_outcome is null and created_at between ? and ?`,
    [from, to],
  )
  return row?.unsent ?? 0
}

/** Deletes rows that no limit counts any more. */
export async function deleteOld(db: Database, before: { challenge: Date; token: Date }): Promise<void> {
  await rows(db, `delete from clientele_code_challenge where created_at < ?`, [before.challenge])
  await rows(db, `delete from clientele_code_failure where created_at < ?`, [before.challenge])
  await rows(db, `delete from clientele_code_token where expires_at < ?`, [before.token])
}
