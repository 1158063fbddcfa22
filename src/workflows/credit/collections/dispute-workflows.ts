import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { creditEvents, ofAccount } from "../../shared/events/credit-events"
import { emit } from "../../shared/events/emit"
import { givenId, parse, text } from "../../shared/input/parse"
import { oneStepWorkflow } from "../../shared/medusa/one-step-workflow"
import { checkCreditAccount } from "../accounts/get-credit"

const item = {
  account_id: givenId,
  receivable_id: givenId,
  /** An admin user's or a secret key's id, or a name of the host's own. */
  actor_id: text(200).nullish(),
}
const disputeInput = z.strictObject({ ...item, reason: text(1000) })
const endInput = z.strictObject(item)

export type DisputeReceivableWorkflowInput = z.input<typeof disputeInput>
export type EndReceivableDisputeWorkflowInput = z.input<typeof endInput>

/** `changed`: false if an earlier run did it. */
export type DisputedReceivable = { receivable_id: string; disputed: boolean; changed: boolean }

/** The change of a run, for its undo; `dispute_id` is `null` for no change. */
type Undo = { account_id: string; receivable_id: string; actor_id: string | null; dispute_id: string | null }

const creditOf = (container: MedusaContainer) => container.resolve<CreditModuleService>(CREDIT_MODULE)

const announce = (
  container: MedusaContainer,
  name: "RECEIVABLE_DISPUTED" | "RECEIVABLE_DISPUTE_ENDED",
  { account_id, receivable_id }: Pick<Undo, "account_id" | "receivable_id">,
) => emit(container, [{ name: creditEvents[name], data: { ...ofAccount(account_id), receivable_id } }])

const disputeReceivableStep = createStep(
  "clientele-dispute-receivable",
  async (given: DisputeReceivableWorkflowInput, { container }) => {
    const { actor_id = null, ...request } = parse(disputeInput, given, "input")
    await checkCreditAccount(container, request.account_id)
    const dispute_id = await creditOf(container).dispute({ ...request, actor_id })
    const { account_id, receivable_id } = request
    const undo: Undo = { account_id, receivable_id, actor_id, dispute_id }
    if (dispute_id !== null) {
      await announce(container, "RECEIVABLE_DISPUTED", undo)
    }
    const result: DisputedReceivable = { receivable_id, disputed: true, changed: dispute_id !== null }
    return new StepResponse(result, undo)
  },
  async (undo, { container }) => {
    if (undo?.dispute_id && (await creditOf(container).withdrawDispute(undo.dispute_id, undo.actor_id))) {
      await announce(container, "RECEIVABLE_DISPUTE_ENDED", undo)
    }
  },
)

const endReceivableDisputeStep = createStep(
  "clientele-end-receivable-dispute",
  async (given: EndReceivableDisputeWorkflowInput, { container }) => {
    const { account_id, receivable_id, actor_id = null } = parse(endInput, given, "input")
    await checkCreditAccount(container, account_id)
    const dispute_id = await creditOf(container).endDispute(account_id, receivable_id, actor_id)
    const undo: Undo = { account_id, receivable_id, actor_id, dispute_id }
    if (dispute_id !== null) {
      await announce(container, "RECEIVABLE_DISPUTE_ENDED", undo)
    }
    const result: DisputedReceivable = { receivable_id, disputed: false, changed: dispute_id !== null }
    return new StepResponse(result, undo)
  },
  async (undo, { container }) => {
    if (undo?.dispute_id && (await creditOf(container).reopenDispute(undo.dispute_id))) {
      await announce(container, "RECEIVABLE_DISPUTED", undo)
    }
  },
)

/**
 * This workflow marks an open item as disputed, so that no reminders are sent (contract R28). A disputed item stays
 * unchanged. If a later step of your workflow fails, the dispute ends.
 *
 * Errors: `not_found`, `receivable_paid`, `invalid_request` naming the field.
 *
 * @example
 * await disputeReceivableWorkflow(container).run({
 *   input: { account_id: "cus_123", receivable_id: "crec_123", reason: "arrived broken", actor_id: "user_123" },
 * })
 *
 * @summary Mark an open item as disputed.
 */
export const disputeReceivableWorkflow = oneStepWorkflow("clientele-dispute-receivable", disputeReceivableStep)

/**
 * This workflow ends the dispute of an item, so that reminders are sent again (contract R28). An undisputed item stays
 * unchanged. If a later step of your workflow fails, the item is disputed again, for the same reason.
 *
 * Errors: `not_found`, `invalid_request` naming the field.
 *
 * @example
 * await endReceivableDisputeWorkflow(container).run({
 *   input: { account_id: "cus_123", receivable_id: "crec_123", actor_id: "user_123" },
 * })
 *
 * @summary End the dispute of an item.
 */
export const endReceivableDisputeWorkflow = oneStepWorkflow(
  "clientele-end-receivable-dispute",
  endReceivableDisputeStep,
)
