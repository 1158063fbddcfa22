import { readModel } from "../../kernel/reading/read-model"
import { NOT_DUE } from "./domain/due-date"
import { ClienteleCreditAccount } from "./models/account"
import { ClienteleReceivable } from "./models/receivable"

/** Credit accounts; each has the id of its customer. */
export const creditAccounts = readModel({
  model: ClienteleCreditAccount,
  one: "ClienteleCreditAccount",
  many: "ClienteleCreditAccounts",
  from: "clientele_credit_account t",
  expressions: {
    id: "t.customer_id",
    current_balance: "trim_scale(t.balance)",
    held: "trim_scale(t.held)",
    unapplied: "trim_scale(t.unapplied)",
    // As in sql/credit-accounts.ts.
    available: "trim_scale(greatest(coalesce(t.credit_limit, 0) * (1 + t.tolerance) - t.balance - t.held, 0))",
  },
  exact: {
    credit_limit: "decimal",
    tolerance: "decimal",
    current_balance: "decimal",
    held: "decimal",
    unapplied: "decimal",
    available: "decimal",
  },
  without: ["deleted_at"],
  order: "t.customer_id",
})

/** Receivables, of each account the earliest due date first. */
export const receivables = readModel({
  model: ClienteleReceivable,
  one: "ClienteleReceivable",
  many: "ClienteleReceivables",
  from: "clientele_credit_receivable t",
  expressions: {
    customer_id: "t.account_id",
    charged: "trim_scale(t.charged)",
    open: "trim_scale(t.open)",
    issued_on: "t.issued_on::text",
    due_on: `nullif(t.due_on::text, '${NOT_DUE}')`,
  },
  exact: { charged: "decimal", open: "decimal" },
  without: ["deleted_at"],
  order: "t.account_id, t.due_on, t.id",
})
