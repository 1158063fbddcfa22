import { localDate } from "../../kernel/calendar"
import { type Clock, systemClock } from "../../kernel/clock"
import type { Database, IdsStatement, Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import type { GaugeReading } from "../../kernel/instruments"
import { type PluginOptions, parseOptions } from "../../kernel/options"
import { Readable } from "../../kernel/reading/readable"
import { withoutUndefined } from "../../kernel/without-undefined"
import { checkSpending, checkTerms } from "./domain/check-terms"
import { type EndedMembership, leaveCredit, rejoinCredit, undoMember } from "./leaving"
import { creditAccounts, receivables } from "./reading"
import { countWords, deleteWords } from "./sql/anonymize-credit"
import { readAppliedChecks } from "./sql/applied-checks"
import {
  deleteAccount,
  insertAccount,
  insertChange,
  isInUse,
  isUnused,
  lockAccount,
  readAccounts,
  readUsedAmong,
  writeAccountTerms,
} from "./sql/credit-accounts"
import { type CreditCheckPage, checkCreditAccounts } from "./sql/credit-check"
import { readCreditGauges } from "./sql/credit-gauges"
import { customersOnTerms } from "./sql/customers-on-terms"
import { readItemPayments } from "./sql/item-payments"
import { inLockingTransaction } from "./sql/locked"
import { endMember, type NewMember, readMembers, writeMember } from "./sql/members"
import { readBuyer } from "./sql/read-buyer"
import {
  type KeyedEntry,
  type ReceivablesQuery,
  readChanges,
  readEntriesPage,
  readKeyedEntries,
  readOverdue,
  readReceivables,
} from "./sql/read-ledger"
import { readSnapshot } from "./sql/read-snapshot"
import {
  type AppliedCheck,
  type AppliedLimit,
  type Buyer,
  type CheckedLimit,
  CREDIT_MODULE,
  type CreditAccount,
  type CreditChange,
  type CreditMember,
  type CreditStanding,
  type ItemPayment,
  type LedgerSnapshot,
  type ListedReceivable,
  type SavedTerms,
  type Terms,
} from "./types"

/** The part of the credit service for terms, members and reads of the ledger. */
export class CreditAccountService extends Readable(CREDIT_MODULE, creditAccounts, receivables) {
  protected readonly db: Pool
  /** The plugin's options for credit. */
  readonly options: PluginOptions["credit"]
  /** The present; tests set it. */
  clock: Clock = systemClock

  constructor(cradle: { __pg_connection__: Pool }, options?: Record<string, unknown>) {
    super(cradle)
    this.db = cradle.__pg_connection__
    this.options = parseOptions(options).credit
  }

  /** The accounts of these customers. Customers without an account are left out. One query. */
  async listAccounts(customerIds: readonly string[]): Promise<CreditAccount[]> {
    if (customerIds.length === 0) {
      return []
    }
    return readAccounts(this.db, customerIds)
  }

  /** Those of these customers who have used credit: entries or orders of their account, or buyers beside them. */
  async usedAmong(customerIds: readonly string[]): Promise<Set<string>> {
    return new Set(customerIds.length === 0 ? [] : await readUsedAmong(this.db, customerIds))
  }

  /** Customers by how their own account stands today, as a statement for a list of customers. */
  customersOnTerms(standing: CreditStanding): IdsStatement {
    return customersOnTerms(standing, this.today())
  }

  /**
   * Sets limit and terms; omitted fields stay. The first call creates the account. The currency can change until the
   * account has an entry or an order.
   *
   * Changes are logged with their actor (clientele_credit_change).
   *
   * @param defaultCurrency for an account that is created without a currency: the store's, ISO 4217 in any case
   * @throws `invalid_request` naming the field, `currency_mismatch` if the account has entries or orders in another
   *   currency
   */
  async saveTerms(
    customerId: string,
    terms: Terms,
    defaultCurrency: string,
    actorId: string | null = null,
  ): Promise<SavedTerms> {
    checkTerms(terms)
    const currency = (terms.currency_code ?? defaultCurrency).toLowerCase()
    return inLockingTransaction(this.db, async (db) => {
      const made = await insertAccount(db, customerId, currency)
      const before = made ?? ((await lockAccount(db, customerId)) as CreditAccount)
      if (terms.currency_code && currency !== before.currency_code && (await isInUse(db, customerId))) {
        throw clienteleError(
          "currency_mismatch",
          `currency_code: the account has orders or entries in ${before.currency_code}, so its currency cannot change`,
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

  /**
   * Sets the recommended limit of a credit check on the account, once for each check. The first terms create the account,
   * in the check's currency. The change log has the check and the actor.
   *
   * @returns `applied`: whether this call did it
   * @throws `invalid_request`, `currency_mismatch` if the account is in another currency
   */
  async applyLimit(customerId: string, checked: CheckedLimit, actorId: string | null): Promise<AppliedLimit> {
    const { credit_check_id, credit_limit, currency_code } = checked
    const terms = { credit_limit }
    checkTerms(terms)
    return inLockingTransaction(this.db, async (db) => {
      const made = await insertAccount(db, customerId, currency_code)
      const before = made ?? ((await lockAccount(db, customerId)) as CreditAccount)
      const done = await readAppliedChecks(db, customerId, [credit_check_id])
      if (done.length > 0) {
        return { terms, made: false, before, after: before, credit_check_id, applied: false }
      }
      if (before.currency_code !== currency_code) {
        throw clienteleError(
          "currency_mismatch",
          `The credit check is in ${currency_code.toUpperCase()}, but the account is in ${before.currency_code.toUpperCase()}.`,
        )
      }
      const after = await writeAccountTerms(db, { ...before, ...terms })
      const change = {
        before: made ? null : only(["credit_limit"], before),
        after: { ...only(["credit_limit"], after), credit_check_id },
      }
      await insertChange(db, { account_id: customerId, kind: "terms", ...change, changed_by: actorId })
      return { terms, made: made !== undefined, before, after, credit_check_id, applied: true }
    })
  }

  /** The credit checks among these that are applied to a customer's account and not taken back. */
  async listAppliedChecks(customerId: string, checkIds: readonly string[]): Promise<AppliedCheck[]> {
    return checkIds.length === 0 ? [] : readAppliedChecks(this.db, customerId, checkIds)
  }

  /**
   * Undoes {@link saveTerms} or {@link applyLimit}: restores fields that still have the written value, and deletes an
   * account that the call created and that has not changed since. The check can then be applied again.
   */
  async undoTerms(customerId: string, { terms, made, before, after, credit_check_id }: SavedTerms): Promise<void> {
    await inLockingTransaction(this.db, async (db) => {
      const now = await lockAccount(db, customerId)
      if (!now) {
        return
      }
      const fields = Object.keys(now) as (keyof CreditAccount)[]
      const isUntouched = fields.every((field) => now[field] === after[field])
      const note = (changed: readonly (keyof Terms)[], left: object | null) => {
        const undone = { ...only(changed, after), ...(credit_check_id ? { credit_check_id } : {}) }
        const change = { account_id: customerId, kind: "terms", before: undone, after: left, changed_by: null } as const
        return Object.keys(undone).length === 0 ? undefined : insertChange(db, change)
      }
      if (made && isUntouched && (await isUnused(db, customerId))) {
        await deleteAccount(db, customerId)
        await note(
          AGREED.filter((field) => before[field] !== after[field]),
          null,
        )
        return
      }
      const standing = AGREED.filter((field) => terms[field] !== undefined && now[field] === after[field])
      await writeAccountTerms(db, { ...now, ...Object.fromEntries(standing.map((field) => [field, before[field]])) })
      const changed = standing.filter((field) => before[field] !== after[field])
      await note(changed, only(changed, before))
    })
  }

  /**
   * A snapshot of the account's ledger for a credit check; `null` if the customer has no account. One query, without a
   * lock.
   */
  async findSnapshot(customerId: string): Promise<LedgerSnapshot | null> {
    return (await readSnapshot(this.db, customerId, this.options.timeZone)) ?? null
  }

  /** The available credit of a customer; `null` for a customer who is not a live member of an account. One query, without a lock. */
  async findBuyer(customerId: string): Promise<Buyer | null> {
    return (await readBuyer(this.db, customerId, this.options.timeZone)) ?? null
  }

  /** The members of an account. */
  async listMembers(accountId: string): Promise<CreditMember[]> {
    return readMembers(this.db, accountId)
  }

  /**
   * Adds a member to an account, or changes a member's spending limit.
   *
   * @throws `not_found` for an unknown account, `already_member` if the customer buys on another account, `invalid_request`
   *   naming the field
   */
  async saveMember(accountId: string, member: NewMember, actorId: string | null): Promise<CreditMember> {
    checkSpending(member)
    return inLockingTransaction(this.db, async (db) => {
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
   * Removes a member. Their orders stay on the account.
   *
   * @throws `not_found` if the customer is not a member of it, `last_member`
   */
  async removeMember(accountId: string, customerId: string, actorId: string | null): Promise<CreditMember> {
    return inLockingTransaction(this.db, async (db) => {
      await lockAccount(db, accountId)
      const members = await readMembers(db, accountId)
      const before = members.find(({ customer_id }) => customer_id === customerId)
      if (!before) {
        throw clienteleError("not_found", "This customer is not a member of the account")
      }
      if (members.length === 1) {
        throw clienteleError("last_member")
      }
      await endMember(db, accountId, customerId, actorId)
      await insertChange(db, { account_id: accountId, kind: "member", before, after: null, changed_by: actorId })
      return before
    })
  }

  /** Ends a customer's memberships and those of the customer's account: see {@link leaveCredit}. @throws `credit_balance_open` */
  async leaveCredit(customerId: string, how: { force: boolean; actorId: string | null }): Promise<EndedMembership[]> {
    return leaveCredit(this.db, customerId, how)
  }

  /** Undoes {@link saveMember}, if the member has not changed since. @returns whether it did */
  async undoMember(accountId: string, saved: CreditMember, before: CreditMember | null): Promise<boolean> {
    return undoMember(this.db, accountId, saved, before)
  }

  /** Undoes {@link leaveCredit}. @returns the restored members */
  async rejoinCredit(ended: readonly EndedMembership[]): Promise<EndedMembership[]> {
    return rejoinCredit(this.db, ended)
  }

  /** A page of an account's ledger, newest first. @param cursor of the page before; `null` for the newest */
  async listEntries(accountId: string, cursor: string | null, limit: number): ReturnType<typeof readEntriesPage> {
    return readEntriesPage(this.db, accountId, cursor, limit)
  }

  /** The entries that these idempotency keys have made, with their keys. @param db the caller's transaction */
  async listEntriesOfKeys(keys: readonly string[], db: Database = this.db): Promise<KeyedEntry[]> {
    return readKeyedEntries(db, keys)
  }

  /** An account's receivables, the earliest due date first. */
  async listReceivables(
    accountId: string,
    query: Omit<ReceivablesQuery, "today">,
  ): Promise<{ receivables: ListedReceivable[]; count: number }> {
    return readReceivables(this.db, accountId, { ...query, today: this.today() })
  }

  /** The receivable of an order of this account; `null` before it has one. */
  async findReceivable(accountId: string, orderId: string): Promise<ListedReceivable | null> {
    const statuses = ["open", "overdue", "paid"] as const
    const { receivables } = await this.listReceivables(accountId, { orderId, statuses, limit: 1, offset: 0 })
    return receivables[0] ?? null
  }

  /** The allocations to an open item, the oldest first, at most 100. */
  async listItemPayments(receivableId: string): Promise<ItemPayment[]> {
    return readItemPayments(this.db, receivableId)
  }

  /** The amount past its due date today, a decimal string. */
  async getOverdue(accountId: string): Promise<string> {
    return readOverdue(this.db, accountId, this.today())
  }

  /** Exposure and overdue amounts by currency (ADR 0068). */
  async readGauges(): Promise<GaugeReading[]> {
    return readCreditGauges(this.db, this.today())
  }

  /** Today in the store's time zone, "YYYY-MM-DD". */
  protected today(): string {
    return localDate(this.clock(), this.options.timeZone)
  }

  /** The changes of an account with their actors, newest first. @param before id of the last change on the previous page */
  async listChanges(accountId: string, before: string | null = null, limit = 50): Promise<CreditChange[]> {
    return readChanges(this.db, accountId, before, limit)
  }

  /** The trial balance of up to `limit` accounts after the account `after`, `""` for the first ones (contract M57). */
  async findDisagreements(after: string, limit: number): Promise<CreditCheckPage> {
    return checkCreditAccounts(this.db, after, limit)
  }

  // Privacy (contract R18)

  /** Deletes free text about an account. Entries, amounts and dates stay. Safe to repeat. */
  async anonymizeAccount(accountId: string): Promise<void> {
    await inLockingTransaction(this.db, async (db) => {
      await lockAccount(db, accountId)
      await deleteWords(db, accountId)
    })
  }

  /** The number of rows that {@link anonymizeAccount} would change now. */
  async countPersonal(accountId: string): ReturnType<typeof countWords> {
    return countWords(this.db, accountId)
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
