import { clienteleError } from "../../kernel/errors"
import type { GaugeReading } from "../../kernel/instruments"
import { DeliverySender } from "./delivery-sender"
import { bodyOf } from "./domain/message-body"
import { type Cradle, found } from "./endpoint-service"
import { WebhookOutboxService } from "./outbox-service"
import { Poster } from "./sending/post-message"
import {
  insertTest,
  readAttempts,
  readDeliveries,
  readDelivery,
  readNextDueIn,
  recoverDeliveries,
  restartDelivery,
  unblock,
} from "./sql/deliveries"
import { readDueEndpoints } from "./sql/endpoints"
import { deleteOldMessages } from "./sql/messages"
import { readWebhookGauges } from "./sql/webhook-gauges"
import type { Delivered, DeliveryStatus, DeliveryWithAttempts, WebhookDelivery } from "./types"

const DAY_MS = 86_400_000

/**
 * An endpoint that only failed for five days is disabled, if there were at least as many failures as a message has
 * attempts.
 */
const FAILING_MS = 5 * DAY_MS
const FAILURES = 8

/** Retention of messages and deliveries, and the time in which a disabled endpoint can be recovered. */
const KEEP_DAYS = 30

const LIMITS = { failingMs: FAILING_MS, failures: FAILURES, recordMs: KEEP_DAYS * DAY_MS }

/** What tests choose. */
export type Overrides = { timeoutMs?: number; random?: () => number }

/** Webhooks: deliveries, beside the endpoints and the outbox of messages (contract R63, ADR 0066). */
export default class WebhookModuleService extends WebhookOutboxService {
  readonly #poster: Poster
  readonly #sender: DeliverySender

  readonly __hooks = { onApplicationShutdown: async (): Promise<void> => this.close() }

  /** @throws `invalid_option` for options that do not fit */
  constructor(
    cradle: Cradle,
    options?: Record<string, unknown>,
    _declaration?: object,
    { timeoutMs, random = Math.random }: Overrides = {},
  ) {
    super(cradle, options)
    this.#poster = new Poster(this.options, timeoutMs)
    this.#sender = new DeliverySender({ db: this.db, box: this.box, poster: this.#poster, random, limits: LIMITS })
  }

  /** Ages of the outbox and of due deliveries (ADR 0068). */
  async readGauges(): Promise<GaugeReading[]> {
    return readWebhookGauges(this.db)
  }

  /** Endpoints with a delivery that is due. */
  async listDueEndpoints(): Promise<string[]> {
    return readDueEndpoints(this.db)
  }

  /** Milliseconds until an endpoint's next delivery is due, below 0 for an overdue one; `null` for none. */
  async nextDueIn(endpointId: string): Promise<number | null> {
    return readNextDueIn(this.db, endpointId)
  }

  /**
   * Sends due deliveries of an endpoint, ten messages in parallel, each of another subject: ten of them, or as many as five seconds
   * allow while its receiver is quick. Safe to run in several processes.
   */
  async deliverDue(endpointId: string): Promise<Delivered> {
    return this.#sender.deliverDue(endpointId)
  }

  /**
   * A page of an endpoint's deliveries with their attempts, the newest message first.
   *
   * @param isReadable whether the reader may see all data of an event; the others are shown thin, without the receiver's
   *   answer, which can repeat them
   * @throws `not_found`; `invalid_request` naming `cursor`
   */
  async listDeliveries(
    endpointId: string,
    page: { limit: number; cursor?: string | undefined; status?: DeliveryStatus | undefined },
    isReadable: (event: string) => boolean = () => true,
  ): Promise<{ deliveries: DeliveryWithAttempts[]; next_cursor: string | null }> {
    const { payload } = await this.getEndpoint(endpointId)
    if (page.cursor !== undefined && !/^\d{1,18}$/.test(page.cursor)) {
      throw clienteleError("invalid_request", "cursor: is not a cursor of this list; omit it to read the first page")
    }
    const rows = await readDeliveries(this.db, endpointId, {
      status: page.status ?? null,
      before: page.cursor ?? null,
      limit: page.limit + 1,
    })
    const shown = rows.slice(0, page.limit)
    const sent = shown.map(({ position: _position, data, ...one }) => ({
      ...one,
      body: bodyOf({ ...one, data }, isReadable(one.event) ? payload : "thin"),
    }))
    const deliveries = (await this.#withAttempts(sent)).map((one) =>
      isReadable(one.event) ? one : { ...one, log: one.log.map((attempt) => ({ ...attempt, response_excerpt: null })) },
    )
    return { deliveries, next_cursor: rows.length > page.limit ? (shown.at(-1)?.position ?? null) : null }
  }

  async #withAttempts(deliveries: readonly Omit<DeliveryWithAttempts, "log">[]): Promise<DeliveryWithAttempts[]> {
    const attempts = await readAttempts(
      this.db,
      deliveries.map(({ id }) => id),
    )
    return deliveries.map((one) => ({
      ...one,
      log: attempts.filter(({ delivery_id }) => delivery_id === one.id).map(({ delivery_id: _id, ...rest }) => rest),
    }))
  }

  /** Sends a delivery again, in any state, with the same `webhook-id`. @throws `not_found` */
  async redeliver(deliveryId: string): Promise<WebhookDelivery> {
    found(await readDelivery(this.db, deliveryId), "Webhook delivery")
    await restartDelivery(this.db, deliveryId)
    return found(await readDelivery(this.db, deliveryId), "Webhook delivery")
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
    return recoverDeliveries(this.db, endpointId, since)
  }

  /**
   * Sends an endpoint a message `clientele.webhook.test`, regardless of its filters. @returns the delivery's id @throws
   * `not_found`
   */
  async sendTest(endpointId: string): Promise<string> {
    await this.getEndpoint(endpointId)
    return insertTest(this.db, endpointId, { endpoint_id: endpointId })
  }

  /** Deletes messages older than 30 days, and frees deliveries that wait for no earlier one. */
  async cleanUp(): Promise<void> {
    await unblock(this.db)
    while ((await deleteOldMessages(this.db, KEEP_DAYS, 1000)) === 1000) {}
  }

  /** Ends the connections to receivers. */
  async close(): Promise<void> {
    await this.#poster.close()
  }
}
