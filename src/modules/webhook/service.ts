import { generateEntityId } from "@medusajs/framework/utils"
import type { Database, Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import type { GaugeReading } from "../../kernel/instruments"
import { count } from "../../kernel/metrics"
import { type PluginOptions, parseOptions } from "../../kernel/options"
import { bodyOf } from "./domain/message-body"
import { retryAfterOf, retryIn } from "./domain/schedule"
import { SecretBox } from "./domain/secret-box"
import { newSecret, signaturesOf } from "./domain/signature"
import { problemOfUrl } from "./sending/address-guard"
import { type Posted, Poster, TIMEOUT_MS } from "./sending/post-message"
import {
  type Claimed,
  claimDue,
  finishAttempt,
  insertTest,
  readAttempts,
  readDeliveries,
  readDelivery,
  readNextDueIn,
  recoverDeliveries,
  restartDelivery,
  unblock,
} from "./sql/deliveries"
import {
  claimNotices,
  deleteEndpoint,
  type EndpointChange,
  endNotice,
  insertEndpoint,
  type NewEndpoint,
  type Notice,
  readDueEndpoints,
  readEndpoint,
  readEndpoints,
  readIsListening,
  writeEndpoint,
  writeSecret,
} from "./sql/endpoints"
import {
  announceMessages,
  confirmMessages,
  deleteOldMessages,
  fanOut,
  insertMessages,
  readOpenMessages,
  withdrawMessages,
} from "./sql/messages"
import { readWebhookGauges } from "./sql/webhook-gauges"
import type {
  Delivered,
  DeliveryStatus,
  DeliveryWithAttempts,
  DisabledBecause,
  OpenMessage,
  Outcome,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookNote,
} from "./types"

type Cradle = { __pg_connection__: Pool }

const DAY_MS = 86_400_000

/** Time for which the secret before a rotation also signs (contract R63). */
const OVERLAP_HOURS = 24

/**
 * An endpoint that only failed for five days is disabled, if there were at least as many failures as a message has
 * attempts.
 */
const FAILING_MS = 5 * DAY_MS
const FAILURES = 8

/** Retention of messages and deliveries, and the time in which a disabled endpoint can be recovered. */
const KEEP_DAYS = 30

const LIMITS = { failingMs: FAILING_MS, failures: FAILURES, recordMs: KEEP_DAYS * DAY_MS }

/** Parallel requests to one endpoint. */
const AT_ONCE = 10

/** Lease of a worker's deliveries, longer than an attempt and its record can take. After it, another worker takes them. */
const LEASE_MS = TIMEOUT_MS * 4

/** Time for which a process caches that there is no endpoint. */
const BELIEVE_MS = 5_000

/** What tests choose. */
export type Overrides = { timeoutMs?: number; random?: () => number }

/** Webhooks: endpoints, the outbox of messages, and their deliveries (contract R63, ADR 0066). */
export default class WebhookModuleService {
  readonly #db: Pool
  readonly #options: PluginOptions["webhooks"]
  readonly #box: SecretBox
  readonly #poster: Poster
  readonly #random: () => number
  #listening: { until: number; is: boolean } = { until: 0, is: false }

  readonly __hooks = { onApplicationShutdown: async (): Promise<void> => this.close() }

  /** @throws `invalid_option` for options that do not fit */
  constructor(
    { __pg_connection__ }: Cradle,
    options?: Record<string, unknown>,
    _declaration?: object,
    { timeoutMs, random = Math.random }: Overrides = {},
  ) {
    const { webhooks, codeSecret } = parseOptions(options)
    this.#db = __pg_connection__
    this.#options = webhooks
    this.#box = new SecretBox(codeSecret)
    this.#poster = new Poster(webhooks, timeoutMs)
    this.#random = random
  }

  /** Ages of the outbox and of due deliveries (ADR 0068). */
  async readGauges(): Promise<GaugeReading[]> {
    return readWebhookGauges(this.#db)
  }

  /** The recipient of mails about disabled endpoints; `undefined`: the admin user who created the endpoint. */
  get alertEmail(): string | undefined {
    return this.#options.alertEmail
  }

  /**
   * Creates an endpoint. The secret is only in this answer.
   *
   * @throws `invalid_request` naming `url`
   */
  async createEndpoint(
    one: Omit<NewEndpoint, "id" | "secret">,
  ): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
    this.#checkUrl(one.url)
    const secret = newSecret()
    const id = generateEntityId(undefined, "whe")
    const endpoint = await insertEndpoint(this.#db, { ...one, id, secret: this.#box.encrypt(secret) })
    this.#listening.until = 0
    return { endpoint, secret }
  }

  /** All endpoints, the newest first. @param limit 1 to 100 */
  async listEndpoints(limit: number, offset: number): Promise<{ endpoints: WebhookEndpoint[]; count: number }> {
    return readEndpoints(this.#db, limit, offset)
  }

  /** @throws `not_found` */
  async getEndpoint(id: string): Promise<WebhookEndpoint> {
    return found(await readEndpoint(this.#db, id), "Webhook endpoint")
  }

  /**
   * Changes the given fields. Enabling an endpoint resumes its waiting deliveries. `recover` sends the missed ones.
   *
   * @throws `not_found`; `invalid_request` naming `url`
   */
  async updateEndpoint(id: string, change: EndpointChange): Promise<WebhookEndpoint> {
    if (change.url !== undefined) {
      this.#checkUrl(change.url)
    }
    const saved = found(await writeEndpoint(this.#db, id, change), "Webhook endpoint")
    this.#listening.until = 0
    return saved
  }

  /** Deletes an endpoint with its deliveries. @throws `not_found` */
  async deleteEndpoint(id: string): Promise<void> {
    found((await deleteEndpoint(this.#db, id)) || undefined, "Webhook endpoint")
  }

  /** Creates a new secret. The earlier one also signs for 24 hours. @throws `not_found` */
  async rotateSecret(id: string): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
    const secret = newSecret()
    const saved = await writeSecret(this.#db, id, this.#box.encrypt(secret), OVERLAP_HOURS)
    return { endpoint: found(saved, "Webhook endpoint"), secret }
  }

  /**
   * Whether an endpoint may want messages. A process asks the database at most every five seconds, so the answer "no
   * endpoint" can be that old. Messages of triggers do not depend on it.
   */
  async isListening(): Promise<boolean> {
    if (performance.now() >= this.#listening.until) {
      const is = await readIsListening(this.#db)
      this.#listening = { is, until: performance.now() + BELIEVE_MS }
    }
    return this.#listening.is
  }

  /** Writes messages about changes without a trigger, if an endpoint wants them. @param db the change's transaction */
  async note(notes: readonly WebhookNote[], db: Database = this.#db): Promise<number> {
    return notes.length === 0 ? 0 : insertMessages(db, notes)
  }

  /**
   * Writes messages, if an endpoint wants them, before a change of more than one transaction. They go out after {@link
   * confirm}, or after ten minutes in case the process was killed.
   *
   * @returns the argument of {@link confirm} and {@link withdraw}
   */
  async announce(notes: readonly WebhookNote[]): Promise<string[]> {
    return announceMessages(this.#db, notes)
  }

  /** Lets announced messages go out. */
  async confirm(announced: readonly string[]): Promise<void> {
    await confirmMessages(this.#db, announced)
  }

  /** Deletes announced messages whose change was refused. */
  async withdraw(announced: readonly string[]): Promise<void> {
    await withdrawMessages(this.#db, announced)
  }

  /**
   * Messages that are not handed to endpoints yet, the oldest first, without those that wait for their change. @param limit
   * at least 1
   */
  async listOpenMessages(limit: number): Promise<OpenMessage[]> {
    return readOpenMessages(this.#db, limit)
  }

  /**
   * Hands messages to the endpoints that want them. Call it with the first ones of {@link listOpenMessages} in their order;
   * messages that another process handed over meanwhile are skipped.
   *
   * @returns how many deliveries were made
   */
  async fanOut(messages: readonly Pick<OpenMessage, "position" | "data">[]): Promise<number> {
    return messages.length === 0 ? 0 : fanOut(this.#db, messages)
  }

  /** Endpoints with a delivery that is due. */
  async listDueEndpoints(): Promise<string[]> {
    return readDueEndpoints(this.#db)
  }

  /** Milliseconds until an endpoint's next delivery is due, below 0 for an overdue one; `null` for none. */
  async nextDueIn(endpointId: string): Promise<number | null> {
    return readNextDueIn(this.#db, endpointId)
  }

  /**
   * Sends the due deliveries of an endpoint, ten messages in parallel, each of another subject. Safe to run in several
   * processes.
   */
  async deliverDue(endpointId: string): Promise<Delivered> {
    const claimed = await claimDue(this.#db, endpointId, AT_ONCE, LEASE_MS)
    const done = await Promise.all(claimed.map((one) => this.#deliver(one)))
    return {
      sent: done.length,
      delivered: done.filter(({ result }) => result === "delivered").length,
      disabled: done.find(({ disabled }) => disabled !== null)?.disabled ?? null,
    }
  }

  async #deliver(one: Claimed): Promise<{ result: Outcome["result"]; disabled: DisabledBecause | null }> {
    const attempted_at = new Date()
    const begun = performance.now()
    const posted = await this.#post(one, attempted_at)
    const outcome = this.#judge(one, posted, attempted_at)
    const duration_ms = Math.round(performance.now() - begun)
    const disabled = await finishAttempt(this.#db, one, { ...outcome, duration_ms }, LIMITS)
    count("clientele.webhooks.deliveries", { result: outcome.result })
    return { result: outcome.result, disabled }
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

  /**
   * A page of an endpoint's deliveries with their attempts, the newest message first. @throws `not_found`; `invalid_request`
   * naming `cursor`
   */
  async listDeliveries(
    endpointId: string,
    page: { limit: number; cursor?: string | undefined; status?: DeliveryStatus | undefined },
  ): Promise<{ deliveries: DeliveryWithAttempts[]; next_cursor: string | null }> {
    const { payload } = await this.getEndpoint(endpointId)
    if (page.cursor !== undefined && !/^\d{1,18}$/.test(page.cursor)) {
      throw clienteleError("invalid_request", "cursor: is not a cursor of this list; omit it to read the first page")
    }
    const rows = await readDeliveries(this.#db, endpointId, {
      status: page.status ?? null,
      before: page.cursor ?? null,
      limit: page.limit + 1,
    })
    const shown = rows.slice(0, page.limit)
    const sent = shown.map(({ position: _position, data, ...one }) => ({
      ...one,
      body: bodyOf({ ...one, data }, payload),
    }))
    const deliveries = await this.#withAttempts(sent)
    return { deliveries, next_cursor: rows.length > page.limit ? (shown.at(-1)?.position ?? null) : null }
  }

  async #withAttempts(deliveries: readonly Omit<DeliveryWithAttempts, "log">[]): Promise<DeliveryWithAttempts[]> {
    const attempts = await readAttempts(
      this.#db,
      deliveries.map(({ id }) => id),
    )
    return deliveries.map((one) => ({
      ...one,
      log: attempts.filter(({ delivery_id }) => delivery_id === one.id).map(({ delivery_id: _id, ...rest }) => rest),
    }))
  }

  /** Sends a delivery again, in any state, with the same `webhook-id`. @throws `not_found` */
  async redeliver(deliveryId: string): Promise<WebhookDelivery> {
    found(await readDelivery(this.#db, deliveryId), "Webhook delivery")
    await restartDelivery(this.#db, deliveryId)
    return found(await readDelivery(this.#db, deliveryId), "Webhook delivery")
  }

  /**
   * Sends an endpoint the messages that did not arrive since a time, at most 30 days ago: failed and waiting deliveries,
   * and messages from the time when it was disabled by its failures.
   *
   * @returns the number of messages
   * @throws `not_found`
   */
  async recover(endpointId: string, since: Date): Promise<number> {
    await this.getEndpoint(endpointId)
    return recoverDeliveries(this.#db, endpointId, since)
  }

  /**
   * Sends an endpoint a message `clientele.webhook.test`, regardless of its filters. @returns the delivery's id @throws
   * `not_found`
   */
  async sendTest(endpointId: string): Promise<string> {
    await this.getEndpoint(endpointId)
    return insertTest(this.#db, endpointId, "clientele.webhook.test", { endpoint_id: endpointId })
  }

  /** Disabled endpoints without a sent notice. One caller at a time gets each. */
  async claimNotices(): Promise<Notice[]> {
    return claimNotices(this.#db)
  }

  async endNotice(endpointId: string): Promise<void> {
    await endNotice(this.#db, endpointId)
  }

  /** Deletes messages older than 30 days, and frees deliveries that wait for no earlier one. */
  async cleanUp(): Promise<void> {
    await unblock(this.#db)
    while ((await deleteOldMessages(this.#db, KEEP_DAYS, 1000)) === 1000) {}
  }

  /** Ends the connections to receivers. */
  async close(): Promise<void> {
    await this.#poster.close()
  }

  #checkUrl(url: string): void {
    const problem = problemOfUrl(url, this.#options)
    if (problem) {
      throw clienteleError("invalid_request", `url: ${problem}`)
    }
  }
}

function found<T>(row: T | undefined, what: string): T {
  if (row === undefined) {
    throw clienteleError("not_found", `${what} not found`)
  }
  return row
}
