import type { DistributedTransactionType } from "@medusajs/framework/orchestration"

/**
 * What takes back the change of an inner workflow: its transaction, and what goes with it. It lasts as long as the process. As JSON
 * it is nothing: it has the whole customer and their sign-in in it, which a host's stored workflow must not keep (contract M33,
 * ADR 0041).
 */
export class LiveTransaction<Kept extends { transaction: DistributedTransactionType }> {
  readonly #kept: Kept

  constructor(kept: Kept) {
    this.#kept = kept
  }

  /** @throws where the value was read from storage: the change has to be taken back by hand */
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
