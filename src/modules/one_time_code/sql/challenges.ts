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

/** @returns a challenge, new or of a moment ago; or when the next one is allowed */
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

/** A counted comparison: the challenge it is with, and its MAC; `null`s where there is none. */
type Comparison = {
  challenge_id: string | null
  mac: Buffer | null
  failure_id: string
  /** When the next guess is allowed, where a budget is used up; then nothing was written. */
  free_at: Date | null
  /** Whether that is the budget of the whole site. */
  by_site: boolean
}

/**
 * Counts a guess before it is compared (contract M24), or says when the next one is allowed. At least one row; several
 * where no challenge is named and more than one may be meant, the newest first: each of them counts.
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

/** The one gate of a right code: false where another call came first (contract M26). */
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

/** Keeps the first nonce and MAC that a challenge is given. @returns the nonce that is kept */
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

/** Live challenges from before `before` that no worker has looked at, oldest first. */
export async function readWaiting(db: Database, before: Date, now: Date, limit: number): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    `select id from clientele_code_challenge
     where nonce is null and mail_outcome is null and created_at < ? and expires_at > ? order by created_at limit ?`,
    [before, now, limit],
  )
  return found.map(({ id }) => id)
}

/** Challenges made in between whose mail was tried and did not get out. */
export async function countUnsent(db: Database, from: Date, to: Date): Promise<number> {
  const [row] = await rows<{ unsent: number }>(
    db,
    `select count(*)::int as unsent from clientele_code_challenge
     where nonce is not null and mail_outcome is null and created_at between ? and ?`,
    [from, to],
  )
  return row?.unsent ?? 0
}

/** Deletes what no limit counts any more. */
export async function deleteOld(db: Database, before: { challenge: Date; token: Date }): Promise<void> {
  await rows(db, `delete from clientele_code_challenge where created_at < ?`, [before.challenge])
  await rows(db, `delete from clientele_code_failure where created_at < ?`, [before.challenge])
  await rows(db, `delete from clientele_code_token where expires_at < ?`, [before.token])
}
