import { once } from "node:events"
import { createRedisBackend, Queue } from "bullmq"
import { Redis, type RedisOptions } from "ioredis"
import { withDeadline } from "../../../kernel/deadline"
import { backendQueueName, MAX_EVENTS, type Timing } from "../timing"
import type { QueueName } from "../types"
import { type JobStore, type QueueBackend, type RunJob, type RunningWorker, Stores, steadyWorker } from "./backend"
import { KNOWN_BACKENDS } from "./known"

const MAX_RECONNECT_MS = 2000

/** A client in one of these states never reconnects by itself. */
const SETTLED = new Set(["wait", "ready", "end"])

/** With ioredis' defaults an `add` would wait forever for a dead Redis. */
const ADDING = { enableOfflineQueue: false, maxRetriesPerRequest: 1 }

/** Keeps track of the copies that BullMQ makes of it, so that all can be closed. */
class OwnedRedis extends Redis {
  readonly #own: Set<Redis>

  constructor(url: string, options: RedisOptions, own: Set<Redis>) {
    super(url, options)
    this.#own = own
    own.add(this)
  }

  override duplicate(override?: Partial<RedisOptions>): Redis {
    const copy = super.duplicate(override)
    this.#own.add(copy)
    return copy
  }
}

/** Jobs on Redis. One connection for adding jobs in this process, two for each worker. */
export class RedisBackend implements QueueBackend {
  readonly name = KNOWN_BACKENDS.redis.name
  readonly notify = null
  readonly fix = KNOWN_BACKENDS.redis.fix
  readonly #url: string
  readonly #timing: Timing
  readonly #onError: (error: Error) => void
  readonly #stores = new Stores((queue) => this.#makeStore(queue))
  readonly #clients = new Set<Redis>()
  #client: Redis | undefined
  #closing = false

  constructor(url: string, timing: Timing, onError: (error: Error) => void) {
    this.#url = url
    this.#timing = timing
    this.#onError = onError
  }

  async ready(): Promise<void> {
    this.#client ??= this.#connect(ADDING)
    if (this.#client.status !== "ready") {
      await once(this.#client, "ready", { signal: AbortSignal.timeout(this.#timing.answerMs) })
    }
  }

  async store(queue: QueueName): Promise<JobStore> {
    await this.ready()
    return this.#stores.get(queue)
  }

  async selfTest(): Promise<void> {
    await this.ready()
  }

  worker(queue: QueueName, run: RunJob, concurrency: number): RunningWorker {
    const connection = this.#connect({ maxRetriesPerRequest: null })
    const name = backendQueueName(queue)
    return steadyWorker({ name, run, concurrency, connection, factory: createRedisBackend, timing: this.#timing })
  }

  /**
   * BullMQ closes a worker only if its connections are up or given up. While ioredis is about to reconnect, it would wait
   * forever. So reconnecting is switched off, and the last attempt is awaited.
   */
  async prepareStop(): Promise<void> {
    this.#closing = true
    const undecided = [...this.#clients].filter(({ status }) => !SETTLED.has(status))
    await Promise.all(
      undecided.map((client) => new Promise<void>((done) => client.once("ready", done).once("end", done))),
    )
  }

  async close(): Promise<void> {
    this.#closing = true
    await withDeadline(this.#timing.answerMs, "closing the queue", this.#stores.close()).catch(this.#onError)
    for (const client of this.#clients) {
      client.disconnect()
    }
    this.#clients.clear()
    this.#client = undefined
  }

  #makeStore(queue: QueueName): JobStore {
    this.#client ??= this.#connect(ADDING)
    const options = { connection: this.#client, streams: { events: { maxLen: MAX_EVENTS } } }
    const store = new Queue(backendQueueName(queue), options)
    store.on("error", this.#onError)
    return store
  }

  #connect(options: RedisOptions): Redis {
    const settings = {
      connectTimeout: this.#timing.answerMs,
      retryStrategy: (times: number) => (this.#closing ? null : Math.min(times * 100, MAX_RECONNECT_MS)),
      ...options,
    }
    const client = new OwnedRedis(this.#url, settings, this.#clients)
    client.on("error", this.#onError)
    return client
  }
}
