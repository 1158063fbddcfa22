import { type Database, rows } from "../../../kernel/database"
import type { CreditMember } from "../types"

const COLUMNS = "customer_id, trim_scale(spending_limit)::text as spending_limit, spending_period, added_by, added_at"

export async function readMembers(db: Database, accountId: string): Promise<CreditMember[]> {
  return rows<CreditMember>(
    db,
    `select ${COLUMNS} from clientele_credit_member where account_id = ? and removed_at is null order by id`,
    [accountId],
  )
}

export type NewMember = Pick<CreditMember, "customer_id" | "spending_limit" | "spending_period">

/** Adds a member, or changes a member's limit. @returns `undefined` if another account took the customer meanwhile */
export async function writeMember(
  db: Database,
  accountId: string,
  { customer_id, spending_limit, spending_period }: NewMember,
  actorId: string | null,
): Promise<CreditMember | undefined> {
  const [saved] = await rows<CreditMember>(
    db,
    `insert into clientele_credit_member as m (account_id, customer_id, spending_limit, spending_period, added_by)
     values (?, ?, ?, ?, ?)
     on conflict (customer_id) where removed_at is null do update set spending_limit = excluded.spending_limit,
       spending_period = excluded.spending_period where m.account_id = excluded.account_id
     returning ${COLUMNS}`,
    [accountId, customer_id, spending_limit, spending_period, actorId],
  )
  return saved
}

export async function endMember(
  db: Database,
  accountId: string,
  customerId: string,
  actorId: string | null,
): Promise<void> {
  await rows(
    db,
    `update clientele_credit_member set removed_at = clock_timestamp(), removed_by = ?
     where account_id = ? and customer_id = ? and removed_at is null`,
    [actorId, accountId, customerId],
  )
}
