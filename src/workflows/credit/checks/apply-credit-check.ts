import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../../kernel/errors"
import { type AppliedLimit, CREDIT_MODULE, type CreditAccount, type CreditModuleService } from "../../../modules/credit"
import { announceTerms, creditEvents, ofAccount } from "../../shared/events/credit-events"
import { emit } from "../../shared/events/emit"
import { givenId, parse } from "../../shared/input/parse"
import { oneStepWorkflow } from "../../shared/medusa/one-step-workflow"
import { type CreditCheckView, getCreditCheck } from "./credit-check-view"

const applyInput = z.strictObject({
  customer_id: givenId,
  check_id: givenId,
  /** The actor: an admin user's or a secret key's id, or a name of the host's own. */
  actor_id: givenId.nullish(),
})

export type ApplyCreditCheckWorkflowInput = z.input<typeof applyInput>

/** `applied`: false if an earlier call did it. */
export type AppliedCreditCheck = { applied: boolean; account: CreditAccount }

const applyCheckStep = createStep(
  "clientele-apply-credit-check",
  async (input: ApplyCreditCheckWorkflowInput, { container }) => {
    const { customer_id, check_id, actor_id } = parse(applyInput, input, "input")
    const check = await getCreditCheck(container, customer_id, check_id)
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    const limit = {
      credit_check_id: check.id,
      credit_limit: limitOf(check),
      currency_code: check.currency_code,
    }
    const done = await credit.applyLimit(customer_id, limit, actor_id ?? null)
    if (done.applied) {
      const data = { ...ofAccount(customer_id), check_id, credit_limit: limit.credit_limit }
      await announceTerms(container, done)
      await emit(container, [{ name: creditEvents.CHECK_APPLIED, data }])
    }
    return new StepResponse<AppliedCreditCheck, { customer_id: string; done: AppliedLimit }>(
      { applied: done.applied, account: done.after },
      { customer_id, done },
    )
  },
  async (undo, { container }) => {
    if (undo?.done.applied) {
      await container.resolve<CreditModuleService>(CREDIT_MODULE).undoTerms(undo.customer_id, undo.done)
      await announceTerms(container, undo.done)
    }
  },
)

/** The limit to set. An applied check may have expired since, and a repeated request is no error. */
function limitOf({ status, recommended_credit_limit, expires_at, applied_at }: CreditCheckView): string {
  if (status !== "ok" || recommended_credit_limit === null) {
    throw clienteleError("credit_check_not_applicable")
  }
  if (applied_at === null && expires_at.getTime() <= Date.now()) {
    throw clienteleError("credit_check_expired")
  }
  return recommended_credit_limit
}

/**
 * This workflow sets the recommended limit of a credit check on the customer's account, once for each check (contract R25).
 * A customer without an account gets one in the check's currency. If a later step of your workflow fails, the limit has its
 * earlier value again, and the check can be applied again.
 *
 * Errors: `not_found`, also for another customer's check; `credit_check_not_applicable`, `credit_check_expired`,
 * `currency_mismatch`.
 *
 * @example
 * const { result } = await applyCreditCheckWorkflow(container).run({
 *   input: { customer_id: "cus_123", check_id: "ccheck_123", actor_id: "user_123" },
 * })
 *
 * @summary Apply a credit check's recommended limit.
 */
export const applyCreditCheckWorkflow = oneStepWorkflow("clientele-apply-credit-check", applyCheckStep)
