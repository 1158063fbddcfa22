import { randomBytes } from "node:crypto"
import { type Clock, systemClock } from "../../kernel/clock"
import type { Database } from "../../kernel/database"
import { clienteleError, rateLimited } from "../../kernel/errors"
import { type PluginOptions, parseOptions } from "../../kernel/options"
import type { BackwardsPage, Placed } from "../../kernel/reading/backwards"
import { codeOf, deriveKeys, hashToken, type Keys, macOfCode, macOfNetwork, sameMac } from "./domain/code"
import { KEEP_MS } from "./domain/limits"
import { siteOf } from "./domain/network"
import { isProvenBySession, waitsUntil } from "./domain/waiting"
import {
  acceptGuess,
  countGuess,
  countUnsent,
  deleteOld,
  issue,
  keepNonce,
  readChallenge,
  readWaiting,
  writeMailOutcome,
} from "./sql/challenges"
import { readMailsBackwards, trimMails } from "./sql/code-mails"
import { countCodes, deleteRowsOfCustomer, deleteRowsOfMailbox, exportCodes } from "./sql/privacy"
import {
  bindToken,
  consumeToken,
  deleteEmailChange,
  deleteProof,
  readProof,
  readToken,
  readTokenId,
  restoreToken,
  unbindToken,
  unbindTokenById,
  writeEmailChange,
  writeProof,
} from "./sql/tokens"
import type { Challenge, IssueRequest, MailOutcome, VerifyRequest } from "./types"

type Cradle = { __pg_connection__: Database; logger?: { warn(message: string): void } }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Compared with a guess if there is no challenge, so that every guess takes the same path. */
const NO_MAC = randomBytes(32)

/**
 * One-time codes that verify a mailbox, and the tokens and verifications that follow (contract R42, R43; ADR 0008). It
 * reads no points and sends no mail: `src/workflows/codes` connects it with the modules that do.
 */
export default class OneTimeCodeModuleService {
  readonly #db: Database
  readonly #options: PluginOptions
  readonly #keys: Keys
  readonly #logger: Cradle["logger"]
  #warnedAt = Number.NEGATIVE_INFINITY
  /** The present; tests set it. */
  clock: Clock = systemClock

  /** @throws `invalid_option` for a `codeSecret` that is short, or missing in production */
  constructor({ __pg_connection__, logger }: Cradle, options?: Record<string, unknown>) {
    this.#db = __pg_connection__
    this.#options = parseOptions(options)
    this.#logger = logger
    this.#keys = deriveKeys(this.#options.codeSecret ?? secretOfThisProcess(logger))
  }

  /** Options of the mail (`mail.…`). */
  get mail(): PluginOptions["mail"] {
    return this.#options.mail
  }

  /** Whether the option `codeSecret` is set. Otherwise codes are valid in this process only. */
  get hasSecret(): boolean {
    return this.#options.codeSecret !== undefined
  }

  /** Proxies in front of the store (option `network.trustedProxies`). */
  get trustedProxies(): number {
    return this.#options.network.trustedProxies
  }

  // Challenges (contract R42)

  /**
   * Creates a challenge for every request, also for a mailbox that no customer has. {@link makeCode} makes its code later.
   * Within 30 s the same client gets the same live challenge again, and `is_new` is false.
   *
   * @throws `rate_limited` beyond 5 an hour for a mailbox and network, 20 for a mailbox, 5 for its signed-in owner; and
   *   beyond 200 mailboxes an hour for a network (option `network.mailboxesPerHour`)
   */
  async issue(request: IssueRequest): Promise<{ challenge_id: string; is_new: boolean }> {
    const now = this.clock()
    const { challenge_id, is_new, free_at } = await issue(
      this.#db,
      {
        ...request,
        id: `code_${randomBytes(16).toString("hex")}`,
        network: macOfNetwork(this.#keys, request.network),
        site: macOfNetwork(this.#keys, siteOf(request.network)),
        expires_at: after(now, request.ttl_minutes),
      },
      this.#options.network.mailboxesPerHour,
      now,
    )
    if (challenge_id === null) {
      throw rateLimited(free_at ?? after(now, 1), now)
    }
    return { challenge_id, is_new }
  }

  /** `null` if it was deleted, a day after its creation. */
  async findChallenge(id: string): Promise<Challenge | null> {
    return readChallenge(this.#db, id)
  }

  /** The code of a challenge: created by the first call, the same for every later one (ADR 0017). For the mail only. */
  async makeCode(challenge: Pick<Challenge, "id" | "mailbox">): Promise<string> {
    const subject = { challenge_id: challenge.id, mailbox: challenge.mailbox }
    const nonce = randomBytes(32)
    const mac = macOfCode(this.#keys, subject, codeOf(this.#keys, subject, nonce))
    const kept = await keepNonce(this.#db, challenge.id, nonce, mac)
    return codeOf(this.#keys, subject, kept ?? nonce)
  }

  /** Records the outcome of a challenge's mail. */
  async noteMail(challengeId: string, outcome: MailOutcome): Promise<void> {
    await writeMailOutcome(this.#db, challengeId, outcome)
  }

  /** Live challenges older than a minute whose job was lost; at most `limit`. */
  async listUnsent(limit: number): Promise<string[]> {
    const now = this.clock()
    return readWaiting(this.#db, after(now, -1), now, limit)
  }

  /** Number of codes of the last hour that were not mailed two minutes after the request. It shows a failing mailer. */
  async countUnsent(): Promise<number> {
    const now = this.clock()
    return countUnsent(this.#db, after(now, -60), after(now, -2))
  }

  // Codes → tokens (contract R43)

  /**
   * Exchanges a code for a token, once. Without a challenge the code can be of any live challenge of the mailbox and
   * network, and the guess counts for each of them.
   *
   * @returns the token: 256 random bits as base64url, never stored in plain text
   * @throws `code_invalid` for every code that is wrong, used, expired, unknown, or out of attempts; `rate_limited` beyond
   *   20 failures a day for a mailbox and network, 60 for a mailbox, 20 for its signed-in owner, and for a site over all
   *   mailboxes as `network.failuresPerDay` says (ADR 0017); nothing is written then
   */
  async verify(request: VerifyRequest): Promise<{ token: string; expires_at: Date }> {
    const now = this.clock()
    const asker = {
      ...request,
      network: macOfNetwork(this.#keys, request.network),
      site: macOfNetwork(this.#keys, siteOf(request.network)),
    }
    const counted = await countGuess(this.#db, asker, this.#options.network.failuresPerDay, now)
    const first = counted[0]
    if (first?.free_at) {
      if (first.by_site) {
        this.#warnOfSite()
      }
      throw rateLimited(first.free_at, now)
    }
    // Compares all of them, so that a right code takes as long as a wrong one.
    const right = counted.filter(({ challenge_id, mac }) => {
      const subject = { challenge_id: challenge_id ?? "", mailbox: request.mailbox }
      return sameMac(mac ?? NO_MAC, macOfCode(this.#keys, subject, request.code))
    })
    const challengeId = right[0]?.challenge_id
    if (!challengeId) {
      throw clienteleError("code_invalid")
    }
    const token = randomBytes(32).toString("base64url")
    const expiresAt = after(now, request.ttl_minutes)
    const row = { id: `ctok_${randomBytes(16).toString("hex")}`, hash: hashToken(token), expires_at: expiresAt }
    const guess = { challenge_id: challengeId, failure_ids: counted.map(({ failure_id }) => failure_id) }
    if (!(await acceptGuess(this.#db, guess, row, now))) {
      throw clienteleError("code_invalid")
    }
    return { token, expires_at: expiresAt }
  }

  /** Clients behind one proxy fill its budget, too, and only the operator can tell a proxy from an attacker. */
  #warnOfSite(): void {
    const now = Date.now()
    if (now - this.#warnedAt < HOUR_MS) {
      return
    }
    this.#warnedAt = now
    this.#logger?.warn(
      "medusa-plugin-clientele: one client network has reached its daily limit of wrong one-time codes. If all shoppers " +
        "come through a proxy, set network.trustedProxies. If many shoppers share an address, raise network.failuresPerDay.",
    )
  }

  /**
   * Uses a token on a cart. The first use binds it to that cart. It can be used there again until it expires or is consumed
   * (contract R43).
   *
   * @returns its id, for a hold's `proof_id`, and its mailbox
   * @throws `redemption_token_invalid` if it is unknown, expired, consumed or for another cart
   */
  async useToken(token: string, { cart_id }: { cart_id: string }): Promise<{ id: string; mailbox: string }> {
    const used = await bindToken(this.#db, hashToken(token), cart_id, this.clock())
    if (!used) {
      throw clienteleError("redemption_token_invalid")
    }
    return used
  }

  /** A live token's id, its mailbox, and its cart if it is bound to one. It binds nothing. `null` for any other string. */
  async peekToken(token: string): Promise<{ id: string; mailbox: string; cart_id: string | null } | null> {
    return readToken(this.#db, hashToken(token), this.clock())
  }

  /** The id of a token, live or not, to compare with a hold's `proof_id`. `null` for any other string. */
  async findToken(token: string): Promise<string | null> {
    return readTokenId(this.#db, hashToken(token))
  }

  /** Unbinds a token from a cart, because the request that bound it was refused. */
  async unbindToken(token: string, cartId: string): Promise<void> {
    await unbindToken(this.#db, hashToken(token), cartId)
  }

  /** The same, by the token's id. */
  async unbindTokenById(id: string, cartId: string): Promise<void> {
    await unbindTokenById(this.#db, id, cartId)
  }

  /**
   * Consumes a token when its order's points are deducted. It can be expired or deleted by then, because the hold has the
   * points. A repeated call for the same order is no error.
   *
   * @param db the transaction that inserts the order
   * @throws `redemption_token_invalid` if another order has consumed it
   */
  async consumeToken(id: string, orderId: string, db: Database = this.#db): Promise<void> {
    const owner = await consumeToken(db, id, orderId, this.clock())
    if (owner !== null && owner !== orderId) {
      throw clienteleError("redemption_token_invalid")
    }
  }

  /**
   * Restores a token when its order is undone. It is valid again until its old expiry.
   *
   * @param db the transaction that deletes the order
   * @returns false if this order had not consumed it
   */
  async restoreToken(id: string, orderId: string, db: Database = this.#db): Promise<boolean> {
    return restoreToken(db, id, orderId)
  }

  /** Mails with a code to a mailbox, newest first, from any position on (contract R29). */
  async listMailsBackwards(mailbox: string, page: BackwardsPage): Promise<Placed[]> {
    return readMailsBackwards(this.#db, mailbox, page)
  }

  /** Deletes old rows of sent mails, at most `limit`. @returns how many */
  async trimMails(before: Date, limit: number): Promise<number> {
    return trimMails(this.#db, before, limit)
  }

  // Privacy (contract R18)

  /** The times at which codes were requested and used for a customer and mailbox; no secrets. */
  async exportFor(customerId: string, mailbox: string | null): Promise<object> {
    return exportCodes(this.#db, customerId, mailbox)
  }

  /** Number of rows that {@link deleteCodesOf} would delete. */
  async countFor(customerId: string, mailbox: string | null): Promise<{ codes: number }> {
    return { codes: await countCodes(this.#db, customerId, mailbox) }
  }

  /** Deletes a customer's rows, and with `mailbox` all rows about that mailbox, including those that limits count. */
  async deleteCodesOf(customerId: string, mailbox: string | null): Promise<void> {
    await deleteRowsOfCustomer(this.#db, customerId)
    if (mailbox) {
      await deleteRowsOfMailbox(this.#db, mailbox)
    }
  }

  // Customers (ADR 0008)

  /** Records that a signed-in customer has verified a mailbox, the account's present one. */
  async verifyCustomer(customerId: string, mailbox: string): Promise<void> {
    await writeProof(this.#db, customerId, mailbox, this.clock())
  }

  /**
   * Whether a signed-in customer has verified the mailbox, and from when on the session alone redeems.
   *
   * @param mailbox of the customer's present email. A verification of another one does not count
   * @param redeems_from `null`: now. Otherwise the address was changed less than a day before (ADR 0019)
   */
  async readSession(customerId: string, mailbox: string): Promise<{ is_proven: boolean; redeems_from: Date | null }> {
    const proof = await readProof(this.#db, customerId, mailbox)
    return {
      is_proven: isProvenBySession(proof, this.#options.identity.trustRegisteredEmail),
      redeems_from: waitsUntil(proof, this.clock()),
    }
  }

  /**
   * Records a change of customers' email addresses. Their verifications become void, and their sessions alone cannot redeem
   * for a day.
   *
   * @param db the transaction of the change
   */
  async noteEmailChange(customerIds: readonly string[], db: Database = this.#db): Promise<void> {
    await writeEmailChange(db, customerIds, this.clock())
  }

  /** Voids verifications of other mailboxes than `mailbox`. */
  async voidVerification(customerId: string, mailbox: string | null): Promise<void> {
    await deleteProof(this.#db, customerId, mailbox)
  }

  /** Deletes the verifications of a customer who was deleted. */
  async deleteVerifications(customerId: string): Promise<void> {
    await deleteProof(this.#db, customerId, null)
    await deleteEmailChange(this.#db, customerId)
  }

  /** Deletes challenges and failures after a day, tokens 30 days after they expired. */
  async cleanUp(): Promise<void> {
    const before = (ms: number) => new Date(this.clock().getTime() - ms)
    await deleteOld(this.#db, { challenge: before(KEEP_MS.challenge), token: before(KEEP_MS.token) })
  }
}

const after = (now: Date, minutes: number) => new Date(now.getTime() + minutes * MINUTE_MS)

function secretOfThisProcess(logger: Cradle["logger"]): Buffer {
  if (process.env["NODE_ENV"] === "production") {
    throw clienteleError(
      "invalid_option",
      "medusa-plugin-clientele: invalid option. codeSecret: is required in production, at least 32 characters, the " +
        "same in every process. Create one with `openssl rand -hex 32`.",
    )
  }
  logger?.warn(
    "medusa-plugin-clientele: codeSecret is not set. One-time codes are valid in this process only, until it stops.",
  )
  return randomBytes(32)
}
