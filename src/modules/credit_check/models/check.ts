import { model } from "@medusajs/framework/utils"

/**
 * A credit check, as Query reads it (contract R25, R69). The actor, the sent data and the sentences of reasons are not
 * here, because they can contain personal data. The admin routes have them.
 */
export const ClienteleCreditCheck = model.define(
  { name: "clientele_credit_check", tableName: "clientele_credit_check" },
  {
    id: model.id().primaryKey(),
    customer_id: model.text(),
    provider: model.text(),
    model_version: model.text().nullable(),
    status: model.enum(["ok", "insufficient_data", "not_found", "error"]),
    credit_score: model.number().nullable(),
    credit_rating: model.enum(["excellent", "good", "fair", "poor", "very_poor"]).nullable(),
    risk_assessment: model.enum(["low", "medium", "high"]).nullable(),
    confidence: model.enum(["low", "medium", "high"]).nullable(),
    /** ISO 4217, lower case, of both limits. */
    currency_code: model.text(),
    recommended_credit_limit: model.text().nullable(),
    current_credit_limit: model.text().nullable(),
    /** `{code, factor, points}` of each. */
    reasons: model.json(),
    error_code: model.text().nullable(),
    as_of: model.dateTime(),
    expires_at: model.dateTime(),
  },
)
