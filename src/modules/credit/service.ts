import { localDate } from "../../kernel/calendar"
import { type Clock, systemClock } from "../../kernel/clock"
import type { Database, Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { type PluginOptions, parseOptions } from "../../kernel/options"
import { Readable } from "../../kernel/reading/readable"
import { advanceWatermark, type Pass, readPass, readWatermark, type Watermark, writePass } from "../../kernel/watermark"
import { withoutUndefined } from "../../kernel/without-undefined"
import { isAmount } from "./domain/amount"
import { checkAmount, checkDate, checkPosting } from "./domain/cash-request"
import { isCreditLimit, isPaymentTerms, isShare, MAX_CREDIT_LIMIT } from "./domain/terms"
import { creditAccounts } from "./reading"
import { countWords, deleteWords } from "./sql/anonymize-credit"
import { allocate, cashIn, chargeOwn, type Posted, reverse, writeOff } from "./sql/cash"
import {
  deleteAccount,
  insertAccount,
  insertChange,
  isInUse,
  lockAccount,
  readAccounts,
  writeAccountTerms,
} from "./sql/credit-accounts"
import { type CreditCheckPage, checkCreditAccounts } from "./sql/credit-check"
import {
  type Decision,
  decideHold,
  hasHolds,
  placeHold,
  readAttempts,
  readHoldOfSession,
  readHolds,
  readMembership,
  readWaitingHolds,
  releaseHold,
} from "./sql/credit-holds"
import { endMember, type NewMember, readMembers, writeMember } from "./sql/members"
import { type ReceivablesQuery, readChanges, readEntriesPage, readOverdue, readReceivables } from "./sql/read-ledger"
import { readSnapshot } from "./sql/read-snapshot"
import { drawReading, settleOrder } from "./sql/settlements"
import { type CreditFailure, readFailures, writeFailures } from "./sql/sweep-failures"
import {
  type Allocation,
  type AllocationRequest,
  type CashRequest,
  type CompletionAttempt,
  CREDIT_MODULE,
  type CreditAccount,
  type CreditChange,
  type CreditHold,
  type CreditMember,
  type CreditReading,
  type CreditSettlement,
  type CreditSettlementOutcome,
  type HoldOutcome,
  type HoldRequest,
  type LedgerSnapshot,
  type ListedReceivable,
  type Membership,
  type PostingRequest,
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
  /** The present; tests set it. */
  clock: Clock = systemClock

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
   * Agrees on a limit and terms; what is left out stays. The first terms make the account. The currency may change until
   * the account has an entry or an order.
   *
   * What changes is kept with its actor (clientele_credit_change).
   *
   * @param defaultCurrency of an account that is made without naming one: the store's, ISO 4217 in any case
   * @throws `invalid_request` naming the field, `currency_mismatch` where the account has entries or orders in another currency
   */
  async saveTerms(
    customerId: string,
    terms: Terms,
    defaultCurrency: string,
    actorId: string | null = null,
  ): Promise<SavedTerms> {
    checkTerms(terms)
    const currency = (terms.currency_code ?? defaultCurrency).toLowerCase()
    return this.#db.transaction(async (db) => {
      const made = await insertAccount(db, customerId, currency)
      const before = made ?? ((await lockAccount(db, customerId)) as CreditAccount)
      if (terms.currency_code && currency !== before.currency_code && (await isInUse(db, customerId))) {
        throw clienteleError(
          "currency_mismatch",
          `currency_code: the account has orders or entries in ${before.currency_code}, so its currency stays`,
        )
      }
      const given = withoutUndefined(terms)
      const after = await writeAccountTerms(db, {
        ...before,
        ...given,
        currency_code: terms.currency_code ? currency : before.currency_code,
      })
      const changed = AGREED.filter((field) => before[field] !== after[field])
      if (changed.length > 0) {
        const change = { before: made ? null : only(changed, before), after: only(changed, after), changed_by: actorId }
        await insertChange(db, { account_id: customerId, kind: "terms", ...change })
      }
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
      const isUntouched = fields.every((field) => now[field] === after[field])
      if (made && isUntouched && (await readMembers(db, customerId)).length <= 1) {
        await deleteAccount(db, customerId)
        return
      }
      const standing = AGREED.filter((field) => terms[field] !== undefined && now[field] === after[field])
      await writeAccountTerms(db, { ...now, ...Object.fromEntries(standing.map((field) => [field, before[field]])) })
      const changed = standing.filter((field) => before[field] !== after[field])
      if (changed.length > 0) {
        const change = { before: only(changed, after), after: only(changed, before), changed_by: null }
        await insertChange(db, { account_id: customerId, kind: "terms", ...change })
      }
    })
  }

  /** What the account's ledger says now, for a credit check; `null` where the customer has none. One query, without a lock. */
  async findSnapshot(customerId: string): Promise<LedgerSnapshot | null> {
    return (await readSnapshot(this.#db, customerId, this.options.timeZone)) ?? null
  }

  /** Who may buy on an account. */
  async listMembers(accountId: string): Promise<CreditMember[]> {
    return readMembers(this.#db, accountId)
  }

  /**
   * Adds a member to an account, or changes what a member may spend.
   *
   * @throws `not_found` for an unknown account, `already_member` where the customer buys on another account,
   *   `invalid_request` naming the field
   */
  async saveMember(accountId: string, member: NewMember, actorId: string | null): Promise<CreditMember> {
    checkSpending(member)
    return this.#db.transaction(async (db) => {
      if (!(await lockAccount(db, accountId))) {
        throw clienteleError("not_found", "This customer has no credit account")
      }
      const before = (await readMembers(db, accountId)).find(({ customer_id }) => customer_id === member.customer_id)
      const after = await writeMember(db, accountId, member, actorId)
      if (!after) {
        throw clienteleError("already_member")
      }
      await insertChange(db, { account_id: accountId, kind: "member", before, after, changed_by: actorId })
      return after
    })
  }

  /**
   * Removes a member. What they have ordered stays on the account.
   *
   * @throws `not_found` where the customer is no member of it, `last_member`
   */
  async removeMember(accountId: string, customerId: string, actorId: string | null): Promise<CreditMember> {
    return this.#db.transaction(async (db) => {
      await lockAccount(db, accountId)
      const members = await readMembers(db, accountId)
      const before = members.find(({ customer_id }) => customer_id === customerId)
      if (!before) {
        throw clienteleError("not_found", "This customer is no member of the account")
      }
      if (members.length === 1) {
        throw clienteleError("last_member")
      }
      await endMember(db, accountId, customerId, actorId)
      await insertChange(db, { account_id: accountId, kind: "member", before, after: null, changed_by: actorId })
      return before
    })
  }

  /** A page of an account's ledger, newest first. @param cursor of the page before; `null` for the newest */
  async listEntries(accountId: string, cursor: string | null, limit: number): ReturnType<typeof readEntriesPage> {
    return readEntriesPage(this.#db, accountId, cursor, limit)
  }

  /** An account's receivables, what is due first at the top. */
  async listReceivables(
    accountId: string,
    query: Omit<ReceivablesQuery, "today">,
  ): Promise<{ receivables: ListedReceivable[]; count: number }> {
    return readReceivables(this.#db, accountId, { ...query, today: this.#today() })
  }

  /** What is past its due date today. A decimal string. */
  async getOverdue(accountId: string): Promise<string> {
    return readOverdue(this.#db, accountId, this.#today())
  }

  #today(): string {
    return localDate(this.clock(), this.options.timeZone)
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

  /** Orders of these carts that hold or owe credit, as completions leave them that were cut off. */
  async listAttempts(cartIds: readonly string[]): Promise<CompletionAttempt[]> {
    return readAttempts(this.#db, cartIds)
  }

  /** Whether any order of the store was ever put on account. */
  async hasHolds(): Promise<boolean> {
    return hasHolds(this.#db)
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

  // Cash (CONTRACT R23). Each method is one transaction, done once for its key: `applied` is false where an earlier call did it.

  /**
   * Records a payment: on the items that it names, else on the oldest due ones where the account allocates by itself.
   *
   * @throws `invalid_request` naming the field, `not_found`, `currency_mismatch`, `receivable_paid`, `allocation_exceeds_open`,
   *   `allocation_exceeds_payment`, `idempotency_conflict`, `account_busy`
   */
  async recordPayment(request: CashRequest): Promise<Posted> {
    return this.#cashIn("payment", request)
  }

  /** Records a credit memo, as {@link recordPayment}; it needs a reason. */
  async recordCreditMemo(request: CashRequest): Promise<Posted> {
    return this.#cashIn("credit_memo", request)
  }

  /**
   * Adjusts what the customer owes. An increase makes an open item of its own; a decrease is money on the account.
   *
   * @param request `amount` signed, not 0; `due_on`: of the item, its day where left out
   * @throws as {@link recordPayment}
   */
  async adjust(request: CashRequest & { due_on?: string | null }): Promise<Posted> {
    if (typeof request.amount === "string" && request.amount.startsWith("-")) {
      return this.#cashIn("adjustment", { ...request, amount: request.amount.slice(1) })
    }
    if (request.due_on != null) {
      checkDate("due_on", request.due_on)
    }
    const checked = await this.#checked(request, true)
    return chargeOwn(
      this.#db,
      "adjustment",
      checked,
      this.#today(),
      request.due_on ?? request.dated_on ?? this.#today(),
    )
  }

  /** Pays unapplied cash out to the customer. @throws `unapplied_exceeded` beyond it, and as {@link recordPayment} */
  async refundUnapplied(request: CashRequest): Promise<Posted> {
    const checked = await this.#checked(request, true)
    return chargeOwn(this.#db, "refund", checked, this.#today(), request.dated_on ?? this.#today())
  }

  /** Writes an item off; without `amount` all that is open on it. @throws as {@link recordPayment} */
  async writeOff(request: PostingRequest & { receivable_id: string; amount?: string | null }): Promise<Posted> {
    checkPosting(request, this.#today(), true)
    const { currency_code } = await this.#account(request.account_id)
    if (request.amount != null) {
      checkAmount("amount", request.amount, currency_code)
    }
    return writeOff(this.#db, request, this.#today())
  }

  /**
   * Puts unapplied cash on items.
   *
   * @returns false where an earlier call of its key has
   * @throws as {@link recordPayment}; `unapplied_exceeded` where the account has less, without `entry_id`
   */
  async allocate(request: AllocationRequest): Promise<boolean> {
    checkPosting(request, this.#today(), false)
    const { currency_code } = await this.#account(request.account_id)
    if (request.allocations.length === 0) {
      throw clienteleError("invalid_request", "allocations: must not be empty")
    }
    checkAllocations(request.allocations, currency_code)
    return allocate(this.#db, request)
  }

  /**
   * Reverses an entry, once. A payment's items are open again.
   *
   * @throws `not_found`, `entry_reversed`, `entry_not_reversible` for a charge of an order, `idempotency_conflict`
   */
  async reverse(request: PostingRequest & { entry_id: string }): Promise<Posted> {
    checkPosting(request, this.#today(), true)
    return reverse(this.#db, request, this.#today())
  }

  async #cashIn(type: "payment" | "credit_memo" | "adjustment", request: CashRequest): Promise<Posted> {
    const checked = await this.#checked(request, type !== "payment")
    checkAllocations(request.allocations ?? [], checked.currency_code)
    return cashIn(this.#db, type, checked, this.#today())
  }

  async #checked(request: CashRequest, reasonNeeded: boolean): Promise<CashRequest & { currency_code: string }> {
    checkPosting(request, this.#today(), reasonNeeded)
    const { currency_code } = await this.#account(request.account_id)
    const given = request.currency_code?.toLowerCase() ?? currency_code
    if (given !== currency_code) {
      throw clienteleError("currency_mismatch", `currency_code: the account is in ${currency_code.toUpperCase()}`)
    }
    checkAmount("amount", request.amount, currency_code)
    return { ...request, currency_code }
  }

  async #account(accountId: string): Promise<CreditAccount> {
    const [account] = await readAccounts(this.#db, [accountId])
    if (!account) {
      throw clienteleError("not_found", "The customer has no credit account.")
    }
    return account
  }

  /** What changed of an account and by whom, newest first. @param before id of the last change that was seen */
  async listChanges(accountId: string, before: string | null = null, limit = 50): Promise<CreditChange[]> {
    return readChanges(this.#db, accountId, before, limit)
  }

  /** The trial balance of up to `limit` accounts after the account `after`, `""` for the first ones (MUST_HOLD M57). */
  async findDisagreements(after: string, limit: number): Promise<CreditCheckPage> {
    return checkCreditAccounts(this.#db, after, limit)
  }

  // Privacy (CONTRACT R18)

  /** Deletes what people wrote about an account. Entries, amounts and dates stay. Safe to repeat. */
  async anonymizeAccount(accountId: string): Promise<void> {
    await this.#db.transaction(async (db) => {
      await lockAccount(db, accountId)
      await deleteWords(db, accountId)
    })
  }

  /** What {@link anonymizeAccount} would change now. */
  async countPersonal(accountId: string): ReturnType<typeof countWords> {
    return countWords(this.#db, accountId)
  }

  // Approvals (CONTRACT R24a)

  /** Holds that wait for an approval, the oldest first. */
  async listWaiting(limit = 50, offset = 0): Promise<CreditHold[]> {
    return readWaitingHolds(this.#db, limit, offset)
  }

  /**
   * Approves a waiting hold over what the order costs now, whatever the limit says, or rejects it. Once.
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
    return unlessBusy(() => decideHold(this.#db, orderId, amount, actorId))
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

function checkSpending({ spending_limit, spending_period }: NewMember): void {
  if (spending_limit !== null && !isCreditLimit(spending_limit)) {
    throw clienteleError("invalid_request", `spending_limit: must be a decimal from 0 to ${MAX_CREDIT_LIMIT}`)
  }
  if ((spending_limit === null) !== (spending_period === null)) {
    throw clienteleError("invalid_request", "spending_period: is given with spending_limit, and only with it")
  }
}

async function unlessBusy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE ? clienteleError("account_busy") : error
  }
}

const AGREED = [
  "currency_code",
  "credit_limit",
  "payment_terms",
  "on_hold",
  "tolerance",
  "overdue_block_amount",
  "overdue_block_days",
  "allocation",
  "short_payment_tolerance",
] as const satisfies readonly (keyof Terms)[]

const only = (fields: readonly (keyof Terms)[], account: CreditAccount) =>
  Object.fromEntries(fields.map((field) => [field, account[field]]))

function checkTerms(terms: Terms): void {
  const problem = problemOfTerms(terms)
  if (problem) {
    throw clienteleError("invalid_request", problem)
  }
}

/** @returns the first problem, naming the field; `null` for none */
function problemOfTerms(terms: Terms): string | null {
  if (terms.currency_code !== undefined && !/^[a-z]{3}$/i.test(terms.currency_code)) {
    return "currency_code: must be a currency of three letters (ISO 4217)"
  }
  for (const field of ["credit_limit", "overdue_block_amount", "short_payment_tolerance"] as const) {
    const amount = terms[field]
    if (amount && !isCreditLimit(amount)) {
      return `${field}: must be a decimal from 0 to ${MAX_CREDIT_LIMIT}`
    }
  }
  if (terms.payment_terms && !isPaymentTerms(terms.payment_terms)) {
    return "payment_terms: must be net_0 to net_120, or eom"
  }
  if (terms.tolerance !== undefined && !isShare(terms.tolerance)) {
    return "tolerance: must be a share of the limit, a decimal from 0 to 1"
  }
  return null
}

function checkAllocations(allocations: readonly Allocation[], currencyCode: string): void {
  for (const [n, { receivable_id, order_id, amount }] of allocations.entries()) {
    if (!(receivable_id ?? order_id)) {
      throw clienteleError("invalid_request", `allocations[${n}].receivable_id: must not be empty`)
    }
    checkAmount(`allocations[${n}].amount`, amount, currencyCode)
  }
}
