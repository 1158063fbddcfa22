import type { Pool } from "../../kernel/database"
import { count } from "../../kernel/metrics"
import { AttemptRecorder } from "./attempt-recorder"
import { bodyOf } from "./domain/message-body"
import { retryAfterOf, retryIn } from "./domain/schedule"
import type { SecretBox } from "./domain/secret-box"
import { signaturesOf } from "./domain/signature"
import { type Posted, type Poster, TIMEOUT_MS } from "./sending/post-message"
import type { Ended, Limits } from "./sql/attempts"
import { type Claimed, claimDue, releaseClaimed } from "./sql/deliveries"
import type { Delivered, DisabledBecause, Outcome } from "./types"

/** Parallel requests to one endpoint. */
const AT_ONCE = 10

/** Deliveries of one claim while a receiver is quick. The next claim runs while the last ten are sent. */
const CLAIM_OF_QUICK = 50

/** Attempts of a pass that are not recorded yet, above which it claims no more: they are sent again if their record fails. */
const MAX_UNRECORDED = 100

/** A receiver is quick if it answers each request within this time: a claim of fifty in two seconds. */
const QUICK_MS = 400

/** A pass sends what it has claimed within this time, and releases the rest. */
const START_MS = 5_000

/** Lease of a worker's deliveries, longer than an attempt and its record can take. After it, another worker takes them. */
const LEASE_MS = TIMEOUT_MS * 4

type Parts = { db: Pool; box: SecretBox; poster: Poster; random: () => number; limits: Limits }

/** The state of one pass over an endpoint's deliveries. */
type Pass = {
  endpointId: string
  waiting: Claimed[]
  until: number
  results: Outcome["result"][]
  records: Promise<DisabledBecause | Error | null>[]
  unrecorded: number
  /** The longest time that the receiver took, in milliseconds. */
  slowest: number
  /** Whether the receiver has answered 410. */
  isGone: boolean
  /** Whether more deliveries may be due, which a quick receiver can have in the same pass. */
  mayClaim: boolean
  /** The claim that is under way. */
  claim: Promise<void> | null
  /** Decrypted secrets by what is stored; `null` for one that cannot be decrypted. */
  secrets: Map<string, string | null>
}

/** Sends deliveries and records their attempts (contract R63, ADR 0078). */
export class DeliverySender {
  readonly #db: Pool
  readonly #box: SecretBox
  readonly #poster: Poster
  readonly #random: () => number
  readonly #recorder: AttemptRecorder
  /** Ids of endpoints whose receiver is quick, from one claim to the next. */
  readonly #quick = new Set<string>()

  constructor({ db, box, poster, random, limits }: Parts) {
    this.#db = db
    this.#box = box
    this.#poster = poster
    this.#random = random
    this.#recorder = new AttemptRecorder(db, limits)
  }

  /**
   * Sends due deliveries of an endpoint for up to five seconds, ten messages in parallel, each of another subject.
   *
   * @throws the database's error if an attempt was not recorded, and its delivery is sent again after the lease; or if a claim failed
   */
  async deliverDue(endpointId: string): Promise<Delivered> {
    const until = performance.now() + START_MS
    const isQuick = this.#quick.has(endpointId)
    const limit = isQuick ? CLAIM_OF_QUICK : AT_ONCE
    const waiting = await claimDue(this.#db, endpointId, limit, LEASE_MS)
    const mayClaim = isQuick && waiting.length === limit
    const begun = {
      results: [],
      records: [],
      unrecorded: 0,
      slowest: 0,
      isGone: false,
      claim: null,
      secrets: new Map(),
    }
    const pass: Pass = { ...begun, endpointId, waiting, until, mayClaim }
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, () => this.#send(pass)))
    await pass.claim
    if (pass.results.length > 0 && pass.slowest < QUICK_MS) {
      this.#quick.add(endpointId)
    } else {
      this.#quick.delete(endpointId)
    }
    const recorded = await Promise.all(pass.records)
    await releaseClaimed(this.#db, pass.waiting)
    const error = recorded.find((one) => one instanceof Error)
    if (error) {
      throw error
    }
    return {
      sent: pass.results.length,
      delivered: pass.results.filter((result) => result === "delivered").length,
      disabled: recorded.find((one): one is DisabledBecause => typeof one === "string") ?? null,
    }
  }

  /** Sends one message after the other. An attempt is recorded while the next message is on its way. */
  async #send(pass: Pass): Promise<void> {
    // Guard: a lease never ends while its delivery is sent, and a receiver that is gone gets no further message.
    while (performance.now() < pass.until && !pass.isGone) {
      if (pass.waiting.length < AT_ONCE) {
        this.#claimMore(pass)
      }
      const one = pass.waiting.shift()
      if (one) {
        const ended = await this.#attempt(pass, one)
        pass.slowest = Math.max(pass.slowest, ended.duration_ms)
        pass.isGone ||= ended.result === "gone"
        pass.results.push(ended.result)
        pass.records.push(this.#record(pass, ended))
      } else if (pass.claim) {
        await pass.claim
      } else {
        return
      }
    }
  }

  /** Claims the next deliveries, unless a claim is under way, the one before found fewer than it asked for, or something is wrong. */
  #claimMore(pass: Pass): void {
    if (!pass.mayClaim || pass.claim || pass.slowest >= QUICK_MS || pass.unrecorded >= MAX_UNRECORDED) {
      return
    }
    pass.claim = claimDue(this.#db, pass.endpointId, CLAIM_OF_QUICK, LEASE_MS).then(
      (more) => {
        pass.waiting.push(...more)
        pass.mayClaim &&= more.length === CLAIM_OF_QUICK
        pass.claim = null
      },
      (error: Error) => {
        pass.records.push(Promise.resolve(error))
        pass.mayClaim = false
        pass.claim = null
      },
    )
  }

  async #attempt(pass: Pass, one: Claimed): Promise<Ended> {
    const attempted_at = new Date()
    const begun = performance.now()
    const posted = await this.#post(pass, one, attempted_at)
    const outcome = this.#judge(one, posted, attempted_at)
    return { ...outcome, id: one.id, attempt: one.attempt, duration_ms: Math.round(performance.now() - begun) }
  }

  /** Never rejects: the other attempts of the pass are recorded, too. An error ends its claims. */
  async #record(pass: Pass, ended: Ended): Promise<DisabledBecause | Error | null> {
    pass.unrecorded++
    try {
      const because = await this.#recorder.record(pass.endpointId, ended)
      count("clientele.webhooks.deliveries", { result: ended.result })
      return because
    } catch (error) {
      pass.mayClaim = false
      return error as Error
    } finally {
      pass.unrecorded--
    }
  }

  async #post(pass: Pass, one: Claimed, at: Date): Promise<Posted> {
    const kept = [one.secret, one.previous_secret].filter((secret) => secret !== null)
    const secrets = kept.map((secret) => this.#decrypt(pass, secret)).filter((secret) => secret !== null)
    // Guard: a message without a signature of the current secret is never sent.
    if (secrets.length < kept.length) {
      return { status: null, retryAfter: undefined, excerpt: null, error: "secret_unreadable" }
    }
    const timestamp = Math.floor(at.getTime() / 1000)
    const body = bodyOf({ ...one, sequence: Number(one.sequence) }, one.payload)
    const headers = {
      "content-type": "application/json",
      "user-agent": "Clientele-Webhooks/1",
      "webhook-id": one.message_id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signaturesOf(secrets, one.message_id, timestamp, body),
    }
    return this.#poster.post(one.url, headers, body)
  }

  /** An endpoint has the same secrets for all messages of a pass. */
  #decrypt({ secrets }: Pass, encrypted: string): string | null {
    const known = secrets.get(encrypted)
    if (known !== undefined) {
      return known
    }
    const secret = this.#box.decrypt(encrypted)
    secrets.set(encrypted, secret)
    return secret
  }

  #judge({ tries }: Claimed, { status, error, excerpt, retryAfter }: Posted, at: Date): Omit<Outcome, "duration_ms"> {
    const noted = { attempted_at: at, response_status: status, response_excerpt: excerpt, error_code: error }
    if (error === null) {
      return { ...noted, result: "delivered", retry_in_ms: null }
    }
    if (status === 410) {
      return { ...noted, result: "gone", retry_in_ms: null }
    }
    const retry_in_ms = retryIn(tries, retryAfterOf(retryAfter, at), this.#random())
    return { ...noted, result: retry_in_ms === null ? "failed" : "retry", retry_in_ms }
  }
}
