import type { Database, Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { type PluginOptions, parseOptions } from "../../kernel/options"
import { Readable } from "../../kernel/reading/readable"
import { advanceWatermark, type Pass, readPass, readWatermark, type Watermark, writePass } from "../../kernel/watermark"
import { withoutUndefined } from "../../kernel/without-undefined"
import { isAmount } from "./domain/amount"
import { isCreditLimit, isPaymentTerms, MAX_CREDIT_LIMIT } from "./domain/terms"
import { creditAccounts } from "./reading"
import { deleteAccount, insertAccount, lockAccount, readAccounts, writeAccountTerms } from "./sql/credit-accounts"
import { placeHold, readHoldOfSession, readHolds, readMembership, releaseHold } from "./sql/credit-holds"
import { readSnapshot } from "./sql/read-snapshot"
import { drawReading, settleOrder } from "./sql/settlements"
import { type CreditFailure, readFailures, writeFailures } from "./sql/sweep-failures"
import {
  CREDIT_MODULE,
  type CreditAccount,
  type CreditHold,
  type CreditReading,
  type CreditSettlement,
  type CreditSettlementOutcome,
  type HoldOutcome,
  type HoldRequest,
  type LedgerSnapshot,
  type Membership,
  type SavedTerms,
  type Terms,
} from "./types"

/** PostgreSQL's lock_not_available: the `lock_timeout` of a function in schema/functions. */
const LOCK_NOT_AVAILABLE = "55P03"

const WATERMARK = "clientele_credit_watermark"

/** What customers may owe, and on which terms (CONTRACT R22), and the ledger of what they do owe (ADR 0055). */
export default class CreditModuleService extends Readable(CREDIT_MODULE, creditAccounts) {
  readonly #db: Pool
  /** The plugin's options for credit. */
  readonly options: PluginOptions["credit"]

  constructor(cradle: { __pg_connection__: Pool }, options?: Record<string, unknown>) {
    super(cradle)
    this.#db = cradle.__pg_connection__
    this.options = parseOptions(options).credit
  }

  /** The accounts of these customers, of those that have one. One query. */
  async listAccounts(customerIds: readonly string[]): Promise<CreditAccount[]> {
    if (customerIds.length === 0) {
      return []
    }
    return readAccounts(this.#db, customerIds)
  }

  /**
   * Agrees on a limit and terms; what is left out stays. The first terms make the account. The currency may change as long
   * as nothing is owed.
   *
   * @param defaultCurrency of an account that is made without naming one: the store's, ISO 4217 in any case
   * @throws `invalid_request` naming the field, `currency_mismatch` where something is owed or held in another currency
   */
  async saveTerms(customerId: string, terms: Terms, defaultCurrency: string): Promise<SavedTerms> {
    checkTerms(terms)
    const currency = (terms.currency_code ?? defaultCurrency).toLowerCase()
    return this.#db.transaction(async (db) => {
      const made = await insertAccount(db, customerId, currency)
      const before = made ?? ((await lockAccount(db, customerId)) as CreditAccount)
      if (terms.currency_code && currency !== before.currency_code && isInUse(before)) {
        throw clienteleError(
          "currency_mismatch",
          `currency_code: the account has amounts in ${before.currency_code}; settle them first`,
        )
      }
      const given = withoutUndefined(terms)
      const after = await writeAccountTerms(db, {
        ...before,
        ...given,
        currency_code: terms.currency_code ? currency : before.currency_code,
      })
      return { terms, made: made !== undefined, before, after }
    })
  }

  /** Takes {@link saveTerms} back: what it wrote and still stands, with the account where it made one that nobody has changed. */
  async undoTerms(customerId: string, { terms, made, before, after }: SavedTerms): Promise<void> {
    await this.#db.transaction(async (db) => {
      const now = await lockAccount(db, customerId)
      if (!now) {
        return
      }
      const fields = Object.keys(now) as (keyof CreditAccount)[]
      if (made && fields.every((field) => now[field] === after[field])) {
        await deleteAccount(db, customerId)
        return
      }
      const standing = AGREED.filter((field) => terms[field] !== undefined && now[field] === after[field])
      await writeAccountTerms(db, { ...now, ...Object.fromEntries(standing.map((field) => [field, before[field]])) })
    })
  }

  /** What the account's ledger says now, for a credit check; `null` where the customer has none. One query, without a lock. */
  async findSnapshot(customerId: string): Promise<LedgerSnapshot | null> {
    return (await readSnapshot(this.#db, customerId, this.options.timeZone)) ?? null
  }

  /** On which account a customer may buy; `null` for none. One query. */
  async findMembership(customerId: string, db: Database = this.#db): Promise<Membership | null> {
    return readMembership(db, customerId)
  }

  /**
   * Lets an order hold credit, where limit, blocks and the buyer's own limit allow it. Runs in the transaction that inserts
   * the order; the caller ends that transaction where it is refused (ADR 0007). The same order gets the same answer again.
   *
   * @throws `invalid_request` for an amount that is none; `account_busy` where the account is locked for 5 s
   */
  async placeHold(request: HoldRequest, db: Database = this.#db): Promise<HoldOutcome> {
    if (!isAmount(request.amount, request.currency_code)) {
      throw clienteleError("invalid_request", "amount: must be a decimal above 0 with the decimals of its currency")
    }
    return unlessBusy(() => placeHold(db, request, this.options.timeZone))
  }

  /**
   * Ends what a deleted order held or owed. Safe to repeat.
   *
   * @returns whether there was something to end
   * @throws `account_busy` where the account is locked for 5 s
   */
  async releaseHold(orderId: string, db: Database = this.#db): Promise<boolean> {
    return unlessBusy(() => releaseHold(db, orderId))
  }

  /** The holds of these orders, of those that have one, in any state. */
  async listHolds(orderIds: readonly string[], db: Database = this.#db): Promise<CreditHold[]> {
    return orderIds.length === 0 ? [] : readHolds(db, orderIds)
  }

  /** The hold that stands for a payment session; `null` for none. */
  async findHoldOfSession(sessionId: string, db: Database = this.#db): Promise<CreditHold | null> {
    return readHoldOfSession(db, sessionId)
  }

  /** Draws a fencing token and reads what the ledger has of these orders. To be called before the orders are read. */
  async drawReading(orderIds: readonly string[]): Promise<CreditReading> {
    return drawReading(this.#db, orderIds)
  }

  /**
   * Brings receivables to what their orders owe, by posting the difference (CONTRACT R24). Each order is a transaction of its
   * own; one whose account another session holds for two seconds is `busy` and holds up no other.
   */
  async settle(settlements: readonly CreditSettlement[], fencingToken: string): Promise<CreditSettlementOutcome[]> {
    const outcomes: CreditSettlementOutcome[] = []
    for (const settlement of settlements) {
      try {
        outcomes.push(await settleOrder(this.#db, settlement, fencingToken))
      } catch (error) {
        if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) {
          throw error
        }
        outcomes.push(busy(settlement.order_id))
      }
    }
    return outcomes
  }

  /** How far the sweep has got. A store's first call starts it at the database's present. */
  async getWatermark(): Promise<Watermark> {
    return readWatermark(this.#db, WATERMARK, "sweep")
  }

  /** @param reachedAt the database's time at which the sweep began */
  async advanceWatermark(reachedAt: Date): Promise<void> {
    await advanceWatermark(this.#db, WATERMARK, "sweep", reachedAt)
  }

  /** Where the sweep's pass through all orders is; `null` before the first. */
  async findPass(): Promise<Pass | null> {
    return readPass(this.#db, WATERMARK, "orders")
  }

  async setPass(pass: Pass): Promise<void> {
    await writePass(this.#db, WATERMARK, "orders", pass)
  }

  /** Orders that a sweep could not settle, the longest untried first. */
  async listFailures(limit: number): Promise<CreditFailure[]> {
    return readFailures(this.#db, limit)
  }

  /** Notes which of the tried orders failed; the others are deleted from the list. */
  async noteFailures(tried: readonly string[], failed: readonly CreditFailure[]): Promise<void> {
    await writeFailures(this.#db, tried, failed)
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

const isInUse = ({ current_balance, held, unapplied }: CreditAccount) =>
  [current_balance, held, unapplied].some((amount) => amount !== "0")

async function unlessBusy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE ? clienteleError("account_busy") : error
  }
}

const AGREED = ["currency_code", "credit_limit", "payment_terms"] as const satisfies readonly (keyof Terms)[]

function checkTerms({ currency_code, credit_limit, payment_terms }: Terms): void {
  if (currency_code !== undefined && !/^[a-z]{3}$/i.test(currency_code)) {
    throw clienteleError("invalid_request", "currency_code: must be a currency of three letters (ISO 4217)")
  }
  if (credit_limit && !isCreditLimit(credit_limit)) {
    throw clienteleError("invalid_request", `credit_limit: must be a decimal from 0 to ${MAX_CREDIT_LIMIT}`)
  }
  if (payment_terms && !isPaymentTerms(payment_terms)) {
    throw clienteleError("invalid_request", "payment_terms: must be net_0 to net_120, or eom")
  }
}
