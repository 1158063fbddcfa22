import { type Database, rows } from "../../../kernel/database"

/** Tables whose rows name a mailbox. */
const OF_MAILBOX = [
  "clientele_code_challenge",
  "clientele_code_failure",
  "clientele_code_token",
  "clientele_code_proof",
]
/** Tables whose rows name a customer. */
const OF_CUSTOMER = ["clientele_code_proof", "clientele_code_email_change"]

/** Deletes every row about a mailbox (CONTRACT R18). */
export async function forgetMailbox(db: Database, mailbox: string): Promise<void> {
  for (const table of OF_MAILBOX) {
    await rows(db, `delete from ${table} where mailbox = ?`, [mailbox])
  }
}

/** Deletes every row about a customer. */
export async function forgetCustomer(db: Database, customerId: string): Promise<void> {
  for (const table of OF_CUSTOMER) {
    await rows(db, `delete from ${table} where customer_id = ?`, [customerId])
  }
}

/** What is known about a customer and a mailbox: dates and outcomes, no secrets. */
export async function exportCodes(db: Database, customerId: string, mailbox: string | null): Promise<object> {
  const [codes, tokens, proofs] = await Promise.all([
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
    rows<object>(db, "select mailbox, proven_at from clientele_code_proof where customer_id = ?", [customerId]),
  ])
  return { codes, tokens, proofs }
}
