import { z } from "@medusajs/framework/zod"
import { approvedAmount, rejectionReason } from "../../../../workflows/credit/accounts/account-input"
import { aliased } from "../../../../workflows/shared/input/aliases"
import { onePlace, paging, toOffset } from "../../../shared/paging"
import { currencyCode } from "../../../shared/statement-query"

export const AdminListCreditApprovals = aliased(
  z
    .strictObject({ currency_code: currencyCode.optional(), ...paging() })
    .superRefine(onePlace)
    .transform(toOffset),
)
export type AdminListCreditApprovalsType = z.infer<typeof AdminListCreditApprovals>

export const AdminApproveCreditOrder = aliased(z.strictObject({ amount: approvedAmount.optional() }))
export const AdminRejectCreditOrder = z.strictObject({ reason: rejectionReason.optional() })
export type AdminRejectCreditOrderType = z.infer<typeof AdminRejectCreditOrder>
export type AdminApproveCreditOrderType = z.infer<typeof AdminApproveCreditOrder>
