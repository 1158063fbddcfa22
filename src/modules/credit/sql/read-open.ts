import { type Database, rows } from "../../../kernel/database"

/** The open amounts of an account. Decimal strings in its currency. */
export type OpenAmounts = Record<"balance" | "open" | "held" | "waiting" | "unapplied", string>

/** The caller holds the account's lock. */
export async function readOpenAmounts(db: Database, accountId: string): Promise<OpenAmounts> {
  const [found] = await rows<OpenAmounts>(
    db,
    `select trim_scale(a.balance)::text as balance, trim_scale(a.held)::text as held, trim_scale(a.unapplied)::text as unapplied,
       (select trim_scale(coalesce(sum(open), 0))::text from clientele_credit_receivable
        where account_id = a.customer_id and open > 0) as open,
       (select trim_scale(coalesce(sum(amount), 0))::text from clientele_credit_hold
        where account_id = a.customer_id and status = 'waiting') as waiting
     from clientele_credit_account a where a.customer_id = ?`,
    [accountId],
  )
  return found as OpenAmounts
}
