import { once } from "node:events"
import { createRedisBackend, Queue } from "bullmq"
import { Redis } from "ioredis"
import { backendQueueName, MAX_EVENTS, type Timing } from "../timing"
import type { QueueName } from "../types"
import { type JobStore, type QueueBackend, type RunJob, type RunningWorker, Stores, steadyWorker } from "./backend"

const MAX_RECONNECT_MS = 2000

/**
 * Jobs on Redis. One connection for all that this process adds, two for each worker.
 *
 * The adding connection refuses commands while it is not connected (`enableOfflineQueue: false`): with ioredis'
 * defaults an `add` would wait for a dead Redis without end.
 */
export class RedisBackend implements QueueBackend {
  readonly name = "redis"
  readonly notify = null
  readonly fix = "Check that Redis runs and that the option redisUrl is right."
  readonly #url: string
  readonly #timing: Timing
  readonly #onError: (error: Error) => void
  readonly #stores = new Stores((queue) => this.#makeStore(queue))
  #client: Redis | undefined

  constructor(url: string, timing: Timing, onError: (error: Error) => void) {
    this.#url = url
    this.#timing = timing
    this.#onError = onError
  }

  async ready(): Promise<void> {
    this.#client ??= this.#connect()
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
    const connection = {
      url: this.#url,
      maxRetriesPerRequest: null,
      retryStrategy: reconnectMs,
      connectTimeout: 5000,
    }
    const name = backendQueueName(queue)
    return steadyWorker({ name, run, concurrency, connection, factory: createRedisBackend, timing: this.#timing })
  }

  async close(): Promise<void> {
    this.#client?.disconnect()
    await this.#stores.close()
    this.#client = undefined
  }

  #makeStore(queue: QueueName): JobStore {
    const store = new Queue(backendQueueName(queue), {
      connection: (this.#client ??= this.#connect()),
      streams: { events: { maxLen: MAX_EVENTS } },
    })
    store.on("error", this.#onError)
    return store
  }

  #connect(): Redis {
    const client = new Redis(this.#url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      connectTimeout: this.#timing.answerMs,
      retryStrategy: reconnectMs,
    })
    client.on("error", this.#onError)
    return client
  }
}

function reconnectMs(times: number): number {
  return Math.min(times * 100, MAX_RECONNECT_MS)
}
