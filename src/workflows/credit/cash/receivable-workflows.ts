import { createStep, type ReturnWorkflow, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { z } from "@medusajs/framework/zod"
import { CREDIT_MODULE, type CreditEntry, type CreditModuleService } from "../../../modules/credit"
import { getMedusaCustomer } from "../../shared/customers/get-medusa-customer"
import { creditEvents, ofAccount } from "../../shared/events/credit-events"
import { emit } from "../../shared/events/emit"
import { parse } from "../../shared/input/parse"
import { oneStepWorkflow } from "../../shared/medusa/one-step-workflow"
import { noteWithin } from "../../shared/webhooks/note-webhooks"
import { captureSoon } from "../captures/capture-soon"
import { announcePaid } from "./announce-cash"
import { cashInputs } from "./cash-input"
import { completed, postingStep } from "./posting-step"

export type WriteOffReceivableWorkflowInput = z.input<typeof cashInputs.writeOff>
export type ReverseCreditEntryWorkflowInput = z.input<typeof cashInputs.reversal>
export type AllocateCreditPaymentWorkflowInput = z.input<typeof cashInputs.allocation>

/**
 * This workflow writes an open item off, in whole or by `amount` (contract R23). If a later step of your workflow fails, a
 * reversal opens the item again.
 *
 * Errors: `not_found`, `receivable_paid`, `allocation_exceeds_open`, `idempotency_conflict`, `account_busy`, `invalid_request` naming the
 * field.
 *
 * @example
 * const { result: entry } = await writeOffReceivableWorkflow(container).run({
 *   input: { account_id: "cus_123", receivable_id: "crec_123", reason: "insolvent", actor_id: "user_123" },
 * })
 *
 * @summary Write an open item off.
 */
export const writeOffReceivableWorkflow: ReturnWorkflow<WriteOffReceivableWorkflowInput, CreditEntry, []> =
  oneStepWorkflow(
    "clientele-write-off-receivable",
    postingStep("clientele-write-off-receivable", {
      schema: cashInputs.writeOff,
      post: (credit, writeOff) => credit.writeOff(writeOff),
      event: creditEvents.RECEIVABLE_WRITTEN_OFF,
    }),
  )

/**
 * This workflow reverses an entry, once (contract R23). The items that a payment paid are open again. A charge of an order cannot be
 * reversed: change or cancel the order.
 *
 * With `while_unpaid` it is refused with `receivable_paid` where something is allocated to the item that the entry has charged.
 *
 * A reversal cannot be reversed, so it is not undone if a later step of your workflow fails. Make it the last step.
 *
 * Errors: `not_found`, `entry_reversed`, `entry_not_reversible`, `idempotency_conflict`, `account_busy`, `invalid_request` naming the
 * field.
 *
 * @example
 * const { result: entry } = await reverseCreditEntryWorkflow(container).run({
 *   input: { account_id: "cus_123", entry_id: "cus_123:7", reason: "the cheque bounced", actor_id: "user_123" },
 * })
 *
 * @summary Reverse an entry of a credit account.
 */
export const reverseCreditEntryWorkflow: ReturnWorkflow<ReverseCreditEntryWorkflowInput, CreditEntry, []> =
  oneStepWorkflow(
    "clientele-reverse-credit-entry",
    postingStep("clientele-reverse-credit-entry", {
      schema: cashInputs.reversal,
      post: (credit, { while_unpaid, ...reversal }) => credit.reverse(reversal, { whileUnpaid: while_unpaid ?? false }),
      event: creditEvents.ENTRY_REVERSED,
      isFinal: true,
    }),
  )

const allocateStep = createStep(
  "clientele-allocate-credit-payment",
  async (input: AllocateCreditPaymentWorkflowInput, { container }) => {
    const request = completed(parse(cashInputs.allocation, input, "input"))
    const { account_id, allocations } = request
    await getMedusaCustomer(container, account_id, true)
    const data = { ...ofAccount(account_id), entry_id: request.entry_id ?? null, allocations }
    const allocated = { name: creditEvents.PAYMENT_ALLOCATED, data } as const
    const within = await noteWithin(container, (isApplied: boolean) => (isApplied ? [allocated] : []))
    const applied = await container.resolve<CreditModuleService>(CREDIT_MODULE).allocate(request, within)
    if (applied) {
      await emit(container, [allocated])
      await announcePaid(container, [account_id])
      await captureSoon(container, account_id)
    }
    return new StepResponse({ account_id, applied })
  },
)

/**
 * This workflow allocates unapplied cash to open items (contract R23): the money of one entry, or without `entry_id` the
 * oldest. `applied` is false if an earlier run with this key did it.
 *
 * Money comes off an item only by a reversal of its payment or by a change of the order, so an allocation is not undone if
 * a later step of your workflow fails. Make it the last step.
 *
 * Errors: `not_found`, `receivable_paid`, `allocation_exceeds_open`, `allocation_exceeds_payment`, `unapplied_exceeded`,
 * `idempotency_conflict`, `account_busy`, `invalid_request` naming the field.
 *
 * @example
 * const { result } = await allocateCreditPaymentWorkflow(container).run({
 *   input: {
 *     account_id: "cus_123",
 *     entry_id: "cus_123:7",
 *     allocations: [{ receivable_id: "crec_123", amount: "30" }],
 *     actor_id: "user_123",
 *   },
 * })
 *
 * @summary Allocate unapplied cash to open items.
 */
export const allocateCreditPaymentWorkflow = oneStepWorkflow("clientele-allocate-credit-payment", allocateStep)
