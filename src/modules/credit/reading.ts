import { readModel } from "../../kernel/reading/read-model"
import { ClienteleCreditAccount } from "./models/account"

/** Credit accounts; each has the id of its customer. */
export const creditAccounts = readModel({
  model: ClienteleCreditAccount,
  one: "ClienteleCreditAccount",
  many: "ClienteleCreditAccounts",
  from: "clientele_credit_account t",
  expressions: { id: "t.customer_id" },
  exact: { credit_limit: "decimal", tolerance: "decimal" },
  without: ["deleted_at"],
  order: "t.customer_id",
})
