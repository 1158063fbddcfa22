import { z } from "@medusajs/framework/zod"
import { isCreditLimit, isPaymentTerms, isShare, MAX_CREDIT_LIMIT } from "../../../modules/credit"
import { aliased } from "../../shared/input/aliases"
import { exactDecimal } from "../../shared/input/exact-decimal"
import { givenId, text } from "../../shared/input/parse"

const amount = exactDecimal(isCreditLimit, `must be a decimal from 0 to ${MAX_CREDIT_LIMIT}`)

/** Terms of an account (contract R22). Omitted fields stay. */
export const saveCreditAccount = aliased(
  z.strictObject({
    currency_code: z
      .string()
      .regex(/^[a-z]{3}$/i, "must be a currency code of three letters (ISO 4217)")
      .toLowerCase()
      .optional(),
    credit_limit: amount.nullish(),
    payment_terms: z.string().refine(isPaymentTerms, "must be eom, or net_0 to net_120").nullish(),
    on_hold: z.enum(["none", "orders", "shipping"]).optional(),
    tolerance: exactDecimal(isShare, "must be a share of the limit, a decimal from 0 to 1").optional(),
    overdue_block_amount: amount.nullish(),
    overdue_block_days: z.number().int().min(0).max(3650).nullish(),
    allocation: z.enum(["automatic", "manual"]).optional(),
    short_payment_tolerance: amount.optional(),
  }),
)

/** The total of the order that the admin user has seen. */
export const approvedAmount = amount

/** Why an order is rejected. */
export const rejectionReason = text(1000)

/** The request to put an order on account. An override of the account's rules needs a reason (contract R24d). */
export const chargeCreditOrder = z
  .strictObject({ override: z.boolean().default(false), reason: text(1000).optional() })
  .refine(({ override, reason }) => !override || reason !== undefined, {
    path: ["reason"],
    message: "is required with override",
  })

/** A member, with an optional spending limit for all orders on terms in a period. */
export const saveCreditMember = z
  .strictObject({
    customer_id: givenId,
    spending_limit: amount.nullable().default(null),
    spending_period: z.enum(["day", "week", "month", "quarter"]).nullable().default(null),
  })
  .refine(({ spending_limit, spending_period }) => (spending_limit === null) === (spending_period === null), {
    path: ["spending_period"],
    message: "must be given together with spending_limit",
  })
