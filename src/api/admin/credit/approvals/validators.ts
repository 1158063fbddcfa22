import { z } from "@medusajs/framework/zod"
import { approvedAmount, rejectionReason } from "../../../../workflows/credit/accounts/account-input"
import { aliased } from "../../../../workflows/shared/input/aliases"
import { page } from "../../../shared/paging"

export const AdminListCreditApprovals = page()
export type AdminListCreditApprovalsType = z.infer<typeof AdminListCreditApprovals>

export const AdminApproveCreditOrder = aliased(z.strictObject({ amount: approvedAmount.optional() }))
export const AdminRejectCreditOrder = z.strictObject({ reason: rejectionReason.optional() })
export type AdminRejectCreditOrderType = z.infer<typeof AdminRejectCreditOrder>
export type AdminApproveCreditOrderType = z.infer<typeof AdminApproveCreditOrder>
