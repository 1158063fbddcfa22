import { randomBytes } from "node:crypto"
import { once } from "node:events"
import {
  createPostgresBackend,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
  Queue,
} from "bullmq"
import { Client, type ClientConfig } from "pg"
import { assertQueueSchema, QUEUE_SCHEMA } from "../schema/queue"
import { backendQueueName, MAX_EVENTS, type Timing } from "../timing"
import type { QueueHealth, QueueName } from "../types"
import { type JobStore, type QueueBackend, type RunJob, type RunningWorker, Stores, steadyWorker } from "./backend"
import { KNOWN_BACKENDS } from "./known"

/** Connections of a pool: two for adding jobs in this process; two for each worker, and one more that listens. */
const POOL_MAX = 2

/** Jobs in PostgreSQL, in a schema of their own. */
export class PostgresBackend implements QueueBackend {
  readonly name = KNOWN_BACKENDS.postgres.name
  readonly fix = KNOWN_BACKENDS.postgres.fix
  readonly #config: ClientConfig
  readonly #timing: Timing
  readonly #onError: (error: Error) => void
  readonly #stores = new Stores((queue) => this.#makeStore(queue))
  #connection: PostgresConnection | undefined
  #opening: Promise<void> | undefined
  #notify: QueueHealth["notify"] = null

  constructor(config: ClientConfig, timing: Timing, onError: (error: Error) => void) {
    this.#config = { keepAlive: true, keepAliveInitialDelayMillis: 10_000, connectionTimeoutMillis: 5000, ...config }
    this.#timing = timing
    this.#onError = onError
  }

  get notify(): QueueHealth["notify"] {
    return this.#notify
  }

  async ready(): Promise<void> {
    if (!this.#connection) {
      this.#opening ??= this.#open().finally(() => {
        this.#opening = undefined
      })
      await this.#opening
    }
  }

  async store(queue: QueueName): Promise<JobStore> {
    await this.ready()
    return this.#stores.get(queue)
  }

  /** Whether a NOTIFY arrives on a listening connection. Through a transaction pooler it does not. */
  async selfTest(): Promise<void> {
    await this.ready()
    const channel = `clientele_probe_${randomBytes(4).toString("hex")}`
    const listener = new Client(this.#config)
    listener.on("error", this.#onError)
    try {
      await listener.connect()
      await listener.query(`listen ${channel}`)
      const arrival = once(listener, "notification", { signal: AbortSignal.timeout(this.#timing.answerMs) })
      await Promise.all([arrival, this.#connection?.pool.query("select pg_notify($1, '')", [channel])])
      this.#notify = "works"
    } catch (error) {
      this.#notify = "polling"
      this.#onError(error as Error)
    } finally {
      await listener.end().catch(this.#onError)
    }
  }

  worker(queue: QueueName, run: RunJob, concurrency: number): RunningWorker {
    const connection = this.#poolConfig()
    const name = backendQueueName(queue)
    return steadyWorker({ name, run, concurrency, connection, factory: createPostgresBackend, timing: this.#timing })
  }

  async prepareStop(): Promise<void> {}

  async close(): Promise<void> {
    await this.#opening?.catch(() => undefined)
    await this.#stores.close()
    const connection = this.#connection
    this.#connection = undefined
    await connection?.close()
  }

  #makeStore(queue: QueueName): JobStore {
    const connection = this.#connection
    if (!connection) {
      throw new Error("the queue's connection is closed")
    }
    // All queues share one pool: `false` says that they do not own it.
    const factory = (name: string, options: object) =>
      new PostgresQueueBackend(connection, name, { ...options, connection: connection.pool }, false)
    const options = { connection: connection.pool, streams: { events: { maxLen: MAX_EVENTS } } }
    const store = new Queue(backendQueueName(queue), options, factory)
    store.on("error", this.#onError)
    return store as unknown as JobStore
  }

  /** BullMQ's type does not allow a function as password; the driver does. */
  #poolConfig(): PostgresConnectionOptions {
    return { ...this.#config, schema: QUEUE_SCHEMA, max: POOL_MAX } as PostgresConnectionOptions
  }

  /** BullMQ never retries a failed first connection, so a connection is kept only after it has worked. */
  async #open(): Promise<void> {
    const connection = new PostgresConnection(this.#poolConfig())
    connection.on("error", this.#onError)
    try {
      await assertQueueSchema(connection.pool)
      await connection.waitUntilReady()
    } catch (error) {
      await connection.close()
      throw error
    }
    this.#connection = connection
  }
}
