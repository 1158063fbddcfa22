import type { CalendarDate } from "../../../kernel/calendar"
import type { IdsStatement } from "../../../kernel/database"
import type { CreditStanding } from "../types"

/**
 * The customers whose own account stands like this. Each statement begins at an index that has only such rows, so that a list of very many
 * customers begins with the few.
 *
 * @param today a day of the store's calendar
 */
export function customersOnTerms(standing: CreditStanding, today: CalendarDate): IdsStatement {
  switch (standing) {
    case "on_hold":
      return { sql: "select customer_id from clientele_credit_account where on_hold <> 'none'", bindings: [] }
    case "overdue":
      return {
        sql: "select account_id from clientele_credit_receivable where open > 0 and due_on < ?::date",
        bindings: [today],
      }
  }
}
