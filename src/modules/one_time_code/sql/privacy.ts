import { type Database, rows } from "../../../kernel/database"

/** Tables whose rows name a mailbox. */
const OF_MAILBOX = [
  "clientele_code_challenge",
  "clientele_code_failure",
  "clientele_code_token",
  "clientele_code_verification",
  "clientele_code_mail",
]
/** Tables whose rows name a customer. */
const OF_CUSTOMER = ["clientele_code_verification", "clientele_code_email_change"]

/** Deletes every row about a mailbox (contract R18). */
export async function deleteRowsOfMailbox(db: Database, mailbox: string): Promise<void> {
  for (const table of OF_MAILBOX) {
    await rows(db, `delete from ${table} where mailbox = ?`, [mailbox])
  }
}

/** Deletes every row about a customer. */
export async function deleteRowsOfCustomer(db: Database, customerId: string): Promise<void> {
  for (const table of OF_CUSTOMER) {
    await rows(db, `delete from ${table} where customer_id = ?`, [customerId])
  }
}

/** The rows about a customer and a mailbox: dates and outcomes, no secrets. */
export async function exportCodes(db: Database, customerId: string, mailbox: string | null): Promise<object> {
  const [codes, tokens, proofs, mails] = await Promise.all([
    rows<object>(
      db,
      "select cart_id, mail_outcome, used_at, created_at, expires_at from clientele_code_challenge where mailbox = ? order by created_at",
      [mailbox ?? ""],
    ),
    rows<object>(
      db,
      "select cart_id, order_id, created_at, expires_at, consumed_at from clientele_code_token where mailbox = ? order by created_at",
      [mailbox ?? ""],
    ),
    rows<object>(db, "select mailbox, proven_at from clientele_code_verification where customer_id = ?", [customerId]),
    rows<object>(db, "select sent_at from clientele_code_mail where mailbox = ? order by id", [mailbox ?? ""]),
  ])
  return { codes, tokens, proofs, mails }
}

/** Rows about a customer or a mailbox, each counted once. */
export async function countCodes(db: Database, customerId: string, mailbox: string | null): Promise<number> {
  const tables = [...new Set([...OF_MAILBOX, ...OF_CUSTOMER])]
  const counts = tables.map((table) => {
    const names = [
      ...(OF_MAILBOX.includes(table) ? ["mailbox = :mailbox"] : []),
      ...(OF_CUSTOMER.includes(table) ? ["customer_id = :customer"] : []),
    ]
    const bindings = names.map((name) => (name.endsWith(":mailbox") ? mailbox : customerId))
    const where = names.map((name) => name.replace(/:.*/, "?")).join(" or ")
    return rows<{ count: number }>(db, `select count(*)::int as count from ${table} where ${where}`, bindings)
  })
  return (await Promise.all(counts)).reduce((sum, [row]) => sum + (row?.count ?? 0), 0)
}
