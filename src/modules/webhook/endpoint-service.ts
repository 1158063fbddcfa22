import { generateEntityId } from "@medusajs/framework/utils"
import type { Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { type PluginOptions, parseOptions } from "../../kernel/options"
import { SecretBox } from "./domain/secret-box"
import { newSecret } from "./domain/signature"
import { problemOfUrl } from "./sending/address-guard"
import {
  claimNotices,
  deleteEndpoint,
  type EndpointChange,
  endNotice,
  insertEndpoint,
  type NewEndpoint,
  type Notice,
  readEndpoint,
  readEndpoints,
  readIsListening,
  writeEndpoint,
  writeSecret,
} from "./sql/endpoints"
import type { WebhookEndpoint } from "./types"

export type Cradle = { __pg_connection__: Pool }

/** Time for which the secret before a rotation also signs (contract R63). */
const OVERLAP_HOURS = 24

/** Time for which a process caches that there is no endpoint. */
const BELIEVE_MS = 5_000

/** The part of the webhook service that keeps endpoints, their secrets, and the notices of disabled ones. */
export class WebhookEndpointService {
  protected readonly db: Pool
  protected readonly options: PluginOptions["webhooks"]
  protected readonly box: SecretBox
  #listening: { until: number; is: boolean } = { until: 0, is: false }

  /** @throws `invalid_option` for options that do not fit */
  constructor({ __pg_connection__ }: Cradle, options?: Record<string, unknown>) {
    const { webhooks, codeSecret } = parseOptions(options)
    this.db = __pg_connection__
    this.options = webhooks
    this.box = new SecretBox(codeSecret)
  }

  /** The recipient of mails about disabled endpoints; `undefined`: the admin user who created the endpoint. */
  get alertEmail(): string | undefined {
    return this.options.alertEmail
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
    const endpoint = await insertEndpoint(this.db, { ...one, id, secret: this.box.encrypt(secret) })
    this.#listening.until = 0
    return { endpoint, secret }
  }

  /** All endpoints, the newest first. @param limit 1 to 100 */
  async listEndpoints(limit: number, offset: number): Promise<{ endpoints: WebhookEndpoint[]; count: number }> {
    return readEndpoints(this.db, limit, offset)
  }

  /** @throws `not_found` */
  async getEndpoint(id: string): Promise<WebhookEndpoint> {
    return found(await readEndpoint(this.db, id), "Webhook endpoint")
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
    const saved = found(await writeEndpoint(this.db, id, change), "Webhook endpoint")
    this.#listening.until = 0
    return saved
  }

  /** Deletes an endpoint with its deliveries. @throws `not_found` */
  async deleteEndpoint(id: string): Promise<void> {
    found((await deleteEndpoint(this.db, id)) || undefined, "Webhook endpoint")
  }

  /** Creates a new secret. The earlier one also signs for 24 hours. @throws `not_found` */
  async rotateSecret(id: string): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
    const secret = newSecret()
    const saved = await writeSecret(this.db, id, this.box.encrypt(secret), OVERLAP_HOURS)
    return { endpoint: found(saved, "Webhook endpoint"), secret }
  }

  /**
   * Whether an endpoint may want messages. A process asks the database at most every five seconds, so the answer "no
   * endpoint" can be that old. Messages of triggers do not depend on it.
   */
  async isListening(): Promise<boolean> {
    if (performance.now() >= this.#listening.until) {
      const is = await readIsListening(this.db)
      this.#listening = { is, until: performance.now() + BELIEVE_MS }
    }
    return this.#listening.is
  }

  /** Disabled endpoints without a sent notice. One caller at a time gets each. */
  async claimNotices(): Promise<Notice[]> {
    return claimNotices(this.db)
  }

  async endNotice(endpointId: string): Promise<void> {
    await endNotice(this.db, endpointId)
  }

  #checkUrl(url: string): void {
    const problem = problemOfUrl(url, this.options)
    if (problem) {
      throw clienteleError("invalid_request", `url: ${problem}`)
    }
  }
}

/** @throws `not_found` without a row */
export function found<T>(row: T | undefined, what: string): T {
  if (row === undefined) {
    throw clienteleError("not_found", `${what} not found`)
  }
  return row
}
