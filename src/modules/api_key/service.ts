import type { Database } from "../../kernel/database"
import { parseOptions, type RateLimits } from "../../kernel/options"
import { COUNTER_WAIT_MS, OpenCounter } from "./counters/open-counter"
import { PostgresCounter } from "./counters/postgres-counter"
import { RedisCounter } from "./counters/redis-counter"
import { limitOf } from "./domain/budgets"
import { readMode, readModeChanges, readTestPeriods, writeMode } from "./sql/key-modes"
import { deleteOldCounts } from "./sql/old-counts"
import type { CountedCall, KeyCall, KeyMode, KeyModeChange, TestPeriod } from "./types"

type Cradle = { __pg_connection__: Database; logger?: { warn(message: string): void } }

/** Rows that one run of the upkeep deletes. */
const CLEANED_AT_ONCE = 1_000

/** The mode of each of Medusa's secret keys, and how often it may call the plugin's routes (contract R61, R62; ADR 0065, 0067). */
export default class ApiKeyModuleService {
  readonly #db: Database
  readonly #limits: RateLimits
  readonly #counter: OpenCounter

  /** Whether test customers pay real orders (option `testCustomersPay`, ADR 0081). */
  readonly testCustomersPay: boolean

  readonly __hooks = {
    onApplicationShutdown: async (): Promise<void> => this.#counter.close(),
  }

  constructor({ __pg_connection__, logger }: Cradle, options?: Record<string, unknown>) {
    const { rateLimits, redisUrl, testCustomersPay } = parseOptions(options)
    this.#db = __pg_connection__
    this.#limits = rateLimits
    this.testCustomersPay = testCustomersPay
    const counter = redisUrl ? new RedisCounter(redisUrl, COUNTER_WAIT_MS) : new PostgresCounter(__pg_connection__)
    this.#counter = new OpenCounter(counter, logger)
  }

  /**
   * The mode of a key, `live` unless it was changed. Each call reads it, so a change takes effect at once in every process.
   */
  async modeOf(keyId: string): Promise<KeyMode> {
    return readMode(this.#db, keyId)
  }

  /** Changes a key's mode and records the actor. @returns `false` for the same mode again, which changes nothing */
  async setMode(keyId: string, mode: KeyMode, actorId: string | null): Promise<boolean> {
    return writeMode(this.#db, keyId, mode, actorId)
  }

  /** The mode changes of keys, newest first, at most `limit` for each key. */
  async listModeChanges(keyIds: readonly string[], limit: number): Promise<(KeyModeChange & { key_id: string })[]> {
    return keyIds.length === 0 ? [] : readModeChanges(this.#db, keyIds, limit)
  }

  /** The periods in which keys were test keys, also deleted ones. */
  async listTestPeriods(): Promise<TestPeriod[]> {
    return readTestPeriods(this.#db)
  }

  /**
   * Counts a call of one of the plugin's routes.
   *
   * @returns `null` if the call has no limit, or if the counter's backend is down (then a warning is logged)
   */
  async countCall(call: KeyCall): Promise<CountedCall | null> {
    const limit = limitOf(this.#limits, call)
    return limit === null ? null : this.#counter.count(limit.bucket, limit.budget)
  }

  /** Deletes ended counts in PostgreSQL. Those on Redis expire. */
  async cleanUp(): Promise<void> {
    await deleteOldCounts(this.#db, CLEANED_AT_ONCE)
  }
}
