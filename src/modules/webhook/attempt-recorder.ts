import type { Database } from "../../kernel/database"
import { type Ended, finishAttempt, type Limits, recordAttempts } from "./sql/attempts"
import type { DisabledBecause } from "./types"

/** Maximum attempts in one transaction, so that its locks are short. */
const BATCH = 100

/** PostgreSQL's lock_not_available. */
const LOCKED = "55P03"

type Waiting = {
  ended: Ended
  endpointId: string
  resolve: (because: DisabledBecause | null) => void
  reject: (error: unknown) => void
}

/**
 * Records the attempts of this process in batches (ADR 0078). A batch has the attempts that ended while the one before was
 * written, so a single attempt waits for nothing.
 */
export class AttemptRecorder {
  readonly #db: Database
  readonly #limits: Limits
  #waiting: Waiting[] = []
  #isWriting = false
  /** Attempts that a batch left out, by their endpoint. Each endpoint has one at a time, as each can hold a connection for seconds. */
  readonly #leftOut = new Map<string, Waiting[]>()

  constructor(db: Database, limits: Limits) {
    this.#db = db
    this.#limits = limits
  }

  /**
   * Resolves when the attempt is recorded, with the reason if it disabled its endpoint.
   *
   * @throws the database's error. The delivery is then sent again after its lease
   */
  record(endpointId: string, ended: Ended): Promise<DisabledBecause | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ endpointId, ended, resolve, reject })
      if (!this.#isWriting) {
        this.#isWriting = true
        // Answers that arrived together are read in one turn of the event loop.
        setImmediate(() => void this.#writeAll())
      }
    })
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#write(this.#waiting.splice(0, BATCH))
    }
    this.#isWriting = false
  }

  /** Never rejects. Attempts that are left out do not delay the next batch. */
  async #write(batch: readonly Waiting[]): Promise<void> {
    const ended = batch.map((one) => one.ended)
    // Guard: one attempt that the database refuses, or whose rows are locked, does not keep the others from being recorded.
    const recorded = await recordAttempts(this.#db, ended, this.#limits).catch(() => null)
    for (const [place, one] of batch.entries()) {
      const because = recorded?.get(place)
      if (because !== undefined) {
        one.resolve(because)
      } else {
        this.#finishLater(one)
      }
    }
  }

  #finishLater(one: Waiting): void {
    const before = this.#leftOut.get(one.endpointId)
    if (before) {
      before.push(one)
      return
    }
    const queue = [one]
    this.#leftOut.set(one.endpointId, queue)
    void this.#finishAll(one.endpointId, queue)
  }

  /** Never rejects. After a lock that nobody gives back, the rest of the endpoint's attempts do not wait for it, too. */
  async #finishAll(endpointId: string, queue: Waiting[]): Promise<void> {
    for (let one = queue.shift(); one; one = queue.shift()) {
      try {
        one.resolve(await finishAttempt(this.#db, one.ended, this.#limits))
      } catch (error) {
        const rest = (error as { code?: unknown }).code === LOCKED ? queue.splice(0) : []
        for (const { reject } of [one, ...rest]) reject(error)
      }
    }
    this.#leftOut.delete(endpointId)
  }
}
