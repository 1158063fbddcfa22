import { WorkflowManager } from "@medusajs/framework/orchestration"
import type { MedusaContainer } from "@medusajs/framework/types"
import { createHook, createWorkflow, type WorkflowData, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { DeadlineError, withDeadline } from "../../../kernel/deadline"
import { clienteleError } from "../../../kernel/errors"
import type { AdditionalData } from "../input/additional-data"

export type RedemptionValidateInput = {
  cart_id: string
  /** The verified mailbox whose points are used. */
  mailbox: string
  /** The requested points. */
  points: number
  additional_data?: AdditionalData
}

const ID = "clientele-redemption-validate"
const HOOK = "redemptionValidate"

/**
 * This workflow has the hook `redemptionValidate`, which runs before points are applied to a cart, by the route, by
 * `placeRedemptionWorkflow` or by a whole checkout. It does nothing else. Do not call it. If a handler throws, the points
 * are refused and the cart keeps its earlier points. A handler has 5 seconds; after that the points are refused with
 * `eligibility_timeout`.
 *
 * @example
 * redemptionValidateWorkflow.hooks.redemptionValidate(async ({ points, additional_data }) => {
 *   if (points > 10_000 && !additional_data?.approved_by) {
 *     throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "More than 10,000 points need an approval.")
 *   }
 * })
 *
 * @summary Run the hook before points are applied to a cart.
 */
export const redemptionValidateWorkflow = createWorkflow(ID, (input: WorkflowData<RedemptionValidateInput>) => {
  const redemptionValidate = createHook(HOOK, input)
  return new WorkflowResponse(input, { hooks: [redemptionValidate] })
})

/** The default in place of the hook until a host registers a handler. */
const EMPTY = WorkflowManager.getWorkflow(ID)?.handlers_.get(HOOK)

/** A handler that hangs must not block other calls on the cart. */
const HOOK_MS = 5_000

/**
 * Runs the host's handler, if there is one. @throws the handler's error; `eligibility_timeout` if it takes longer than 5 s
 */
export async function validateRedemption(container: MedusaContainer, input: RedemptionValidateInput): Promise<void> {
  if (WorkflowManager.getWorkflow(ID)?.handlers_.get(HOOK) !== EMPTY) {
    const asked = redemptionValidateWorkflow(container).run({ input })
    try {
      await withDeadline(HOOK_MS, "the hook redemptionValidate", asked)
    } catch (error) {
      throw error instanceof DeadlineError ? clienteleError("eligibility_timeout") : error
    }
  }
}
