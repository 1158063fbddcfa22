import type { CalendarDate } from "../../kernel/calendar"
import { rows } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import type { BackwardsPage } from "../../kernel/reading/backwards"
import { CreditCashService } from "./cash-service"
import { type Aging, DSO_DAYS, daysSalesOutstanding } from "./domain/aging"
import { checkDate } from "./domain/cash-request"
import { decodeListCursor, type ListCursor } from "./domain/list-cursor"
import { buildStatement, MAX_STATEMENT_ROWS, type Statement } from "./domain/statement"
import {
  type AccountsQuery,
  type OpenItemsQuery,
  readAllAccounts,
  readExposure,
  readOpenItems,
} from "./sql/read-across"
import { type AgingQuery, readAging, readSales } from "./sql/read-aging"
import {
  type PlacedCreditChange,
  type PlacedCreditEntry,
  type PlacedReminder,
  readChangesBackwards,
  readEntriesBackwards,
  readRemindersBackwards,
} from "./sql/read-credit-backwards"
import { type PaymentHabits, readPaymentHabits } from "./sql/read-payment-habits"
import { readStatement } from "./sql/read-statement"
import type { AccountRow, Exposure, OpenItem } from "./types"

/** The part of the credit service that reports late items (contract R28, ADR 0059). It changes no balance. */
export class CreditCollectionsService extends CreditCashService {
  /** An account's entries, newest first, from any position on (contract R29). */
  async listEntriesBackwards(accountId: string, page: BackwardsPage): Promise<PlacedCreditEntry[]> {
    return readEntriesBackwards(this.db, accountId, page)
  }

  /** Changes of terms and decisions on an account, newest first, from any position on (contract R29). */
  async listChangesBackwards(accountId: string, page: BackwardsPage): Promise<PlacedCreditChange[]> {
    return readChangesBackwards(this.db, accountId, page)
  }

  /** Dunning mails to an account, newest first, from any position on (contract R29). */
  async listRemindersBackwards(accountId: string, page: BackwardsPage): Promise<PlacedReminder[]> {
    return readRemindersBackwards(this.db, accountId, page)
  }

  /**
   * The open amounts at the end of a day, by days after the due date, of all accounts or of one. Days are in
   * `credit.timeZone`. Later postings never change an earlier day.
   *
   * @param query `as_of`: today by default; `currency_code`: only its accounts; `limit` and `offset` of the accounts
   * @throws `invalid_request` naming as_of for a day that does not exist or is in the future
   */
  async getAging(
    query: { as_of?: CalendarDate | undefined } & Omit<AgingQuery, "as_of" | "time_zone">,
  ): Promise<Aging> {
    const as_of = query.as_of ?? this.today()
    this.checkPast("as_of", as_of)
    const asked = { ...query, as_of, time_zone: this.options.timeZone }
    const [{ currencies, accounts, count }, sales] = await Promise.all([
      readAging(this.db, asked),
      readSales(this.db, { ...asked, days: DSO_DAYS }),
    ])
    const dsoOf = (currency: string, balance: string) => daysSalesOutstanding(balance, sales.get(currency) ?? 0)
    return {
      as_of,
      currencies: currencies.map((one) => ({ ...one, dso: dsoOf(one.currency_code, one.balance) })),
      accounts,
      count,
    }
  }

  /**
   * The statement of an account for a period, without internal texts: opening balance, entries, closing balance, and the
   * ageing at its end. An entry belongs to the day on which the ledger wrote it.
   *
   * @param period `to`: today by default; `from`: by default the first day of that month
   * @throws `not_found`; `invalid_request` naming the field, also if the period has more than {@link MAX_STATEMENT_ROWS}
   *   entries
   */
  async getStatement(
    account_id: string,
    period: { from?: CalendarDate | undefined; to?: CalendarDate | undefined } = {},
  ): Promise<Statement> {
    const to = period.to ?? this.today()
    const from = period.from ?? `${to.slice(0, 8)}01`
    this.checkPast("to", to)
    checkDate("from", from)
    if (from > to) {
      throw clienteleError("invalid_request", "from: must not be after to")
    }
    const time_zone = this.options.timeZone
    return this.db.transaction(async (db) => {
      // Rows and ageing come from one snapshot.
      await rows(db, "set transaction isolation level repeatable read, read only")
      const found = await readStatement(db, { account_id, from, to, time_zone, limit: MAX_STATEMENT_ROWS + 1 })
      if (!found) {
        throw clienteleError("not_found", "This customer has no credit account")
      }
      if (found.entries.length > MAX_STATEMENT_ROWS) {
        const message = `from: the period has more than ${MAX_STATEMENT_ROWS} entries; choose a shorter period`
        throw clienteleError("invalid_request", message)
      }
      const { accounts } = await readAging(db, { as_of: to, account_id, time_zone, limit: 1, offset: 0 })
      const { account_id: _id, currency_code: _currency, ...aging } = accounts[0] ?? { ...NOTHING_OPEN }
      return buildStatement({ account_id, from, to, aging, ...found })
    })
  }

  /**
   * Limits and balances of all accounts by currency, the currency with the most accounts first. Decimal strings.
   *
   * @param without accounts that are left out
   */
  async getExposure(without: readonly string[] = []): Promise<Exposure[]> {
    return readExposure(this.db, this.today(), without)
  }

  /**
   * All accounts, the largest balance first.
   *
   * @param query `overdue`: only those with something past its due date; `cursor` of the page before
   * @throws `invalid_request` naming cursor for a cursor that is not of this list
   */
  async listAllAccounts(
    query: Omit<AccountsQuery, "after" | "today"> & { cursor?: string | undefined },
  ): Promise<{ accounts: AccountRow[]; next_cursor: string | null }> {
    return readAllAccounts(this.db, { ...query, after: placeOf(query.cursor, "number"), today: this.today() })
  }

  /**
   * Open items of all accounts, the earliest due date first, items without a due date last.
   *
   * @param query `status`: only items past their due date, or only the others; `cursor` of the page before
   * @throws `invalid_request` naming cursor for one that this list has not handed out
   */
  async listOpenItems(
    query: Omit<OpenItemsQuery, "after" | "today"> & { cursor?: string | undefined },
  ): Promise<{ receivables: OpenItem[]; next_cursor: string | null }> {
    return readOpenItems(this.db, { ...query, after: placeOf(query.cursor, "day"), today: this.today() })
  }

  /** The payment habits of an account (contract R16). @param since only payments of this day or later; `null` for all */
  async getPaymentHabits(account_id: string, since: Date | null): Promise<PaymentHabits> {
    return readPaymentHabits(this.db, { account_id, since, today: this.today(), time_zone: this.options.timeZone })
  }

  /** @throws `invalid_request` naming the field of a day that does not exist or has not begun */
  protected checkPast(field: string, day: CalendarDate): void {
    checkDate(field, day)
    if (day > this.today()) {
      throw clienteleError("invalid_request", `${field}: must not be in the future`)
    }
  }
}

function placeOf(cursor: string | undefined, values: "number" | "day"): ListCursor | null {
  const place = cursor === undefined ? null : decodeListCursor(cursor, values)
  if (cursor !== undefined && !place) {
    throw clienteleError("invalid_request", "cursor: is not a cursor of this list; omit it to read the first page")
  }
  return place
}

const NOTHING_OPEN = {
  account_id: "",
  currency_code: "",
  current: "0",
  d1_30: "0",
  d31_60: "0",
  d61_90: "0",
  d90_plus: "0",
  unapplied: "0",
  balance: "0",
}
