import { generateEntityId } from "@medusajs/framework/utils"
import { type Clock, systemClock } from "../../kernel/clock"
import { bounded, type Within } from "../../kernel/database"
import { errorText } from "../../kernel/error-text"
import { clienteleError } from "../../kernel/errors"
import type { GaugeReading } from "../../kernel/instruments"
import { canonicalMailbox } from "../../kernel/mailbox"
import { runStartUp } from "../../kernel/on-start-up"
import { parseOptions } from "../../kernel/options"
import type { BackwardsPage } from "../../kernel/reading/backwards"
import { Readable } from "../../kernel/reading/readable"
import { advanceWatermark, type Pass, readPass, readWatermark, type Watermark, writePass } from "../../kernel/watermark"
import {
  defaultSettings,
  isSettingKey,
  parseSetting,
  parseSettings,
  type SettingChange,
  type Settings,
  settingKeys,
} from "./domain/settings"
import { accounts, entries } from "./reading"
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
import { postImportedRows, takeBackImported } from "./sql/imported-rows"
import {
  type AccountSearch,
  type Balance,
  type ListedAccount,
  listAccounts,
  listBalances,
  readFirsts,
} from "./sql/page-of-accounts"
import { readPointsGauges } from "./sql/points-gauges"
import {
  adjust,
  type ExpiringLot,
  type Expiry,
  expireAccounts,
  type Merged,
  merge,
  noteCompletions,
  readFreeOrders,
  settleBatch,
  settleOne,
  tellExpiring,
} from "./sql/post-entries"
import type { Database, Pool } from "./sql/prepared-statements"
import {
  drawReading,
  readAccount,
  readDueHolds,
  readEntries,
  readEntry,
  readHolds,
  readHoldsOfCarts,
  readLiveHold,
  readLiveHolds,
  readLiveHoldsOf,
  readMailbox,
  readMailboxes,
  readOrderEntries,
  readPostedOrders,
} from "./sql/read-accounts"
import { type PlacedEntry, readEntriesBackwards } from "./sql/read-points-backwards"
import { type EarnMonth, readEarnMonths, readRollForward } from "./sql/report"
import {
  changeSetting,
  type Failure,
  type LoggedChange,
  listSettingChanges,
  readFailures,
  readSettingLog,
  readSettings,
  type StoredSetting,
  seedSettings,
  writeFailures,
} from "./sql/stored-settings"
import { type TakeBack, takeBack } from "./sql/take-back"
import {
  type AccountView,
  type Adjustment,
  busyOutcome,
  type Disagreement,
  type Entry,
  type Hold,
  type HoldRequest,
  type ImportedRow,
  type Merge,
  type OrderDeduction,
  POINTS_MODULE,
  type PostedHold,
  type PostedRow,
  type Reading,
  type Refusal,
  type RollForwardRow,
  type Settlement,
  type SettlementOutcome,
  type Shrinkage,
  type TakeBackBatch,
  type TakenBack,
} from "./types"

type Cradle = { __pg_connection__: Pool; logger?: { error(message: string): void } }

const WATERMARK = "clientele_points_watermark"

const DAY_MS = 86_400_000

/** Returned points live at least this long (contract R33). */
const RETURN_DAYS = 30

/** Points that expire within this time are announced (ADR 0029). */
const EXPIRING_DAYS = 30

/** Number of entries in the account view (contract R31). */
const LEDGER_ROWS = 50

// Longer than most files, because it is the module's only entry point. Each method is a line or two.

/**
 * The points ledger's front door: every method is one transaction on the store's own pool, unless the caller passes a
 * `Database` (an open transaction). All points are integers; there are no amounts of money here.
 */
export default class PointsModuleService extends Readable(POINTS_MODULE, accounts, entries) {
  readonly #db: Pool
  readonly #firstSettings: Partial<Settings>
  readonly #logger: Cradle["logger"]
  /** The present; tests set it. */
  clock: Clock = systemClock

  readonly __hooks = {
    onApplicationStart: async (): Promise<void> => {
      try {
        await this.seed()
      } catch (error) {
        this.#logger?.error(`medusa-plugin-clientele: the first settings could not be written: ${errorText(error)}`)
      }
      // Work at the start that needs several modules: src/workflows/start-up.ts lists it (ADR 0051).
      await runStartUp((name, error) =>
        this.#logger?.error(`medusa-plugin-clientele: ${name} failed at start-up: ${errorText(error)}`),
      )
    },
  }

  constructor(cradle: Cradle, options?: Record<string, unknown>) {
    super(cradle)
    this.#db = cradle.__pg_connection__
    this.#logger = cradle.logger
    this.#firstSettings = checkedSettings(parseOptions(options).loyalty.settings)
  }

  override present(): Date {
    return this.clock()
  }

  /** The ledger's time in a test; `null` means the database's present (ADR 0037). */
  #chosenNow(): Date | null {
    return this.clock === systemClock ? null : this.clock()
  }

  /**
   * Writes the options' first values and starts the watermark. Runs at every boot and takes effect at the first boot with
   * these options. A value that conflicts with stored settings is left out, which is logged.
   */
  async seed(): Promise<void> {
    for (const problem of await seedSettings(this.#db, this.#firstSettings)) {
      this.#logger?.error(`medusa-plugin-clientele: an option was ignored. loyalty.settings.${problem}`)
    }
    await readWatermark(this.#db, WATERMARK, "sweep")
  }

  // Settings (contract R30)

  /** All settings as they are now, defaults included. */
  async getSettings(): Promise<Settings> {
    return { ...defaultSettings, ...(await readSettings(this.#db)) }
  }

  /** All changes, oldest first. `settingsAt` computes from them the settings in force at a time. */
  async getSettingLog(): Promise<SettingChange[]> {
    return readSettingLog(this.#db)
  }

  /** The same, newest first, in pages, with actors and former values. @param limit 1 to 100 */
  async listSettingChanges(limit: number, offset: number): Promise<{ changes: LoggedChange[]; count: number }> {
    return listSettingChanges(this.#db, limit, offset)
  }

  /**
   * @param raw as JSON or in its string form
   * @throws `unknown_setting`, or `invalid_request` naming the key
   */
  async setSetting(key: string, raw: unknown, actorId: string | null): Promise<StoredSetting> {
    if (!isSettingKey(key)) {
      throw clienteleError("unknown_setting", `There is no setting "${key}". Known: ${settingKeys.join(", ")}.`)
    }
    const parsed = parseSetting(key, raw)
    if (!parsed.ok) {
      throw clienteleError("invalid_request", parsed.message)
    }
    return changeSetting(this.#db, key, parsed.value, actorId)
  }

  // Orders (contract R32, R33)

  /** Call it before the orders are read; see {@link Reading}. */
  async drawReading(orderIds: readonly string[]): Promise<Reading> {
    return drawReading(this.#db, orderIds)
  }

  /** Stores when orders were first seen completed, because Medusa does not (ADR 0012). */
  async noteCompletions(completions: readonly { order_id: string; completed_at: Date }[]): Promise<void> {
    await bounded(this.#db, (db) => noteCompletions(db, completions))
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
    const found = once.length > 1 ? await readFreeOrders(this.#db, once) : new Set<string>()
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
      return [await settleOne(this.#db, first, fencingToken, clamp, this.#chosenNow())]
    }
    return settleBatch(this.#db, once, fencingToken, clamp, this.#chosenNow())
  }

  /** Every entry about an order, oldest first, with the mailbox it went to. */
  async listOrderEntries(orderId: string): Promise<(Entry & { mailbox: string })[]> {
    return readOrderEntries(this.#db, orderId)
  }

  /** Orders with an entry since a time. */
  async listPostedOrders(since: Date): Promise<string[]> {
    return readPostedOrders(this.#db, since)
  }

  // Privacy (contract R18)

  /** Deletes the email address and admin users' notes of an account. Entries, amounts and dates stay. */
  async anonymizeMailbox(mailbox: string): Promise<void> {
    await anonymizeAccount(this.#db, canonicalMailbox(mailbox) ?? mailbox)
  }

  /** Deletes admin users' notes about a mailbox's entries up to a time. Everything else stays (ADR 0035). */
  async anonymizeNotes(mailbox: string, until: Date): Promise<void> {
    await anonymizeNotes(this.#db, mailbox, until)
  }

  /** The rows that {@link anonymizeMailbox}, or {@link anonymizeNotes} with `until`, would change now. */
  async countPersonal(mailbox: string, until?: Date): Promise<Record<string, number>> {
    return countPersonal(this.#db, mailbox, until ?? null)
  }

  // Accounts (contract R31, R35, R36)

  /** @param mailbox an email address in any spelling @returns `null` if it has never had points */
  async findAccount(mailbox: string): Promise<AccountView | null> {
    return readAccount(this.#db, canonicalMailbox(mailbox) ?? "", this.clock(), LEDGER_ROWS)
  }

  /** @param limit 1 to 200 */
  async listEntries(
    mailbox: string,
    cursor: string | null,
    limit = LEDGER_ROWS,
  ): Promise<{ entries: Entry[]; next_cursor: string | null }> {
    return readEntries(this.#db, canonicalMailbox(mailbox) ?? "", cursor, limit)
  }

  /** A page of accounts by mailbox. @param limit 1 to 100 */
  async listAccounts(
    search: AccountSearch,
    limit: number,
    offset: number,
  ): Promise<{ accounts: ListedAccount[]; count: number; count_is_estimate: boolean }> {
    return listAccounts(this.#db, search, limit, offset)
  }

  /** Live holds and outstanding points (ADR 0068). */
  async readGauges(): Promise<GaugeReading[]> {
    return readPointsGauges(this.#db)
  }

  /** Whether an order has ever earned points, and whether points were ever redeemed. */
  async findFirsts(): Promise<{ earned: boolean; redeemed: boolean }> {
    return readFirsts(this.#db)
  }

  /** A mailbox's merges, or its other entries, newest first, from any position on (contract R29). */
  async listEntriesBackwards(mailbox: string, which: "merges" | "others", page: BackwardsPage): Promise<PlacedEntry[]> {
    return readEntriesBackwards(this.#db, mailbox, which, page)
  }

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
    const done = await adjust(this.#db, canonical, await this.#expiryOfAdjustments(), this.#chosenNow())
    const entry = await readEntry(this.#db, done.account_id, done.version)
    return { entry, account_id: done.account_id, applied: done.applied }
  }

  /**
   * Reverses an entry of {@link adjust} by its opposite, once, on the account that has its points now: a merge can have
   * moved them, or the person can be anonymised. The balance can fall below zero.
   *
   * @throws `not_found` for an unknown entry
   */
  async takeBack(one: TakeBack): Promise<{ entry: Entry; account_id: string; applied: boolean }> {
    const done = await takeBack(this.#db, one, await this.#expiryOfAdjustments(), this.#chosenNow())
    const entry = await readEntry(this.#db, done.account_id, done.version)
    return { entry, account_id: done.account_id, applied: done.applied }
  }

  /**
   * Posts rows of an import in the caller's transaction, hundreds in one round trip (contract R49). Keys differ, and mailboxes are canonical.
   *
   * @returns an outcome for each row, in their order
   * @throws `account_busy`; PostgreSQL's PC003 if an account was anonymised meanwhile: run the transaction again
   */
  async postImported(db: Database, imported: readonly ImportedRow[], actorId: string): Promise<PostedRow[]> {
    return imported.length === 0
      ? []
      : postImportedRows(db, imported, actorId, await this.#expiryOfAdjustments(), this.#chosenNow())
  }

  /**
   * Reverses imported entries in the caller's transaction, if their points were not used since. An entry is reversed once.
   *
   * @returns an outcome for each entry, in their order
   * @throws `account_busy`
   */
  async takeBackImported(db: Database, batch: TakeBackBatch): Promise<TakenBack[]> {
    return takeBackImported(db, batch, false, await this.#expiryOfAdjustments(), this.#chosenNow())
  }

  /** The result that {@link takeBackImported} would have now. Writes nothing. */
  async previewTakeBack(entries: TakeBackBatch["entries"]): Promise<TakenBack[]> {
    const batch = { entries, stated_reason: "", actor_id: "" }
    return takeBackImported(this.#db, batch, true, null, this.#chosenNow())
  }

  /** Balances other than 0 by mailbox, after the mailbox `after`; the last one's mailbox continues. @param limit 1 to 10,000 */
  async listBalances(after: string, without: readonly string[], limit: number): Promise<Balance[]> {
    return listBalances(this.#db, after, without, limit)
  }

  async #expiryOfAdjustments(): Promise<Date | null> {
    const days = (await this.getSettings()).loyalty_points_ttl_days
    return days === null ? null : new Date(this.clock().getTime() + days * DAY_MS)
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
    return merge(this.#db, { ...one, from, to }, this.#chosenNow(), within)
  }

  /** Expires due lots of up to `limit` accounts after the account `after`; the last row's account continues. */
  async expireDue(after: string, limit: number): Promise<Expiry[]> {
    return expireAccounts(this.#db, after, limit, this.#chosenNow())
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
    return tellExpiring(this.#db, { now, until, limit }, within)
  }

  /**
   * The mailbox of an account, for subscribers, because events carry no address.
   *
   * @param accountId as events name it
   * @returns `null` if there is no such account, or its person was anonymised (contract R18)
   */
  async findMailbox(accountId: string): Promise<string | null> {
    return readMailbox(this.#db, accountId)
  }

  /** {@link findMailbox} for many accounts, in one query. Accounts without a mailbox are left out. */
  async listMailboxes(accountIds: readonly string[]): Promise<Map<string, string>> {
    return accountIds.length === 0 ? new Map() : readMailboxes(this.#db, accountIds)
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
    return { id, available: await placeHold(this.#db, id, canonical, this.#chosenNow()) }
  }

  /**
   * The deduction: held → posted, once. A repeated call for the same order returns the earlier entry.
   *
   * @param db the transaction that inserts the order
   * @throws `hold_expired` if it expired and its points are gone, `cart_changed` if it was released,
   *   `completion_in_progress` if it is posted for another order, `insufficient_points`
   */
  async postHold(id: string, orderId: string, points: number, db: Database = this.#db) {
    return postHold(db, id, orderId, points, this.#chosenNow())
  }

  /**
   * Undoes an order's deduction: posted → held, together with the order (contract M7, M10).
   *
   * @param db the transaction that deletes the order
   * @returns `null` if the order had no redemption
   */
  async unpostHold(orderId: string, db: Database = this.#db): Promise<{ hold_id: string; points: number } | null> {
    return unpostHold(db, orderId, this.#chosenNow())
  }

  /**
   * Returns redeemed points (contract R33), up to a total for the order, each once. They get their old expiry or 30 days,
   * whichever is later.
   */
  async returnRedeemed(orderId: string, total: number, calculation: object | null = null) {
    const notBefore = new Date(this.clock().getTime() + RETURN_DAYS * DAY_MS)
    return returnRedeemed(this.#db, orderId, total, notBefore, calculation)
  }

  /** The live hold of a cart, or `null`. */
  async findLiveHold(cartId: string): Promise<Hold | null> {
    return readLiveHold(this.#db, cartId)
  }

  /** The live hold of each of these carts, else its last one in any state. Carts without points have none. */
  async listHoldsOfCarts(cartIds: readonly string[]): Promise<Hold[]> {
    return readHoldsOfCarts(this.#db, cartIds)
  }

  /** Holds by id, in any state, ordered by id. */
  async listHolds(ids: readonly string[], db: Database = this.#db): Promise<Hold[]> {
    return readHolds(db, ids)
  }

  /** A page of live holds that are past their end, after the hold with the id `after`. */
  async listDueHolds(limit: number, after: string | null = null): Promise<Hold[]> {
    return readDueHolds(this.#db, this.#chosenNow(), limit, after)
  }

  /** A page of live holds after the id `after`, ordered by id. */
  async listLiveHolds(limit: number, after = ""): Promise<Hold[]> {
    return readLiveHolds(this.#db, limit, after)
  }

  /** Up to `limit` live holds of a mailbox, the oldest first. */
  async listLiveHoldsOf(mailbox: string, limit: number): Promise<Hold[]> {
    return readLiveHoldsOf(this.#db, checkedMailbox(mailbox, "mailbox"), limit)
  }

  /**
   * Lowers a live hold to the points that its cart carries (contract R44, ADR 0044); the difference is free at once.
   *
   * @returns false if the hold has ended, or no longer has `from` points
   * @throws `account_busy`
   */
  async shrinkHold(shrinkage: Shrinkage): Promise<boolean> {
    return shrinkHold(this.#db, shrinkage)
  }

  /** Ends a live hold. Returns false if it had ended before. */
  async endHold(id: string, status: "released" | "expired", because: string): Promise<boolean> {
    return endHold(this.#db, id, status, because)
  }

  /** The holds among these that can be ended now, because no other session has locked their accounts. */
  async listFreeHolds(ids: readonly string[]): Promise<Set<string>> {
    return ids.length === 0 ? new Set() : readFreeHolds(this.#db, ids)
  }

  // Deductions and orders after completions (contract R34, R47, ADR 0020)

  /** The posted holds among these, and whether the completion of their carts is still running. */
  async listPostedHolds(ids: readonly string[]): Promise<PostedHold[]> {
    return readPostedHolds(this.#db, ids)
  }

  /** The posted holds of a cart. */
  async listPostedHoldsOfCart(cartId: string): Promise<PostedHold[]> {
    return readPostedHoldsOfCart(this.#db, cartId)
  }

  /** Points that were deducted for orders and not undone with them. */
  async listDeductions(orderIds: readonly string[]): Promise<OrderDeduction[]> {
    return readDeductions(this.#db, orderIds)
  }

  /** Orders with a deduction since a time. */
  async listRedeemedOrders(since: Date): Promise<string[]> {
    return readRedeemedOrders(this.#db, since)
  }

  /** Records which of the compared orders disagree with the ledger, and deletes the records of the others. */
  async noteDisagreements(compared: readonly string[], found: readonly Disagreement[]): Promise<void> {
    await bounded(this.#db, (db) => writeDisagreements(db, compared, found))
  }

  /** Disagreements that the sweeps found, the oldest first. */
  async listDisagreements(limit: number): Promise<Disagreement[]> {
    return readDisagreements(this.#db, limit)
  }

  /** Records that an order was refused because of this hold. */
  async noteRefusal(holdId: string, code: string): Promise<void> {
    await writeRefusal(this.#db, holdId, code)
  }

  /** Refusals since a time whose points were not used for an order later, the newest first. */
  async listRefusals(since: Date, limit: number): Promise<Refusal[]> {
    return readRefusals(this.#db, since, limit)
  }

  // Guarantees and reports (contract R34, R48)

  /** The trial balance of up to `limit` accounts after the account `after`. */
  async check(after: string, limit: number): Promise<CheckPage> {
    return checkAccounts(this.#db, after, limit)
  }

  async countAccounts(): Promise<number> {
    return countAccounts(this.#db)
  }

  /** The sweep's watermark, and the database's present time. */
  async getWatermark(): Promise<Watermark> {
    return readWatermark(this.#db, WATERMARK, "sweep")
  }

  /** @param reachedAt the database's time at which the sweep began */
  async advanceWatermark(reachedAt: Date): Promise<void> {
    await bounded(this.#db, (db) => advanceWatermark(db, WATERMARK, "sweep", reachedAt))
  }

  /** The checkpoint of the sweep's pass through all orders; `null` before the first pass. */
  async findPass(): Promise<Pass | null> {
    return readPass(this.#db, WATERMARK, "orders")
  }

  async setPass(pass: Pass): Promise<void> {
    await bounded(this.#db, (db) => writePass(db, WATERMARK, "orders", pass))
  }

  /** Orders that the sweep could not settle, those with the oldest attempt first. */
  async listFailures(limit: number): Promise<Failure[]> {
    return readFailures(this.#db, limit)
  }

  /** Records the failed orders of a sweep and deletes the others from the list. */
  async noteFailures(
    tried: readonly string[],
    failed: readonly { order_id: string; message: string }[],
  ): Promise<void> {
    await bounded(this.#db, (db) => writeFailures(db, tried, failed))
  }

  /** @param from, to days as YYYY-MM-DD, UTC, both included */
  async getRollForward(from: string, to: string, defaultCurrency: string): Promise<RollForwardRow[]> {
    return readRollForward(this.#db, from, to, defaultCurrency)
  }

  /** @param to day as YYYY-MM-DD, UTC */
  async getEarnMonths(to: string): Promise<EarnMonth[]> {
    return readEarnMonths(this.#db, to)
  }
}

/** The canonical mailbox of an address in any spelling (contract R31, M29). @throws `invalid_request` naming the field */
function checkedMailbox(typed: string, field: string): string {
  const mailbox = canonicalMailbox(typed)
  if (mailbox === null) {
    throw clienteleError("invalid_request", `${field}: must be an email address`)
  }
  return mailbox
}

function checkedSettings(raw: Record<string, unknown>): Partial<Settings> {
  const { values, problems } = parseSettings(raw)
  if (problems.length > 0) {
    throw clienteleError(
      "invalid_option",
      `medusa-plugin-clientele: invalid option. loyalty.settings.${problems.join("; loyalty.settings.")}`,
    )
  }
  return values
}
