import { WorkflowManager } from "@medusajs/framework/orchestration"
import type { MedusaContainer } from "@medusajs/framework/types"
import { createHook, createWorkflow, type WorkflowData, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { DeadlineError, withDeadline } from "../../../kernel/deadline"
import { clienteleError } from "../../../kernel/errors"
import type { AdditionalData } from "../input/additional-data"

export type RedemptionValidateInput = {
  cart_id: string
  /** Whose points: the verified email address, canonical. */
  mailbox: string
  /** As many as were asked for. */
  points: number
  additional_data?: AdditionalData
}

const ID = "clientele-redemption-validate"
const HOOK = "redemptionValidate"

/**
 * This workflow has the hook `redemptionValidate`, which runs before points are applied to a cart, by the route, by
 * `placeRedemptionWorkflow` or by a whole checkout. It does nothing else and is not for calling. What a handler throws
 * refuses the points; the cart keeps those that it had. A handler has 5 seconds, then the points are refused with
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

/** What stands in the hook's place until a host gives it a handler. */
const EMPTY = WorkflowManager.getWorkflow(ID)?.handlers_.get(HOOK)

/** A handler that hangs must not keep the cart from other calls. */
const HOOK_MS = 5_000

/** Asks the host, if it has a rule. @throws what its handler throws; `eligibility_timeout` where it takes longer than 5 s */
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
