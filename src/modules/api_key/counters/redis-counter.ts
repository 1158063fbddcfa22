import { once } from "node:events"
import type { Redis as Client } from "ioredis"
import type { Budget } from "../../../kernel/options"
import type { CountedCall } from "../types"
import { type Counter, DAY_MS, type Found, MINUTE_MS, toCounted } from "./counter"

const MAX_RECONNECT_MS = 2000

/**
 * One Redis key for each window. It expires with the window, so Redis is the clock and no cleanup is needed. Redis runs a
 * script atomically, so both windows count together for any number of processes.
 */
const COUNT = `
  local function read(n)
    local left = redis.call('pttl', KEYS[n])
    if left > 0 then return { calls = tonumber(redis.call('get', KEYS[n])), left = left } end
    return { calls = 0, left = tonumber(ARGV[n + 2]), is_new = true }
  end
  local minute, day = read(1), read(2)
  local allowed = minute.calls < tonumber(ARGV[1]) and day.calls < tonumber(ARGV[2])
  if allowed then
    for n, window in ipairs({ minute, day }) do
      window.calls = window.calls + 1
      if window.is_new then redis.call('set', KEYS[n], 1, 'px', window.left) else redis.call('incr', KEYS[n]) end
    end
  end
  return { allowed and 1 or 0, minute.calls, minute.left, day.calls, day.left }`

type Reply = [allowed: 0 | 1, minute: number, minuteLeft: number, day: number, dayLeft: number]

/** Calls counted in Redis. It connects at the first call, so a store without keys has no connection for it. */
export class RedisCounter implements Counter {
  readonly #url: string
  readonly #waitMs: number
  #client: Client | undefined

  constructor(url: string, waitMs: number) {
    this.#url = url
    this.#waitMs = waitMs
  }

  async count(bucket: string, budget: Budget): Promise<CountedCall> {
    const client = await this.#ready()
    const keys = ["minute", "day"].map((name) => `{clientele:calls:${bucket}}:${name}`)
    const args = [budget.perMinute, budget.perDay, MINUTE_MS, DAY_MS]
    const reply = (await client.eval(COUNT, keys.length, ...keys, ...args)) as Reply
    const [allowed, minute_calls, minute_ends_in_ms, day_calls, day_ends_in_ms] = reply
    const found: Found = { allowed: allowed === 1, minute_calls, minute_ends_in_ms, day_calls, day_ends_in_ms }
    return toCounted(found, budget)
  }

  async close(): Promise<void> {
    this.#client?.disconnect()
    this.#client = undefined
  }

  async #ready(): Promise<Client> {
    this.#client ??= this.#connect()
    const client = this.#client
    if (client.status !== "ready") {
      await once(client, "ready", { signal: AbortSignal.timeout(this.#waitMs) })
    }
    return client
  }

  #connect(): Client {
    // Loaded lazily: a store without calls by secret keys does not need it.
    const { Redis } = require("ioredis") as typeof import("ioredis")
    const client = new Redis(this.#url, {
      connectTimeout: this.#waitMs,
      commandTimeout: this.#waitMs,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(times * 100, MAX_RECONNECT_MS),
    })
    // Each call reports its own error. Without this listener an error event would end the process.
    client.on("error", () => undefined)
    return client
  }
}
