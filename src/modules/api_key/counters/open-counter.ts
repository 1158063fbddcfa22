import { withDeadline } from "../../../kernel/deadline"
import type { Budget } from "../../../kernel/options"
import type { CountedCall } from "../types"
import type { Counter } from "./counter"

type Log = { warn(message: string): void }

/** Maximum wait for the counter. It is long enough for a busy Redis or PostgreSQL. */
export const COUNTER_WAIT_MS = 5_000
/** Pause after a failure. After it, one call tries again, so few calls wait during an outage. */
const PAUSE_MS = 1_000
const SAME_LINE_MS = 60_000

/**
 * A counter that lets calls through while its store is down, and logs that once a minute (contract R62): limits protect a
 * store from overload, so they must not stop it themselves.
 */
export class OpenCounter {
  readonly #counter: Counter
  readonly #log: Log | undefined
  #isDown = false
  #pausedUntil = Number.NEGATIVE_INFINITY
  #loggedAt = Number.NEGATIVE_INFINITY

  constructor(counter: Counter, log: Log | undefined) {
    this.#counter = counter
    this.#log = log
  }

  /** @returns `null` if the call could not be counted */
  async count(bucket: string, budget: Budget): Promise<CountedCall | null> {
    if (this.#isDown) {
      if (performance.now() < this.#pausedUntil) {
        return null
      }
      this.#pausedUntil = performance.now() + PAUSE_MS
    }
    try {
      const counted = await withDeadline(COUNTER_WAIT_MS, "counting a call", this.#counter.count(bucket, budget))
      this.#isDown = false
      return counted
    } catch (error) {
      this.#isDown = true
      this.#pausedUntil = performance.now() + PAUSE_MS
      this.#warn(error as Error & { code?: unknown })
      return null
    }
  }

  async close(): Promise<void> {
    await this.#counter.close()
  }

  /** The name or code of the error only: its message may have the store's address. */
  #warn({ name, code }: Error & { code?: unknown }): void {
    const now = performance.now()
    if (now - this.#loggedAt < SAME_LINE_MS) {
      return
    }
    this.#loggedAt = now
    this.#log?.warn(
      `medusa-plugin-clientele: calls with secret keys cannot be counted (${String(code ?? name)}), so the plugin does not limit them. ` +
        "Check that Redis (option redisUrl) or, without it, PostgreSQL answers.",
    )
  }
}
