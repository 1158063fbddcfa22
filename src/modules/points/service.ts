import { generateEntityId } from "@medusajs/framework/utils"
import { bounded, type Within } from "../../kernel/database"
import { errorText } from "../../kernel/error-text"
import { clienteleError } from "../../kernel/errors"
import type { GaugeReading } from "../../kernel/instruments"
import { canonicalMailbox } from "../../kernel/mailbox"
import { runStartUp } from "../../kernel/on-start-up"
import type { BackwardsPage } from "../../kernel/reading/backwards"
import { advanceWatermark, type Pass, readPass, readWatermark, type Watermark, writePass } from "../../kernel/watermark"
import { checkedMailbox } from "./domain/checked-mailbox"
import { PointsImportService } from "./import-service"
import { WATERMARK } from "./settings-service"
import { anonymizeAccount, anonymizeNotes, countPersonal } from "./sql/anonymize-account"
import { type CheckPage, checkAccounts, countAccounts } from "./sql/check"
import {
  readDeductions,
  readDisagreements,
  readPostedHolds,
  readPostedHoldsOfCart,
  readRedeemedOrders,
  readRefusals,
  writeDisagreements,
  writeRefusal,
} from "./sql/disagreements"
import { endHold, placeHold, postHold, readFreeHolds, returnRedeemed, shrinkHold, unpostHold } from "./sql/holds"
import { type AccountSearch, type ListedAccount, listAccounts, readFirsts } from "./sql/page-of-accounts"
import { readPointsGauges } from "./sql/points-gauges"
import {
  type ExpiringLot,
  type Expiry,
  expireAccounts,
  noteCompletions,
  readFreeOrders,
  settleBatch,
  settleOne,
  tellExpiring,
} from "./sql/post-entries"
import type { Database } from "./sql/prepared-statements"
import {
  drawReading,
  hasEntryBy,
  readAccount,
  readDueHolds,
  readEntries,
  readHolds,
  readHoldsOfCarts,
  readLiveHold,
  readLiveHolds,
  readLiveHoldsOf,
  readMailbox,
  readMailboxes,
  readMailboxesOfOrders,
  readOrderEntries,
  readPostedOrders,
} from "./sql/read-accounts"
import { type PlacedEntry, readEntriesBackwards } from "./sql/read-points-backwards"
import { type EarnMonth, readEarnMonths, readRollForward } from "./sql/report"
import { type Failure, readFailures, writeFailures } from "./sql/stored-settings"
import {
  type AccountView,
  type ActorPeriod,
  busyOutcome,
  type Disagreement,
  type Entry,
  type Hold,
  type HoldRequest,
  type OrderDeduction,
  type PostedHold,
  type Reading,
  type Refusal,
  type RollForwardRow,
  type Settlement,
  type SettlementOutcome,
  type Shrinkage,
} from "./types"

const DAY_MS = 86_400_000

/** Returned points live at least this long (contract R33). */
const RETURN_DAYS = 30

/** Points that expire within this time are announced (ADR 0029). */
const EXPIRING_DAYS = 30

/** Number of entries in the account view (contract R31). */
const LEDGER_ROWS = 50

/**
 * The points ledger's front door: every method is one transaction on the store's own pool, unless the caller passes a
 * `Database` (an open transaction). All points are integers; there are no amounts of money here. Its parts: settings
 * (settings-service.ts), changes by hand (adjustment-service.ts), files of balances (import-service.ts), and here orders, holds and reads.
 */
export default class PointsModuleService extends PointsImportService {
  readonly __hooks = {
    onApplicationStart: async (): Promise<void> => {
      try {
        await this.seed()
      } catch (error) {
        this.logger?.error(`medusa-plugin-clientele: the first settings could not be written: ${errorText(error)}`)
      }
      // Work at the start that needs several modules: src/workflows/start-up.ts lists it (ADR 0051).
      await runStartUp((name, error) =>
        this.logger?.error(`medusa-plugin-clientele: ${name} failed at start-up: ${errorText(error)}`),
      )
    },
  }

  // Orders (contract R32, R33)

  /** Call it before the orders are read; see {@link Reading}. */
  async drawReading(orderIds: readonly string[]): Promise<Reading> {
    return drawReading(this.db, orderIds)
  }

  /** Stores when orders were first seen completed, because Medusa does not (ADR 0012). */
  async noteCompletions(completions: readonly { order_id: string; completed_at: Date }[]): Promise<void> {
    await bounded(this.db, (db) => noteCompletions(db, completions))
  }

  /**
   * Brings orders to their targets, exactly once each: one or hundreds, in one round trip. Of an order named twice the last
   * row counts. If another session holds an account for two seconds, its orders are `busy`, and the caller must try them
   * again. Other orders continue (contract M48).
   */
  async settle(settlements: readonly Settlement[], fencingToken: string, clamp: boolean): Promise<SettlementOutcome[]> {
    const once = [...new Map(settlements.map((one) => [one.order_id, one])).values()]
    try {
      return await this.#settle(once, fencingToken, clamp)
    } catch (error) {
      if ((error as { code?: unknown }).code !== "account_busy") {
        throw error
      }
    }
    const found = once.length > 1 ? await readFreeOrders(this.db, once) : new Set<string>()
    const settled = await this.#settle(
      once.filter(({ order_id }) => found.has(order_id)),
      fencingToken,
      clamp,
    )
    return settled.concat(
      once.filter(({ order_id }) => !found.has(order_id)).map(({ order_id }) => busyOutcome(order_id)),
    )
  }

  async #settle(once: readonly Settlement[], fencingToken: string, clamp: boolean): Promise<SettlementOutcome[]> {
    const [first] = once
    if (!first) {
      return []
    }
    if (once.length === 1) {
      return [await settleOne(this.db, first, fencingToken, clamp, this.chosenNow())]
    }
    return settleBatch(this.db, once, fencingToken, clamp, this.chosenNow())
  }

  /** Every entry about an order, oldest first, with the mailbox it went to. */
  async listOrderEntries(orderId: string): Promise<(Entry & { mailbox: string })[]> {
    return readOrderEntries(this.db, orderId)
  }

  /** Orders with an entry since a time. */
  async listPostedOrders(since: Date): Promise<string[]> {
    return readPostedOrders(this.db, since)
  }

  // Privacy (contract R18)

  /** Deletes the email address and admin users' notes of an account. Entries, amounts and dates stay. */
  async anonymizeMailbox(mailbox: string): Promise<void> {
    await anonymizeAccount(this.db, canonicalMailbox(mailbox) ?? mailbox)
  }

  /** Deletes admin users' notes about a mailbox's entries up to a time. Everything else stays (ADR 0035). */
  async anonymizeNotes(mailbox: string, until: Date): Promise<void> {
    await anonymizeNotes(this.db, mailbox, until)
  }

  /** The rows that {@link anonymizeMailbox}, or {@link anonymizeNotes} with `until`, would change now. */
  async countPersonal(mailbox: string, until?: Date): Promise<Record<string, number>> {
    return countPersonal(this.db, mailbox, until ?? null)
  }

  // Accounts (contract R31, R35, R36)

  /** @param mailbox an email address in any spelling @returns `null` if it has never had points */
  async findAccount(mailbox: string): Promise<AccountView | null> {
    return readAccount(this.db, canonicalMailbox(mailbox) ?? "", this.clock(), LEDGER_ROWS)
  }

  /** Whether one of these actors has posted an entry of this mailbox by hand in their period. */
  async hasEntryBy(mailbox: string, periods: readonly ActorPeriod[]): Promise<boolean> {
    return hasEntryBy(this.db, canonicalMailbox(mailbox) ?? "", periods)
  }

  /** @param limit 1 to 200 */
  async listEntries(
    mailbox: string,
    cursor: string | null,
    limit = LEDGER_ROWS,
  ): Promise<{ entries: Entry[]; next_cursor: string | null }> {
    return readEntries(this.db, canonicalMailbox(mailbox) ?? "", cursor, limit)
  }

  /** A page of accounts by mailbox. @param limit 1 to 100 */
  async listAccounts(
    search: AccountSearch,
    limit: number,
    offset: number,
  ): Promise<{ accounts: ListedAccount[]; count: number; count_is_estimate: boolean }> {
    return listAccounts(this.db, search, limit, offset)
  }

  /** Live holds and outstanding points (ADR 0068). */
  async readGauges(): Promise<GaugeReading[]> {
    return readPointsGauges(this.db)
  }

  /** Whether an order has ever earned points, and whether points were ever redeemed. */
  async findFirsts(): Promise<{ earned: boolean; redeemed: boolean }> {
    return readFirsts(this.db)
  }

  /** A mailbox's merges, or its other entries, newest first, from any position on (contract R29). */
  async listEntriesBackwards(mailbox: string, which: "merges" | "others", page: BackwardsPage): Promise<PlacedEntry[]> {
    return readEntriesBackwards(this.db, mailbox, which, page)
  }

  /** Expires due lots of up to `limit` accounts after the account `after`; the last row's account continues. */
  async expireDue(after: string, limit: number): Promise<Expiry[]> {
    return expireAccounts(this.db, after, limit, this.chosenNow())
  }

  /**
   * Up to `limit` lots whose points expire within 30 days, soonest first, each once (contract R36, ADR 0029): the returned
   * lots count as announced.
   *
   * @param within runs in the transaction that marks them as announced
   */
  async takeExpiring(limit: number, within?: Within<ExpiringLot[]>): Promise<ExpiringLot[]> {
    const now = this.clock()
    const until = new Date(now.getTime() + EXPIRING_DAYS * DAY_MS)
    return tellExpiring(this.db, { now, until, limit }, within)
  }

  /**
   * The mailbox of an account, for subscribers, because events carry no address.
   *
   * @param accountId as events name it
   * @returns `null` if there is no such account, or its person was anonymised (contract R18)
   */
  async findMailbox(accountId: string): Promise<string | null> {
    return readMailbox(this.db, accountId)
  }

  /** {@link findMailbox} for many accounts, in one query. Accounts without a mailbox are left out. */
  async listMailboxes(accountIds: readonly string[]): Promise<Map<string, string>> {
    return accountIds.length === 0 ? new Map() : readMailboxes(this.db, accountIds)
  }

  /** The mailboxes whose points are of these orders, which may be deleted. */
  async listMailboxesOfOrders(orderIds: readonly string[]): Promise<{ order_id: string; mailbox: string }[]> {
    return readMailboxesOfOrders(this.db, orderIds)
  }

  // Holds (ADR 0002, 0004)

  /**
   * Reserves points for a cart. A live hold of the same account on that cart is replaced.
   *
   * @throws `insufficient_points`, `hold_conflict`, `invalid_request`, `account_busy`
   */
  async placeHold(request: HoldRequest): Promise<{ id: string; available: number }> {
    if (!Number.isSafeInteger(request.points) || request.points < 1) {
      throw clienteleError("invalid_request", "points: must be a whole number above 0")
    }
    const id = generateEntityId(undefined, "phold")
    const canonical = { ...request, mailbox: checkedMailbox(request.mailbox, "mailbox") }
    return { id, available: await placeHold(this.db, id, canonical, this.chosenNow()) }
  }

  /**
   * The deduction: held → posted, once. A repeated call for the same order returns the earlier entry.
   *
   * @param db the transaction that inserts the order
   * @throws `hold_expired` if it expired and its points are gone, `cart_changed` if it was released,
   *   `completion_in_progress` if it is posted for another order, `insufficient_points`
   */
  async postHold(id: string, orderId: string, points: number, db: Database = this.db) {
    return postHold(db, id, orderId, points, this.chosenNow())
  }

  /**
   * Undoes an order's deduction: posted → held, together with the order (contract M7, M10).
   *
   * @param db the transaction that deletes the order
   * @returns `null` if the order had no redemption
   */
  async unpostHold(orderId: string, db: Database = this.db): Promise<{ hold_id: string; points: number } | null> {
    return unpostHold(db, orderId, this.chosenNow())
  }

  /**
   * Returns redeemed points (contract R33), up to a total for the order, each once. They get their old expiry or 30 days,
   * whichever is later.
   */
  async returnRedeemed(orderId: string, total: number, calculation: object | null = null) {
    const notBefore = new Date(this.clock().getTime() + RETURN_DAYS * DAY_MS)
    return returnRedeemed(this.db, orderId, total, notBefore, calculation)
  }

  /** The live hold of a cart, or `null`. */
  async findLiveHold(cartId: string): Promise<Hold | null> {
    return readLiveHold(this.db, cartId)
  }

  /** The live hold of each of these carts, else its last one in any state. Carts without points have none. */
  async listHoldsOfCarts(cartIds: readonly string[]): Promise<Hold[]> {
    return readHoldsOfCarts(this.db, cartIds)
  }

  /** Holds by id, in any state, ordered by id. */
  async listHolds(ids: readonly string[], db: Database = this.db): Promise<Hold[]> {
    return readHolds(db, ids)
  }

  /** A page of live holds that are past their end, after the hold with the id `after`. */
  async listDueHolds(limit: number, after: string | null = null): Promise<Hold[]> {
    return readDueHolds(this.db, this.chosenNow(), limit, after)
  }

  /** A page of live holds after the id `after`, ordered by id. */
  async listLiveHolds(limit: number, after = ""): Promise<Hold[]> {
    return readLiveHolds(this.db, limit, after)
  }

  /** Up to `limit` live holds of a mailbox, the oldest first. */
  async listLiveHoldsOf(mailbox: string, limit: number): Promise<Hold[]> {
    return readLiveHoldsOf(this.db, checkedMailbox(mailbox, "mailbox"), limit)
  }

  /**
   * Lowers a live hold to the points that its cart carries (contract R44, ADR 0044); the difference is free at once.
   *
   * @returns false if the hold has ended, or no longer has `from` points
   * @throws `account_busy`
   */
  async shrinkHold(shrinkage: Shrinkage): Promise<boolean> {
    return shrinkHold(this.db, shrinkage)
  }

  /** Ends a live hold. Returns false if it had ended before. */
  async endHold(id: string, status: "released" | "expired", because: string): Promise<boolean> {
    return endHold(this.db, id, status, because)
  }

  /** The holds among these that can be ended now, because no other session has locked their accounts. */
  async listFreeHolds(ids: readonly string[]): Promise<Set<string>> {
    return ids.length === 0 ? new Set() : readFreeHolds(this.db, ids)
  }

  // Deductions and orders after completions (contract R34, R47, ADR 0020)

  /** The posted holds among these, and whether the completion of their carts is still running. */
  async listPostedHolds(ids: readonly string[]): Promise<PostedHold[]> {
    return readPostedHolds(this.db, ids)
  }

  /** The posted holds of a cart. */
  async listPostedHoldsOfCart(cartId: string): Promise<PostedHold[]> {
    return readPostedHoldsOfCart(this.db, cartId)
  }

  /** Points that were deducted for orders and not undone with them. */
  async listDeductions(orderIds: readonly string[]): Promise<OrderDeduction[]> {
    return readDeductions(this.db, orderIds)
  }

  /** Orders with a deduction since a time. */
  async listRedeemedOrders(since: Date): Promise<string[]> {
    return readRedeemedOrders(this.db, since)
  }

  /** Records which of the compared orders disagree with the ledger, and deletes the records of the others. */
  async noteDisagreements(compared: readonly string[], found: readonly Disagreement[]): Promise<void> {
    await bounded(this.db, (db) => writeDisagreements(db, compared, found))
  }

  /** Disagreements that the sweeps found, the oldest first. */
  async listDisagreements(limit: number): Promise<Disagreement[]> {
    return readDisagreements(this.db, limit)
  }

  /** Records that an order was refused because of this hold. */
  async noteRefusal(holdId: string, code: string): Promise<void> {
    await writeRefusal(this.db, holdId, code)
  }

  /** Refusals since a time whose points were not used for an order later, the newest first. */
  async listRefusals(since: Date, limit: number): Promise<Refusal[]> {
    return readRefusals(this.db, since, limit)
  }

  // Guarantees and reports (contract R34, R48)

  /** The trial balance of up to `limit` accounts after the account `after`. */
  async check(after: string, limit: number): Promise<CheckPage> {
    return checkAccounts(this.db, after, limit)
  }

  async countAccounts(): Promise<number> {
    return countAccounts(this.db)
  }

  /** The sweep's watermark, and the database's present time. */
  async getWatermark(): Promise<Watermark> {
    return readWatermark(this.db, WATERMARK, "sweep")
  }

  /** @param reachedAt the database's time at which the sweep began */
  async advanceWatermark(reachedAt: Date): Promise<void> {
    await bounded(this.db, (db) => advanceWatermark(db, WATERMARK, "sweep", reachedAt))
  }

  /** The checkpoint of the sweep's pass through all orders; `null` before the first pass. */
  async findPass(): Promise<Pass | null> {
    return readPass(this.db, WATERMARK, "orders")
  }

  async setPass(pass: Pass): Promise<void> {
    await bounded(this.db, (db) => writePass(db, WATERMARK, "orders", pass))
  }

  /** Orders that the sweep could not settle, those with the oldest attempt first. */
  async listFailures(limit: number): Promise<Failure[]> {
    return readFailures(this.db, limit)
  }

  /** Records the failed orders of a sweep and deletes the others from the list. */
  async noteFailures(
    tried: readonly string[],
    failed: readonly { order_id: string; message: string }[],
  ): Promise<void> {
    await bounded(this.db, (db) => writeFailures(db, tried, failed))
  }

  /** @param from, to days as YYYY-MM-DD, UTC, both included */
  async getRollForward(from: string, to: string, defaultCurrency: string): Promise<RollForwardRow[]> {
    return readRollForward(this.db, from, to, defaultCurrency)
  }

  /** @param to day as YYYY-MM-DD, UTC */
  async getEarnMonths(to: string): Promise<EarnMonth[]> {
    return readEarnMonths(this.db, to)
  }
}
