import type { Knex } from "knex"
import PointsModuleService from "../../src/modules/points/service"
import type { Adjustment, HoldRequest, Settlement } from "../../src/modules/points/types"

/** An entry that the ledger has acknowledged to its caller. */
export type AcknowledgedEntry = { account_id: string; version: string; points: string; balance_after: string }

/** Everything that the ledger has acknowledged to its callers. */
export type Acknowledged = {
  entries: AcknowledgedEntry[]
  /** The newest fencing token that was acknowledged for each order. */
  fencingTokens: Map<string, bigint>
  /** The last acknowledged state of each hold. */
  holds: Map<string, "held" | "posted" | "released" | "expired">
  operations: number
}

export const nothingAcknowledged = (): Acknowledged => ({
  entries: [],
  fencingTokens: new Map(),
  holds: new Map(),
  operations: 0,
})

/** The unchanged points module. It records every answer after the answer was given, as a caller would. */
export class RecordingPoints extends PointsModuleService {
  readonly #said: Acknowledged
  /** Set when the server is killed, so that no client tries again. */
  stopped = false

  constructor(db: Knex, said: Acknowledged) {
    super({ __pg_connection__: db })
    this.#said = said
  }

  async #note<T>(call: () => Promise<T>, record: (answer: T) => void): Promise<T> {
    if (this.stopped) throw new Error("the server is gone")
    const answer = await call()
    this.#said.operations += 1
    record(answer)
    return answer
  }

  #entry(account: string, version: number, points: number, balance: number): void {
    const texts = {
      account_id: account,
      version: String(version),
      points: String(points),
      balance_after: String(balance),
    }
    this.#said.entries.push(texts)
  }

  override settle(settlements: readonly Settlement[], fencingToken: string, clamp: boolean) {
    return this.#note(
      () => super.settle(settlements, fencingToken, clamp),
      (outcomes) => {
        for (const one of outcomes) {
          if (one.points !== 0) this.#entry(one.account_id, one.version, one.points, one.balance_after)
          const before = this.#said.fencingTokens.get(one.order_id) ?? 0n
          const stale = one.outcome === "stale" || BigInt(fencingToken) < before
          this.#said.fencingTokens.set(one.order_id, stale ? before : BigInt(fencingToken))
        }
      },
    )
  }

  override adjust(adjustment: Adjustment) {
    return this.#note(
      () => super.adjust(adjustment),
      ({ entry }) => {
        const [, account = "", version] = entry.id.split("_")
        this.#entry(account, Number(version), entry.points, entry.balance_after)
      },
    )
  }

  override placeHold(request: HoldRequest) {
    return this.#note(
      () => super.placeHold(request),
      ({ id }) => this.#said.holds.set(id, "held"),
    )
  }

  override postHold(id: string, orderId: string, points: number) {
    return this.#note(
      () => super.postHold(id, orderId, points),
      (posted) => {
        this.#entry(posted.account_id, posted.version, -points, posted.balance_after)
        this.#said.holds.set(id, "posted")
      },
    )
  }

  override endHold(id: string, status: "released" | "expired", because: string) {
    return this.#note(
      () => super.endHold(id, status, because),
      (ended) => {
        if (ended) this.#said.holds.set(id, status)
      },
    )
  }

  override expireDue(after: string, limit: number) {
    return this.#note(
      () => super.expireDue(after, limit),
      (expired) => {
        for (const one of expired.filter(({ points }) => points > 0)) {
          this.#entry(one.account_id, one.version, -one.points, one.balance_after)
        }
      },
    )
  }
}
