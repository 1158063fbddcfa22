import type { ReturnWorkflow } from "@medusajs/framework/workflows-sdk"
import type { z } from "@medusajs/framework/zod"
import type { CreditEntry } from "../../../modules/credit"
import { creditEvents } from "../../shared/events/credit-events"
import { oneStepWorkflow } from "../../shared/medusa/one-step-workflow"
import { takeRefundsIn } from "../captures/sync-captures"
import { cashInputs } from "./cash-input"
import { postingStep } from "./posting-step"

export type RecordCreditPaymentWorkflowInput = z.input<typeof cashInputs.payment>
export type IssueCreditMemoWorkflowInput = z.input<typeof cashInputs.creditMemo>
export type AdjustCreditBalanceWorkflowInput = z.input<typeof cashInputs.adjustment>
export type RefundCreditBalanceWorkflowInput = z.input<typeof cashInputs.refund>

/**
 * This workflow records a payment on a credit account (contract R23). It pays the items in `allocations`; without them the
 * oldest due ones, if the account allocates automatically. The rest is unapplied cash; `allocations: []` leaves all of it
 * unapplied. If a later step of your workflow fails, a reversal undoes the payment.
 *
 * Errors: `not_found`, `currency_mismatch`, `receivable_paid`, `allocation_exceeds_open`, `allocation_exceeds_payment`,
 * `idempotency_conflict`, `account_busy`, `invalid_request` naming the field.
 *
 * @example
 * const { result: entry } = await recordCreditPaymentWorkflow(container).run({
 *   input: {
 *     account_id: "cus_123",
 *     amount: "250.00",
 *     method: "bank transfer",
 *     reference: "DE-7781",
 *     actor_id: "user_123",
 *     idempotency_key: "bank-line-7781",
 *   },
 * })
 *
 * @summary Record a payment on a credit account.
 */
export const recordCreditPaymentWorkflow: ReturnWorkflow<RecordCreditPaymentWorkflowInput, CreditEntry, []> =
  oneStepWorkflow(
    "clientele-record-credit-payment",
    postingStep("clientele-record-credit-payment", {
      schema: cashInputs.payment,
      post: (credit, payment) => credit.recordPayment(payment),
      event: creditEvents.PAYMENT_RECORDED,
    }),
  )

/**
 * This workflow issues a credit memo: the customer owes less without a payment (contract R23). It is allocated like a
 * payment. If a later step of your workflow fails, a reversal undoes the memo.
 *
 * Errors: as {@link recordCreditPaymentWorkflow}.
 *
 * @example
 * const { result: entry } = await issueCreditMemoWorkflow(container).run({
 *   input: { account_id: "cus_123", amount: "20", reason: "late delivery", actor_id: "user_123" },
 * })
 *
 * @summary Issue a credit memo.
 */
export const issueCreditMemoWorkflow: ReturnWorkflow<IssueCreditMemoWorkflowInput, CreditEntry, []> = oneStepWorkflow(
  "clientele-issue-credit-memo",
  postingStep("clientele-issue-credit-memo", {
    schema: cashInputs.creditMemo,
    post: (credit, memo) => credit.recordCreditMemo(memo),
    event: creditEvents.CREDIT_MEMO_ISSUED,
  }),
)

/**
 * This workflow adjusts a customer's balance by a signed amount (contract R23). An increase is an open item of its own, due
 * on `due_on`; a decrease is unapplied cash. If a later step of your workflow fails, a reversal undoes the adjustment.
 *
 * Errors: as {@link recordCreditPaymentWorkflow}.
 *
 * @example
 * const { result: entry } = await adjustCreditBalanceWorkflow(container).run({
 *   input: { account_id: "cus_123", amount: "-12.50", reason: "opening balance", actor_id: "user_123" },
 * })
 *
 * @summary Adjust the balance of a credit account.
 */
export const adjustCreditBalanceWorkflow: ReturnWorkflow<AdjustCreditBalanceWorkflowInput, CreditEntry, []> =
  oneStepWorkflow(
    "clientele-adjust-credit-balance",
    postingStep("clientele-adjust-credit-balance", {
      schema: cashInputs.adjustment,
      post: (credit, adjustment) => credit.adjust(adjustment),
      event: creditEvents.BALANCE_ADJUSTED,
    }),
  )

/**
 * This workflow records a refund to the customer (contract R23): of unapplied cash, or with `order_id` of the amount paid
 * on that order, which is then open again. It moves no money itself. If a later step of your workflow fails, a reversal
 * undoes the refund, and the money is unapplied cash.
 *
 * Errors: `unapplied_exceeded`, `refund_exceeds_paid`, and as {@link recordCreditPaymentWorkflow}.
 *
 * @example
 * const { result: entry } = await refundCreditBalanceWorkflow(container).run({
 *   input: { account_id: "cus_123", amount: "30", reason: "overpaid", reference: "transfer 12", actor_id: "user_123" },
 * })
 *
 * @summary Record a refund to the customer.
 */
export const refundCreditBalanceWorkflow: ReturnWorkflow<RefundCreditBalanceWorkflowInput, CreditEntry, []> =
  oneStepWorkflow(
    "clientele-refund-credit-balance",
    postingStep("clientele-refund-credit-balance", {
      schema: cashInputs.refund,
      prepare: async (container, { account_id, order_id }) => {
        if (order_id) {
          await takeRefundsIn(container, { account_id, order_id })
        }
      },
      post: (credit, refund) => credit.refundUnapplied(refund),
      event: creditEvents.BALANCE_REFUNDED,
    }),
  )
