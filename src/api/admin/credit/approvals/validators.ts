import { z } from "@medusajs/framework/zod"
import { approvedAmount } from "../../../../workflows/credit/accounts/account-input"
import { aliased } from "../../../../workflows/shared/input/aliases"
import { page } from "../../../shared/paging"

export const AdminListCreditApprovals = page()
export type AdminListCreditApprovalsType = z.infer<typeof AdminListCreditApprovals>

export const AdminApproveCreditOrder = aliased(z.strictObject({ amount: approvedAmount.optional() }))
export type AdminApproveCreditOrderType = z.infer<typeof AdminApproveCreditOrder>
