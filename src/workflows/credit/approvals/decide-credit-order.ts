import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import { clienteleError } from "../../../kernel/errors"
import { decimal } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditHold, type CreditModuleService } from "../../../modules/credit"
import { CUSTOMER_NOTE_MODULE, type CustomerNoteModuleService } from "../../../modules/customer_note"
import { creditEvents, ofAccount } from "../../shared/events/credit-events"
import { emit } from "../../shared/events/emit"
import { givenId, parse } from "../../shared/input/parse"
import { oneStepWorkflow } from "../../shared/medusa/one-step-workflow"
import { approvedAmount, rejectionReason } from "../accounts/account-input"
import { type CreditFacts, listCreditFacts } from "../orders/list-credit-facts"
import { settleNow } from "../settling/settle-now"

const approveInput = z.strictObject({
  order_id: givenId,
  /** The order's total that the admin user has seen. If it has changed, the decision is refused. */
  amount: approvedAmount.nullish(),
  /** The actor: an admin user's or a secret key's id, or a name of the host's own. */
  actor_id: givenId.nullish(),
})
const rejectInput = z.strictObject({
  order_id: givenId,
  reason: rejectionReason.nullish(),
  actor_id: givenId.nullish(),
})

export type ApproveCreditOrderWorkflowInput = z.input<typeof approveInput>
export type RejectCreditOrderWorkflowInput = z.input<typeof rejectInput>

/**
 * A decided order. `amount`: the held amount, or the amount that would have been held, a decimal string in `currency_code`.
 */
export type DecidedCreditOrder = { order_id: string; account_id: string; amount: string; currency_code: string }

type Waiting = { hold: CreditHold; order: CreditFacts }

/** @throws `not_found`, `order_canceled`, `approval_decided` */
async function getWaiting(container: MedusaContainer, orderId: string): Promise<Waiting> {
  const [hold] = await container.resolve<CreditModuleService>(CREDIT_MODULE).listHolds([orderId])
  const [order] = hold ? await listCreditFacts(container, [orderId]) : []
  if (!hold || !order) {
    throw clienteleError("not_found", "No order with this id waits for an approval. Read the list of approvals again.")
  }
  if (order.canceled) {
    throw clienteleError("order_canceled")
  }
  if (hold.status !== "waiting" || hold.decided_at) {
    throw clienteleError("approval_decided")
  }
  return { hold, order }
}

async function announce(
  container: MedusaContainer,
  name: "APPROVED" | "REJECTED",
  { order_id, account_id, amount }: DecidedCreditOrder,
): Promise<void> {
  await emit(container, [{ name: creditEvents[name], data: { ...ofAccount(account_id), order_id, amount } }])
}

const approveStep = createStep(
  "clientele-approve-credit-order",
  async (given: ApproveCreditOrderWorkflowInput, { container }) => {
    const { order_id, amount, actor_id } = parse(approveInput, given, "input")
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    const { hold, order } = await getWaiting(container, order_id)
    if (amount != null && !decimal(amount).eq(decimal(order.target))) {
      throw clienteleError("amount_changed", `amount: the order now costs ${order.target}. Read the order again.`)
    }
    if (decimal(order.target).isZero()) {
      throw clienteleError("nothing_owed")
    }
    const { decided, status } = await credit.decideHold(order_id, order.target, actor_id ?? null)
    if (status === "not_a_member") {
      throw clienteleError(
        "not_a_member",
        "The buyer is no longer a member of the account. Add the buyer, or reject the order.",
      )
    }
    if (!decided) {
      throw clienteleError("approval_decided")
    }
    const { account_id, currency_code } = hold
    const approved: DecidedCreditOrder = { order_id, account_id, amount: order.target, currency_code }
    // The approval is over this amount. If an edit raised it meanwhile, the order waits again. A job can settle it first.
    await settleNow(container, order_id)
    const [now] = await credit.listHolds([order_id])
    if (now?.status === "waiting") {
      throw clienteleError("amount_changed", "amount: the order changed during the approval. Read the order again.")
    }
    await announce(container, "APPROVED", approved)
    return new StepResponse(approved)
  },
)

const rejectStep = createStep(
  "clientele-reject-credit-order",
  async (given: RejectCreditOrderWorkflowInput, { container }) => {
    const { order_id, reason, actor_id } = parse(rejectInput, given, "input")
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    const { hold } = await getWaiting(container, order_id)
    // Comes first, so that no admin user approves the order while it is being canceled.
    const { decided } = await credit.decideHold(order_id, null, actor_id ?? null)
    if (!decided) {
      throw clienteleError("approval_decided")
    }
    const notes = container.resolve<CustomerNoteModuleService>(CUSTOMER_NOTE_MODULE)
    let note: { id: string } | null = null
    try {
      // Before the order is canceled: afterwards a refused note could not be written by a second call.
      note = reason ? await notes.createNote(hold.account_id, reason, actor_id ?? null) : null
      await cancelOrderWorkflow(container).run({ input: { order_id, ...(actor_id ? { canceled_by: actor_id } : {}) } })
    } catch (error) {
      await credit.withdrawRejection(order_id)
      if (note) {
        await notes.deleteNote(hold.account_id, note.id)
      }
      throw error
    }
    await credit.releaseHold(order_id)
    const { account_id, amount, currency_code } = hold
    const rejected: DecidedCreditOrder = { order_id, account_id, amount, currency_code }
    await announce(container, "REJECTED", rejected)
    return new StepResponse(rejected)
  },
)

/**
 * This workflow approves a waiting order on terms over its current amount, regardless of the account's limit (contract
 * R24a, contract M60). The order then owes its total, and has a payment that can be captured. It is not undone if a later
 * step of your workflow fails: cancel the order.
 *
 * Errors: `not_found`, `approval_decided`, `order_canceled`, `amount_changed`, `nothing_owed`, `not_a_member`, `account_busy`,
 * `invalid_request` naming the field.
 *
 * @example
 * const { result } = await approveCreditOrderWorkflow(container).run({
 *   input: { order_id: "order_123", amount: "250", actor_id: "user_123" },
 * })
 *
 * @summary Approve an order on terms.
 */
export const approveCreditOrderWorkflow = oneStepWorkflow("clientele-approve-credit-order", approveStep)

/**
 * This workflow rejects a waiting order on terms: it cancels the order and ends its hold (contract R24a). An order with
 * fulfillments cannot be canceled and keeps waiting. `reason` becomes a note on the account's customer, for admin users. It
 * is not undone if a later step of your workflow fails.
 *
 * Errors: `not_found`, `approval_decided`, `order_canceled`, `account_busy`, and Medusa's refusal to cancel the order.
 *
 * @example
 * const { result } = await rejectCreditOrderWorkflow(container).run({
 *   input: { order_id: "order_123", actor_id: "user_123" },
 * })
 *
 * @summary Reject an order on terms.
 */
export const rejectCreditOrderWorkflow = oneStepWorkflow("clientele-reject-credit-order", rejectStep)
