import { readModel } from "../../kernel/reading/read-model"
import { ClienteleCreditCheck } from "./models/check"

/** Credit checks, of each customer the newest first. */
export const creditChecks = readModel({
  model: ClienteleCreditCheck,
  one: "ClienteleCreditCheck",
  many: "ClienteleCreditChecks",
  from: "clientele_credit_check t",
  exact: { recommended_credit_limit: "decimal", current_credit_limit: "decimal" },
  without: ["updated_at", "deleted_at"],
  order: "t.customer_id, t.position desc",
})
