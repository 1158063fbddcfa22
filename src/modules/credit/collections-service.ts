import type { CalendarDate } from "../../kernel/calendar"
import { clienteleError } from "../../kernel/errors"
import { CreditCashService } from "./cash-service"
import { type Aging, DSO_DAYS, daysSalesOutstanding } from "./domain/aging"
import { checkDate } from "./domain/cash-request"
import { type AgingQuery, readAging, readSales } from "./sql/read-aging"

/** The part of the credit service that says what is late, and since when (CONTRACT R28, ADR 0059). It changes no balance. */
export class CreditCollectionsService extends CreditCashService {
  /**
   * What was open at the end of a day, by days after the due date: of all accounts, or of one. Days are of `credit.timeZone`. What is
   * posted later changes no earlier day.
   *
   * @param query `as_of`: today where left out; `currency_code`: only its accounts; `limit` and `offset` of the accounts
   * @throws `invalid_request` naming as_of for a day that is none or in the future
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

  /** @throws `invalid_request` naming the field of a day that is none or has not begun */
  protected checkPast(field: string, day: CalendarDate): void {
    checkDate(field, day)
    if (day > this.today()) {
      throw clienteleError("invalid_request", `${field}: must not be in the future`)
    }
  }
}
