import { type Condition, readModel } from "../../kernel/reading/read-model"
import { ClienteleCustomer } from "./models/customer"

/** Customers, the newest first. */
export const customers = readModel({
  model: ClienteleCustomer,
  one: "ClienteleCustomer",
  many: "ClienteleCustomers",
  from: "clientele_customer_index t",
  expressions: { id: "t.customer_id", mailbox: "nullif(t.email_key, '')" },
  without: ["updated_at"],
  lookups: { mailbox: ofMailboxes },
  order: "t.created_at desc, t.customer_id desc",
})

/** The key of a customer without an address is empty. */
function ofMailboxes(mailboxes: string[]): Condition {
  return { sql: "t.email_key = any (?::text[])", bindings: [mailboxes.filter((mailbox) => mailbox !== "")] }
}
