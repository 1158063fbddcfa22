import { type Database, rows } from "../../../kernel/database"
import type { CreditAccount, CreditChange } from "../types"

/** As text without trailing zeros: `10.50` is 10.5. */
const decimalsOf = (column: string, name = column) => `trim_scale(${column})::text as ${name}`

/** The columns of an account. */
export const ACCOUNT_COLUMNS: string = [
  "customer_id, currency_code, credit_limit::text, payment_terms, on_hold, tolerance::text",
  "overdue_block_amount::text, overdue_block_days, allocation, short_payment_tolerance::text",
  decimalsOf("balance", "current_balance"),
  decimalsOf("held"),
  decimalsOf("unapplied"),
  decimalsOf("greatest(coalesce(credit_limit, 0) * (1 + tolerance) - balance - held, 0)", "available"),
].join(", ")

/** The accounts of these customers. Locks nothing. */
export async function readAccounts(db: Database, customerIds: readonly string[]): Promise<CreditAccount[]> {
  const sql = `select ${ACCOUNT_COLUMNS} from clientele_credit_account where customer_id = any (?)`
  return rows<CreditAccount>(db, sql, [customerIds])
}

/** The account, locked until the transaction ends; `undefined` if there is none. */
export async function lockAccount(db: Database, customerId: string): Promise<CreditAccount | undefined> {
  const sql = `select ${ACCOUNT_COLUMNS} from clientele_credit_account where customer_id = ? for no key update`
  return (await rows<CreditAccount>(db, sql, [customerId]))[0]
}

/**
 * Creates an account. Its customer becomes a member, unless the customer is a member of another account. @returns
 * `undefined` if the customer already has an account
 */
export async function insertAccount(
  db: Database,
  customerId: string,
  currency: string,
): Promise<CreditAccount | undefined> {
  const [made] = await rows<CreditAccount>(
    db,
    `insert into clientele_credit_account (customer_id, currency_code) values (?, ?)
     on conflict (customer_id) do nothing returning ${ACCOUNT_COLUMNS}`,
    [customerId, currency],
  )
  if (made) {
    await rows(
      db,
      `insert into clientele_credit_member (account_id, customer_id) values (?, ?)
       on conflict (customer_id) where removed_at is null do nothing`,
      [customerId, customerId],
    )
  }
  return made
}

/** Writes limit and terms. @returns the account after it */
export async function writeAccountTerms(db: Database, account: CreditAccount): Promise<CreditAccount> {
  const [saved] = await rows<CreditAccount>(
    db,
    `update clientele_credit_account set currency_code = ?, credit_limit = ?, payment_terms = ?, on_hold = ?,
       tolerance = ?, overdue_block_amount = ?, overdue_block_days = ?, allocation = ?, short_payment_tolerance = ?,
       updated_at = clock_timestamp() where customer_id = ? returning ${ACCOUNT_COLUMNS}`,
    [
      account.currency_code,
      account.credit_limit,
      account.payment_terms,
      account.on_hold,
      account.tolerance,
      account.overdue_block_amount,
      account.overdue_block_days,
      account.allocation,
      account.short_payment_tolerance,
      account.customer_id,
    ],
  )
  return saved as CreditAccount
}

/** Whether an account has entries, or orders that can still be charged. Its currency is then fixed. */
export async function isInUse(db: Database, accountId: string): Promise<boolean> {
  const [row] = await rows<{ used: boolean }>(
    db,
    `select exists (select 1 from clientele_credit_entry where account_id = ?)
       or exists (select 1 from clientele_credit_hold where account_id = ? and status <> 'released') as used`,
    [accountId, accountId],
  )
  return row?.used === true
}

/**
 * Whether an account is unused and can be deleted: no entry, no order, and no member except its own customer, who still is
 * one or never was.
 */
export async function isUnused(db: Database, accountId: string): Promise<boolean> {
  const [row] = await rows<{ unused: boolean }>(
    db,
    `select not exists (select 1 from clientele_credit_entry where account_id = a.id)
       and not exists (select 1 from clientele_credit_hold where account_id = a.id)
       and not exists (select 1 from clientele_credit_member
         where account_id = a.id and (customer_id <> a.id or removed_at is not null)) as unused
     from (select ?::text as id) a`,
    [accountId],
  )
  return row?.unused === true
}

/** Those of these customers whose account was used: entries, orders, or buyers beside the customer. */
export async function readUsedAmong(db: Database, customerIds: readonly string[]): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    `select c.id from unnest(?::text[]) c (id)
     where exists (select 1 from clientele_credit_entry where account_id = c.id)
       or exists (select 1 from clientele_credit_hold where account_id = c.id)
       or exists (select 1 from clientele_credit_member where account_id = c.id and customer_id <> c.id)
       or exists (select 1 from clientele_credit_member where customer_id = c.id and account_id <> c.id)`,
    [customerIds],
  )
  return found.map(({ id }) => id)
}

/** Logs a change of an account with its actor (contract R22). */
export async function insertChange(
  db: Database,
  change: {
    account_id: string
    kind: CreditChange["kind"]
    before: unknown
    after: unknown
    changed_by: string | null
  },
): Promise<void> {
  await rows(
    db,
    "insert into clientele_credit_change (account_id, kind, before, after, changed_by) values (?, ?, ?::jsonb, ?::jsonb, ?)",
    [change.account_id, change.kind, json(change.before), json(change.after), change.changed_by],
  )
}

export async function deleteAccount(db: Database, customerId: string): Promise<void> {
  // Deletes the first members only. If a member was added since, the foreign key keeps the account.
  await rows(db, "delete from clientele_credit_member where account_id = ? and customer_id = account_id", [customerId])
  await rows(db, "delete from clientele_credit_account where customer_id = ?", [customerId])
}

const json = (value: unknown) => (value == null ? null : JSON.stringify(value))
