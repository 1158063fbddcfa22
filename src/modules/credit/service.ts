import type { Database } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { advanceWatermark, type Pass, readPass, readWatermark, type Watermark, writePass } from "../../kernel/watermark"
import { CreditCaptureService } from "./capture-service"
import { isAmount } from "./domain/amount"
import { checkAmount } from "./domain/cash-request"
import { insertChange, lockAccount } from "./sql/credit-accounts"
import {
  countStandingHolds,
  countWaitingHolds,
  type Decision,
  decideHold,
  hasHolds,
  placeHold,
  type Retried,
  readAttempts,
  readBuyerOfOrder,
  readHoldOfSession,
  readHolds,
  readMembership,
  readStandingHolds,
  readWaitingHolds,
  releaseHold,
  retryHold,
  withdrawRejection,
  writeSession,
} from "./sql/credit-holds"
import { writeReason } from "./sql/entry-notes"
import { LOCK_NOT_AVAILABLE, unlessBusy } from "./sql/locked"
import { readChargeOfOrder } from "./sql/read-ledger"
import { drawReading, readReceivablesOfOrders, settleOrder } from "./sql/settlements"
import { type CreditFailure, readFailures, writeFailures } from "./sql/sweep-failures"
import type {
  CompletionAttempt,
  CreditHold,
  CreditReading,
  CreditSettlement,
  CreditSettlementOutcome,
  HoldOfSession,
  HoldOutcome,
  HoldRequest,
  Membership,
  Receivable,
  StandingQuery,
  WaitingHold,
  WaitingQuery,
} from "./types"

const WATERMARK = "clientele_credit_watermark"

/**
 * Credit accounts: limits, terms (contract R22) and the ledger (ADR 0055). Its parts: terms, members and reads
 * (account-service.ts), money (cash-service.ts), late items and reminders (collections-service.ts, reminders-service.ts),
 * captures in Medusa (capture-service.ts), and here the holds and receivables of orders.
 */
export default class CreditModuleService extends CreditCaptureService {
  /** The account on which a customer can buy; `null` for none. One query. */
  async findMembership(customerId: string, db: Database = this.db): Promise<Membership | null> {
    return readMembership(db, customerId)
  }

  /**
   * Places a hold for an order, if limit, blocks and the buyer's own limit allow it. Runs in the transaction that inserts
   * the order. If the hold is refused, the caller rolls that transaction back (ADR 0007). A repeated call for the same
   * order returns the same answer.
   *
   * @throws `invalid_request` for an invalid amount; `account_busy` if the account is locked for 5 s
   */
  async placeHold(request: HoldRequest, db: Database = this.db): Promise<HoldOutcome> {
    if (!isAmount(request.amount, request.currency_code)) {
      throw clienteleError(
        "invalid_request",
        "amount: must be above 0, with at most the decimal places of its currency",
      )
    }
    return unlessBusy(() => placeHold(db, request, this.options.timeZone))
  }

  /**
   * The same for an existing order, by an admin user, whose id is kept in the change log (contract R24d).
   *
   * @throws as {@link placeHold}; a refusal is an answer and changes nothing
   */
  async placeHoldByHand(request: HoldRequest, actorId: string | null): Promise<HoldOutcome> {
    return unlessBusy(() =>
      this.db.transaction(async (db) => {
        await db.raw("set local lock_timeout = '5s'")
        // Under the account's lock, so of two parallel calls exactly one places the hold and reports it.
        await lockAccount(db, request.account_id)
        const [before] = await this.listHolds([request.order_id], db)
        const outcome = await this.placeHold(request, db)
        if (outcome.status === "held" && before?.status !== "held") {
          const { order_id, amount, override = false } = request
          const after = { order_id, status: "held", amount, override }
          const change = { before: before ? { order_id, status: before.status } : null, after, changed_by: actorId }
          await insertChange(db, { account_id: request.account_id, kind: "hold", ...change })
        }
        return outcome
      }),
    )
  }

  /** Id of the newest charge of an order; `null` for none. */
  async findChargeOfOrder(accountId: string, orderId: string): Promise<string | null> {
    return (await readChargeOfOrder(this.db, accountId, orderId)) ?? null
  }

  /** Adds the reason of an entry, if it has none yet. */
  async noteReason(entryId: string, reason: string, actorId: string | null): Promise<void> {
    await writeReason(this.db, entryId, reason, actorId)
  }

  /**
   * Ends the hold and receivable of a deleted order. Safe to repeat.
   *
   * @returns whether there was something to end
   * @throws `account_busy` if the account is locked for 5 s
   */
  async releaseHold(orderId: string, db: Database = this.db): Promise<boolean> {
    return unlessBusy(() => releaseHold(db, orderId))
  }

  /** The holds of these orders, in any state. */
  async listHolds(orderIds: readonly string[], db: Database = this.db): Promise<CreditHold[]> {
    return orderIds.length === 0 ? [] : readHolds(db, orderIds)
  }

  /** A page of live holds, sorted by order id. */
  async listStandingHolds(query: StandingQuery): Promise<CreditHold[]> {
    return readStandingHolds(this.db, query)
  }

  async countStandingHolds(since: Date | null = null): Promise<number> {
    return countStandingHolds(this.db, since)
  }

  /** The live hold of a payment session; `null` for none. */
  async findHoldOfSession(sessionId: string, db: Database = this.db): Promise<HoldOfSession | null> {
    return readHoldOfSession(db, sessionId)
  }

  /** The buyer of an order with a live hold. */
  async findBuyerOfOrder(orderId: string): Promise<string | null> {
    return readBuyerOfOrder(this.db, orderId)
  }

  /** Sets the payment session that pays the order from now on. @returns whether the order has a live hold */
  async linkSession(orderId: string, sessionId: string): Promise<boolean> {
    return writeSession(this.db, orderId, sessionId)
  }

  /** Orders of these carts that hold or owe credit. An interrupted completion leaves such an order. */
  async listAttempts(cartIds: readonly string[]): Promise<CompletionAttempt[]> {
    return readAttempts(this.db, cartIds)
  }

  /** Whether any order of the store was ever put on account. */
  async hasHolds(): Promise<boolean> {
    return hasHolds(this.db)
  }

  /** The receivables of these orders. */
  async listReceivablesOfOrders(orderIds: readonly string[]): Promise<Receivable[]> {
    return orderIds.length === 0 ? [] : readReceivablesOfOrders(this.db, orderIds)
  }

  /** Draws a fencing token and reads the ledger's state of these orders. Call it before you read the orders. */
  async drawReading(orderIds: readonly string[]): Promise<CreditReading> {
    return drawReading(this.db, orderIds)
  }

  /**
   * Brings receivables to the amounts that their orders owe, by posting the differences (contract R24). Each order is a
   * transaction of its own. If another session holds its account for two seconds, the order is `busy`, and so are the
   * account's other orders without another wait. Other orders continue.
   */
  async settle(settlements: readonly CreditSettlement[], fencingToken: string): Promise<CreditSettlementOutcome[]> {
    const outcomes: CreditSettlementOutcome[] = []
    const locked = new Set<string>()
    for (const settlement of settlements) {
      if (settlement.account_id !== undefined && locked.has(settlement.account_id)) {
        outcomes.push(busy(settlement.order_id))
        continue
      }
      try {
        outcomes.push(await settleOrder(this.db, settlement, fencingToken))
      } catch (error) {
        if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) {
          throw error
        }
        outcomes.push(busy(settlement.order_id))
        locked.add(settlement.account_id ?? "")
      }
    }
    return outcomes
  }

  /** The sweep's watermark. The first call of a store sets it to the database's present time. */
  async getWatermark(): Promise<Watermark> {
    return readWatermark(this.db, WATERMARK, "sweep")
  }

  /** @param reachedAt the database's time at which the sweep began */
  async advanceWatermark(reachedAt: Date): Promise<void> {
    await advanceWatermark(this.db, WATERMARK, "sweep", reachedAt)
  }

  /** The checkpoint of the sweep's pass through all orders; `null` before the first pass. */
  async findPass(): Promise<Pass | null> {
    return readPass(this.db, WATERMARK, "orders")
  }

  async setPass(pass: Pass): Promise<void> {
    await writePass(this.db, WATERMARK, "orders", pass)
  }

  /** Orders that a sweep could not settle, those with the oldest attempt first. */
  async listFailures(limit: number): Promise<CreditFailure[]> {
    return readFailures(this.db, limit)
  }

  /** Records the failed orders of a sweep and deletes the others from the list. */
  async noteFailures(tried: readonly string[], failed: readonly CreditFailure[]): Promise<void> {
    await writeFailures(this.db, tried, failed)
  }

  // Approvals (contract R24a)

  /** Holds that wait for an approval, the oldest first. */
  async listWaiting(query: Partial<WaitingQuery> = {}): Promise<WaitingHold[]> {
    return readWaitingHolds(this.db, { limit: 50, ...query })
  }

  /** @param currencyCode only accounts in this currency @param without accounts to leave out */
  async countWaiting(currencyCode?: string, without: readonly string[] = []): Promise<number> {
    return countWaitingHolds(this.db, currencyCode ?? null, without)
  }

  /**
   * Approves a waiting hold over the order's present amount, regardless of the limit, or rejects it. Takes effect once. A
   * rejected hold waits until its order is canceled.
   *
   * @param amount of an approval; `null` rejects
   * @returns whether this call decided, and the hold's status
   * @throws `not_found`, `invalid_request`, `account_busy`
   */
  async decideHold(orderId: string, amount: string | null, actorId: string | null): Promise<Decision> {
    const [hold] = await this.listHolds([orderId])
    if (!hold) {
      throw clienteleError("not_found", "The order has no hold.")
    }
    if (amount !== null) {
      checkAmount("amount", amount, hold.currency_code)
    }
    return unlessBusy(() => decideHold(this.db, orderId, amount, actorId))
  }

  /** Undoes a rejection whose order could not be canceled. */
  async withdrawRejection(orderId: string): Promise<void> {
    await withdrawRejection(this.db, orderId)
  }

  /**
   * Turns a waiting hold into a live one, if the account allows it by now. Safe to repeat.
   *
   * @param amount the order's present amount, above 0
   * @returns whether it waited, and its status
   * @throws `account_busy` where the account is locked for 5 s
   */
  async retryHold(orderId: string, amount: string): Promise<Retried> {
    return unlessBusy(() => retryHold(this.db, orderId, amount, this.options.timeZone))
  }
}

const busy = (order_id: string): CreditSettlementOutcome => ({
  order_id,
  outcome: "busy",
  account_id: null,
  entry_id: null,
  amount: "0",
  balance_after: null,
})
