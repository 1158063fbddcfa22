import type { Database } from "../../../kernel/database"
import { prepare, rowsDirect } from "../../../kernel/database"
import type { Budget } from "../../../kernel/options"
import type { CountedCall } from "../types"
import { type Counter, type Found, toCounted } from "./counter"

const COUNT = prepare("select * from clientele_key_count(?, ?, ?)")

/** Calls counted in the store's database. */
export class PostgresCounter implements Counter {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async count(bucket: string, budget: Budget): Promise<CountedCall> {
    const [found] = await rowsDirect<Found>(this.#db, COUNT, [bucket, budget.perMinute, budget.perDay])
    return toCounted(found as Found, budget)
  }

  async close(): Promise<void> {}
}
