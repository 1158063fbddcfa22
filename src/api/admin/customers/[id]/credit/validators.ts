import { z } from "@medusajs/framework/zod"
import { wholeNumberInQuery } from "../../../../../kernel/sentences"
import { isLedgerCursor } from "../../../../../modules/credit"
import { saveCreditAccount, saveCreditMember } from "../../../../../workflows/credit/accounts/account-input"
import { cashBody, cashFields } from "../../../../../workflows/credit/cash/cash-input"
import { aliased } from "../../../../../workflows/shared/input/aliases"

export const AdminSaveCreditAccount = saveCreditAccount
export type AdminSaveCreditAccountType = z.infer<typeof AdminSaveCreditAccount>

export const AdminSaveCreditMember = saveCreditMember
export type AdminSaveCreditMemberType = z.infer<typeof AdminSaveCreditMember>

export const AdminListCreditEntries = aliased(
  z.strictObject({
    cursor: z
      .string()
      .refine(isLedgerCursor, "is not a cursor of this list; omit it to read the first page")
      .optional(),
    limit: wholeNumberInQuery(1, 200).default(50),
  }),
)
export type AdminListCreditEntriesType = z.infer<typeof AdminListCreditEntries>

export const AdminRecordPayment = cashBody(cashFields.payment)
export type AdminRecordPaymentType = z.infer<typeof AdminRecordPayment>

export const AdminIssueCreditMemo = cashBody(cashFields.creditMemo)
export type AdminIssueCreditMemoType = z.infer<typeof AdminIssueCreditMemo>

export const AdminAdjustBalance = cashBody(cashFields.adjustment)
export type AdminAdjustBalanceType = z.infer<typeof AdminAdjustBalance>

export const AdminRefundBalance = cashBody(cashFields.refund)
export type AdminRefundBalanceType = z.infer<typeof AdminRefundBalance>

export const AdminWriteOff = cashBody(cashFields.writeOff)
export type AdminWriteOffType = z.infer<typeof AdminWriteOff>

export const AdminAllocatePayment = cashBody(cashFields.allocation)
export type AdminAllocatePaymentType = z.infer<typeof AdminAllocatePayment>

export const AdminReverseEntry = cashBody(cashFields.reversal)
export type AdminReverseEntryType = z.infer<typeof AdminReverseEntry>

export const AdminDisputeReceivable = z.strictObject({ reason: z.string().trim().min(1).max(1000) })
export type AdminDisputeReceivableType = z.infer<typeof AdminDisputeReceivable>
