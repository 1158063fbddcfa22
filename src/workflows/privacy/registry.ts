import { contactsPart, creditChecksPart, creditPart, profilePart, projectionPart } from "./customer-parts"
import { cartsPart, customerPart, ordersPart } from "./medusa-parts"
import type { PersonalData } from "./personal-data"
import { codesPart, importsPart, mailsPart, pointsPart } from "./points-parts"

/**
 * All stored data about a person (contract R18). Medusa's customer is anonymised last, so that a second run can find the
 * data that a failed run left. A table of ours that is neither here nor in {@link NOT_PERSONAL} fails a test.
 */
export const PERSONAL_DATA: readonly PersonalData[] = [
  profilePart,
  contactsPart,
  creditPart,
  creditChecksPart,
  importsPart,
  pointsPart,
  codesPart,
  mailsPart,
  cartsPart,
  projectionPart,
  ordersPart,
  customerPart,
]

/** Tables of ours that hold nothing on a person, and why. */
export const NOT_PERSONAL: Readonly<Record<string, string>> = {
  clientele_points_merge: "which accounts were merged, by number",
  clientele_points_failure: "orders that could not be settled, by id",
  clientele_points_completion: "when orders were completed",
  clientele_points_disagreement: "orders whose discount and deduction differ, by id",
  clientele_points_refusal: "holds that an order was refused for, by id",
  clientele_points_setting: "the programme's settings",
  clientele_points_setting_change: "who of the staff changed them",
  clientele_points_watermark: "how far the sweep has looked",
  clientele_credit_hold: "what orders hold of an account, by ids",
  clientele_credit_cash: "what is not allocated of an entry, by number",
  clientele_credit_allocation: "which entry paid which item, by number",
  clientele_credit_allocation_request: "keys of allocations, and requests as hashes",
  clientele_credit_capture: "what Medusa has captured of orders on account, by ids",
  clientele_credit_change: "limits and terms as they were, and who of the staff changed them",
  clientele_credit_due_change: "due dates as they were, by receivable",
  clientele_credit_reminder: "which items were chased at which level, by id",
  clientele_credit_failure: "orders that could not be settled, by id",
  clientele_credit_watermark: "how far the sweep has looked",
  clientele_import: "which files were imported, how many rows they had, and who of the staff did it",
  clientele_webhook_endpoint: "where the shop's own systems listen, and who of the staff said so",
  clientele_webhook_message: "what happened, by ids and amounts, for 30 days",
  clientele_webhook_subject: "how many messages there were about an account, a customer or a cart, by id",
  clientele_webhook_delivery: "which message went to which endpoint, by id",
  clientele_webhook_attempt: "what receivers answered, the beginning only, for 30 days",
  clientele_key_mode: "whether secret keys are live or test, and who of the staff said so",
  clientele_key_calls: "how many calls came with a secret key, by its id",
  clientele_checkout_request: "keys and requests as hashes, for seven days",
  clientele_checkout_lease: "which request has the lease of a cart or a customer, by id, for seconds",
  clientele_customer_projection_failure: "customers and orders that a sweep could not project, by id",
  clientele_customer_projection_checkpoint: "how far a rebuild has come",
}
