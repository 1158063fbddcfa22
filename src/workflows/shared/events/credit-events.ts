import type { MedusaContainer } from "@medusajs/framework/types"
import type { SavedTerms } from "../../../modules/credit/types"
import type { ClienteleEventName } from "../../../types/events"
import { emit } from "./emit"

/** Names of the plugin's events about trade credit (contract R64); the payloads are in src/types/events.ts. */
export const creditEvents = {
  ACCOUNT_SAVED: "clientele.credit.account_saved",
  MEMBER_SAVED: "clientele.credit.member_saved",
  MEMBER_REMOVED: "clientele.credit.member_removed",
  HELD: "clientele.credit.held",
  WAITING: "clientele.credit.waiting",
  REFUSED: "clientele.credit.refused",
  APPROVED: "clientele.credit.approved",
  REJECTED: "clientele.credit.rejected",
  RECEIVABLE_CHANGED: "clientele.credit.receivable_changed",
  RECEIVABLE_OVERDUE: "clientele.credit.receivable_overdue",
  RECEIVABLE_DUNNED: "clientele.credit.receivable_dunned",
  RECEIVABLE_DISPUTED: "clientele.credit.receivable_disputed",
  RECEIVABLE_DISPUTE_ENDED: "clientele.credit.receivable_dispute_ended",
  RECEIVABLE_PAID: "clientele.credit.receivable_paid",
  PAYMENT_RECORDED: "clientele.credit.payment_recorded",
  PAYMENT_ALLOCATED: "clientele.credit.payment_allocated",
  CREDIT_MEMO_ISSUED: "clientele.credit.credit_memo_issued",
  BALANCE_ADJUSTED: "clientele.credit.balance_adjusted",
  RECEIVABLE_WRITTEN_OFF: "clientele.credit.receivable_written_off",
  BALANCE_REFUNDED: "clientele.credit.balance_refunded",
  ENTRY_REVERSED: "clientele.credit.entry_reversed",
  CHECK_RUN: "clientele.credit.check_run",
  CHECK_APPLIED: "clientele.credit.check_applied",
} as const satisfies Record<string, ClienteleEventName>

/** The customers of an account's event: the account's customer, and the buyer if one did it. */
export const ofAccount = (account_id: string, buyerId: string = account_id) => ({
  account_id,
  customer_ids: [...new Set([account_id, buyerId])],
})

/** Emits a change of terms, if there was one. Never fails, because the terms are saved. */
export async function announceTerms(
  container: MedusaContainer,
  { made, before, after }: Pick<SavedTerms, "made" | "before" | "after">,
): Promise<void> {
  if (made || JSON.stringify(before) !== JSON.stringify(after)) {
    await emit(container, [{ name: creditEvents.ACCOUNT_SAVED, data: ofAccount(after.customer_id) }])
  }
}
