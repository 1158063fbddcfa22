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

/** Deliveries of one claim while a receiver is quick. */
const CLAIM_OF_QUICK = 50

/** A receiver is quick if it answers all requests of a claim within this time. */
const QUICK_MS = 2_000

/** A claimed delivery is sent within this time, or released. */
const START_MS = 5_000

/** Lease of a worker's deliveries, longer than an attempt and its record can take. After it, another worker takes them. */
const LEASE_MS = TIMEOUT_MS * 4

type Parts = { db: Pool; box: SecretBox; poster: Poster; random: () => number; limits: Limits }

/** The state of one pass over an endpoint's deliveries. */
type Pass = {
  waiting: Claimed[]
  until: number
  results: Outcome["result"][]
  records: Promise<DisabledBecause | Error | null>[]
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
   * Sends due deliveries of an endpoint, ten messages in parallel, each of another subject.
   *
   * @throws the database's error if an attempt was not recorded. Its delivery is sent again after the lease
   */
  async deliverDue(endpointId: string): Promise<Delivered> {
    const begun = performance.now()
    const limit = this.#quick.has(endpointId) ? CLAIM_OF_QUICK : AT_ONCE
    const waiting = await claimDue(this.#db, endpointId, limit, LEASE_MS)
    const pass: Pass = { waiting, until: begun + START_MS, results: [], records: [] }
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, () => this.#send(pass)))
    if (pass.results.length > 0 && performance.now() - begun < QUICK_MS) {
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
    while (performance.now() < pass.until && !pass.results.includes("gone")) {
      const one = pass.waiting.shift()
      if (!one) {
        return
      }
      const ended = await this.#attempt(one)
      pass.results.push(ended.result)
      pass.records.push(this.#record(ended))
    }
  }

  async #attempt(one: Claimed): Promise<Ended> {
    const attempted_at = new Date()
    const begun = performance.now()
    const posted = await this.#post(one, attempted_at)
    const outcome = this.#judge(one, posted, attempted_at)
    return { ...outcome, id: one.id, attempt: one.attempt, duration_ms: Math.round(performance.now() - begun) }
  }

  /** Never rejects: the other attempts of the pass are recorded, too. */
  async #record(ended: Ended): Promise<DisabledBecause | Error | null> {
    try {
      const because = await this.#recorder.record(ended)
      count("clientele.webhooks.deliveries", { result: ended.result })
      return because
    } catch (error) {
      return error as Error
    }
  }

  async #post(one: Claimed, at: Date): Promise<Posted> {
    const kept = [one.secret, one.previous_secret].filter((secret) => secret !== null)
    const secrets = kept.map((secret) => this.#box.decrypt(secret)).filter((secret) => secret !== null)
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
