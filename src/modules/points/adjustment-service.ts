import type { Within } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { checkedMailbox } from "./domain/checked-mailbox"
import { PointsSettingsService } from "./settings-service"
import { adjust, type Merged, merge } from "./sql/post-entries"
import { readEntry } from "./sql/read-accounts"
import { type TakeBack, takeBack } from "./sql/take-back"
import type { Adjustment, Entry, Merge } from "./types"

/** The part of the points service that changes balances by hand (contract R31, R35). */
export class PointsAdjustmentService extends PointsSettingsService {
  /**
   * A manual or imported change of a balance.
   *
   * @throws `insufficient_points`, `idempotency_conflict`, `invalid_request`
   */
  async adjust(adjustment: Adjustment): Promise<{ entry: Entry; account_id: string; applied: boolean }> {
    if (!Number.isSafeInteger(adjustment.points) || adjustment.points === 0) {
      throw clienteleError("invalid_request", "points: must be a whole number other than 0")
    }
    const canonical = { ...adjustment, mailbox: checkedMailbox(adjustment.mailbox, "mailbox") }
    const done = await adjust(this.db, canonical, await this.expiryOfAdjustments(), this.chosenNow())
    const entry = await readEntry(this.db, done.account_id, done.version)
    return { entry, account_id: done.account_id, applied: done.applied }
  }

  /**
   * Reverses an entry of {@link adjust} by its opposite, once, on the account that has its points now: a merge can have
   * moved them, or the person can be anonymised. The balance can fall below zero.
   *
   * @throws `not_found` for an unknown entry
   */
  async takeBack(one: TakeBack): Promise<{ entry: Entry; account_id: string; applied: boolean }> {
    const done = await takeBack(this.db, one, await this.expiryOfAdjustments(), this.chosenNow())
    const entry = await readEntry(this.db, done.account_id, done.version)
    return { entry, account_id: done.account_id, applied: done.applied }
  }

  /**
   * Moves all points of one mailbox to another (contract R31), with their expiry. From now on, reversals of the orders that
   * earned them go to the new account.
   *
   * @param within runs in the transaction of the merge, also if an earlier call made the merge
   * @throws `not_found` if `from` has no account, `invalid_request` for a mailbox merged with itself,
   *   `idempotency_conflict`
   */
  async merge(one: Merge, within?: Within<Merged>): Promise<Merged> {
    const [from, to] = [checkedMailbox(one.from, "email"), checkedMailbox(one.to, "to")]
    if (from === to) {
      throw clienteleError("invalid_request", "email: is this customer's own address; merge another one")
    }
    return merge(this.db, { ...one, from, to }, this.chosenNow(), within)
  }
}
