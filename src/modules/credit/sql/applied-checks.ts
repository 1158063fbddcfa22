import { type Database, rows } from "../../../kernel/database"
import type { AppliedCheck } from "../types"

/**
 * The checks among these that are applied to an account, by the change log. The newest change that names a check has it in
 * `after` if it is applied, and in `before` if it was taken back.
 */
export async function readAppliedChecks(
  db: Database,
  accountId: string,
  checkIds: readonly string[],
): Promise<AppliedCheck[]> {
  return rows<AppliedCheck>(
    db,
    `select credit_check_id, changed_at as applied_at, changed_by as applied_by from (
       select distinct on (named.credit_check_id) named.credit_check_id, c.after ->> 'credit_check_id' as applied,
         c.changed_at, c.changed_by
       from clientele_credit_change c
       cross join lateral (select coalesce(c.after ->> 'credit_check_id', c.before ->> 'credit_check_id') as credit_check_id) named
       where c.account_id = ? and c.kind = 'terms' and named.credit_check_id = any (?)
       order by named.credit_check_id, c.id desc
     ) newest where applied is not null`,
    [accountId, [...checkIds]],
  )
}
