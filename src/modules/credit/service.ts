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
 * What customers may owe, and on which terms (contract R22), and the ledger of what they do owe (ADR 0055). Its parts: terms, members
 * and reads (account-service.ts), money (cash-service.ts), what is late and chased (collections-service.ts,
 * reminders-service.ts), captures in Medusa (capture-service.ts), and here what orders hold and owe.
 */
export default class CreditModuleService extends CreditCaptureService {
  /** On which account a customer may buy; `null` for none. One query. */
  async findMembership(customerId: string, db: Database = this.db): Promise<Membership | null> {
    return readMembership(db, customerId)
  }

  /**
   * Lets an order hold credit, where limit, blocks and the buyer's own limit allow it. Runs in the transaction that inserts
   * the order; the caller ends that transaction where it is refused (ADR 0007). The same order gets the same answer again.
   *
   * @throws `invalid_request` for an amount that is none; `account_busy` where the account is locked for 5 s
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
   * The same for an order that is there, by an admin user, whose id is kept in the change log (contract R24d).
   *
   * @throws as {@link placeHold}; a refusal is an answer and changes nothing
   */
  async placeHoldByHand(request: HoldRequest, actorId: string | null): Promise<HoldOutcome> {
    return unlessBusy(() =>
      this.db.transaction(async (db) => {
        await db.raw("set local lock_timeout = '5s'")
        // Under the account's lock: of two calls at once one places the hold, and says so.
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

  /** Says why an entry was posted, where nothing says so yet. */
  async noteReason(entryId: string, reason: string, actorId: string | null): Promise<void> {
    await writeReason(this.db, entryId, reason, actorId)
  }

  /**
   * Ends what a deleted order held or owed. Safe to repeat.
   *
   * @returns whether there was something to end
   * @throws `account_busy` where the account is locked for 5 s
   */
  async releaseHold(orderId: string, db: Database = this.db): Promise<boolean> {
    return unlessBusy(() => releaseHold(db, orderId))
  }

  /** The holds of these orders, of those that have one, in any state. */
  async listHolds(orderIds: readonly string[], db: Database = this.db): Promise<CreditHold[]> {
    return orderIds.length === 0 ? [] : readHolds(db, orderIds)
  }

  /** A page of the holds that stand, by the ids of their orders. */
  async listStandingHolds(query: StandingQuery): Promise<CreditHold[]> {
    return readStandingHolds(this.db, query)
  }

  async countStandingHolds(since: Date | null = null): Promise<number> {
    return countStandingHolds(this.db, since)
  }

  /** The hold that stands for a payment session; `null` for none. */
  async findHoldOfSession(sessionId: string, db: Database = this.db): Promise<HoldOfSession | null> {
    return readHoldOfSession(db, sessionId)
  }

  /** Whose order it is, where a hold of it stands. */
  async findBuyerOfOrder(orderId: string): Promise<string | null> {
    return readBuyerOfOrder(this.db, orderId)
  }

  /** Says which payment session pays the order from now on. @returns whether a hold of the order stands */
  async linkSession(orderId: string, sessionId: string): Promise<boolean> {
    return writeSession(this.db, orderId, sessionId)
  }

  /** Orders of these carts that hold or owe credit, as completions leave them that were cut off. */
  async listAttempts(cartIds: readonly string[]): Promise<CompletionAttempt[]> {
    return readAttempts(this.db, cartIds)
  }

  /** Whether any order of the store was ever put on account. */
  async hasHolds(): Promise<boolean> {
    return hasHolds(this.db)
  }

  /** The receivables of these orders, of those that have one. */
  async listReceivablesOfOrders(orderIds: readonly string[]): Promise<Receivable[]> {
    return orderIds.length === 0 ? [] : readReceivablesOfOrders(this.db, orderIds)
  }

  /** Draws a fencing token and reads what the ledger has of these orders. To be called before the orders are read. */
  async drawReading(orderIds: readonly string[]): Promise<CreditReading> {
    return drawReading(this.db, orderIds)
  }

  /**
   * Brings receivables to what their orders owe, by posting the difference (contract R24). Each order is a transaction of its
   * own; one whose account another session holds for two seconds is `busy` and holds up no other. So are the others of that
   * account, without waiting again.
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

  /** How far the sweep has got. A store's first call starts it at the database's present. */
  async getWatermark(): Promise<Watermark> {
    return readWatermark(this.db, WATERMARK, "sweep")
  }

  /** @param reachedAt the database's time at which the sweep began */
  async advanceWatermark(reachedAt: Date): Promise<void> {
    await advanceWatermark(this.db, WATERMARK, "sweep", reachedAt)
  }

  /** Where the sweep's pass through all orders is; `null` before the first. */
  async findPass(): Promise<Pass | null> {
    return readPass(this.db, WATERMARK, "orders")
  }

  async setPass(pass: Pass): Promise<void> {
    await writePass(this.db, WATERMARK, "orders", pass)
  }

  /** Orders that a sweep could not settle, the longest untried first. */
  async listFailures(limit: number): Promise<CreditFailure[]> {
    return readFailures(this.db, limit)
  }

  /** Notes which of the tried orders failed; the others are deleted from the list. */
  async noteFailures(tried: readonly string[], failed: readonly CreditFailure[]): Promise<void> {
    await writeFailures(this.db, tried, failed)
  }

  // Approvals (contract R24a)

  /** Holds that wait for an approval, the oldest first. */
  async listWaiting(query: Partial<WaitingQuery> = {}): Promise<WaitingHold[]> {
    return readWaitingHolds(this.db, { limit: 50, ...query })
  }

  /** @param currencyCode only of accounts in it @param without accounts that are left out */
  async countWaiting(currencyCode?: string, without: readonly string[] = []): Promise<number> {
    return countWaitingHolds(this.db, currencyCode ?? null, without)
  }

  /**
   * Approves a waiting hold over what the order costs now, whatever the limit says, or rejects it. Once. A rejected one waits
   * until its order is canceled.
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

  /** Takes a rejection back, where the order could not be canceled. */
  async withdrawRejection(orderId: string): Promise<void> {
    await withdrawRejection(this.db, orderId)
  }

  /**
   * Lets a hold that waits hold credit, where the account allows it by now. Safe to repeat.
   *
   * @param amount what the order costs now, above 0
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
