import { type Database, rows } from "../../../kernel/database"
import type { CreditAccount } from "../types"

/** An account as its row has it; the balance comes from the ledger. */
export type AccountRow = Omit<CreditAccount, "current_balance">

const COLUMNS = "customer_id, currency_code, credit_limit::text, payment_terms, on_hold, tolerance::text"

/** The accounts of these customers. Locks nothing. */
export async function readAccounts(db: Database, customerIds: readonly string[]): Promise<AccountRow[]> {
  const sql = `select ${COLUMNS} from clientele_credit_account where customer_id = any (?)`
  return rows<AccountRow>(db, sql, [customerIds])
}

/** The account, locked until the transaction ends; `undefined` where there is none. */
export async function lockAccount(db: Database, customerId: string): Promise<AccountRow | undefined> {
  const sql = `select ${COLUMNS} from clientele_credit_account where customer_id = ? for update`
  return (await rows<AccountRow>(db, sql, [customerId]))[0]
}

/** @returns `undefined` where the customer has an account */
export async function insertAccount(
  db: Database,
  customerId: string,
  currency: string,
): Promise<AccountRow | undefined> {
  const [made] = await rows<AccountRow>(
    db,
    `insert into clientele_credit_account (customer_id, currency_code) values (?, ?)
     on conflict (customer_id) do nothing returning ${COLUMNS}`,
    [customerId, currency],
  )
  return made
}

/** Writes currency, limit and terms. @returns the account as it is then */
export async function writeAccountTerms(db: Database, account: AccountRow): Promise<AccountRow> {
  const [saved] = await rows<AccountRow>(
    db,
    `update clientele_credit_account set currency_code = ?, credit_limit = ?, payment_terms = ?,
       updated_at = clock_timestamp() where customer_id = ? returning ${COLUMNS}`,
    [account.currency_code, account.credit_limit, account.payment_terms, account.customer_id],
  )
  return saved as AccountRow
}

export async function deleteAccount(db: Database, customerId: string): Promise<void> {
  await rows(db, "delete from clientele_credit_account where customer_id = ?", [customerId])
}
