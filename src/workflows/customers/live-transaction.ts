import type { DistributedTransactionType } from "@medusajs/framework/orchestration"

/**
 * Holds the transaction of an inner workflow, to undo its change. It lives as long as the process. As JSON it is empty,
 * because it contains the whole customer with the sign-in, which a host's stored workflow must not keep (contract M33, ADR
 * 0041).
 */
export class LiveTransaction<Kept extends { transaction: DistributedTransactionType }> {
  readonly #kept: Kept

  constructor(kept: Kept) {
    this.#kept = kept
  }

  /** @throws if the value was read from storage: undo the change by hand */
  static of<Kept extends { transaction: DistributedTransactionType }>(live: LiveTransaction<Kept>): Kept {
    if (live instanceof LiveTransaction) {
      return live.#kept
    }
    throw new Error("clientele: the change cannot be undone, because the process that made it has stopped")
  }

  toJSON(): undefined {
    return undefined
  }
}
