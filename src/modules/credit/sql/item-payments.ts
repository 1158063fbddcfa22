import { type Database, rows } from "../../../kernel/database"
import type { ItemPayment } from "../types"

/** More allocations than any item has. */
const MOST = 100

/** The allocations to an open item, the oldest first, without those taken back. */
export async function readItemPayments(db: Database, receivableId: string): Promise<ItemPayment[]> {
  return rows<ItemPayment>(
    db,
    `select e.account_id || ':' || e.version as entry_id, e.type::text as type, trim_scale(p.amount)::text as amount,
       e.dated_on::text, n.reference, n.method, e.created_at
     from (select account_id, version, sum(amount) as amount from clientele_credit_allocation
       where receivable_id = ? group by account_id, version having sum(amount) <> 0) p
     join clientele_credit_entry e using (account_id, version)
     left join clientele_credit_entry_note n using (account_id, version)
     order by e.created_at, e.version limit ${MOST}`,
    [receivableId],
  )
}
