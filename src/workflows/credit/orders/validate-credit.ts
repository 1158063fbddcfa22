import { WorkflowManager } from "@medusajs/framework/orchestration"
import type { MedusaContainer } from "@medusajs/framework/types"
import { createHook, createWorkflow, type WorkflowData, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { DeadlineError, withDeadline } from "../../../kernel/deadline"
import { clienteleError } from "../../../kernel/errors"
import type { AdditionalData } from "../../shared/input/additional-data"

export type CreditValidateInput = {
  /** The account's customer. */
  account_id: string
  /** The member who buys. */
  customer_id: string
  /** A decimal string in `currency_code`: the order's total, or what a placed order owes. */
  amount: string
  currency_code: string
  /** `null` if an admin user charges a placed order. */
  cart_id: string | null
  /** `null` if the order is not placed yet. */
  order_id: string | null
  /** The metadata that the order gets, or has. */
  metadata: Record<string, unknown> | null
  additional_data?: AdditionalData
}

const ID = "clientele-credit-validate"
const HOOK = "creditValidate"

/**
 * This workflow has the hook `creditValidate`, which runs before an order on terms is placed, and before a placed order is
 * charged to an account. It does nothing else. Do not call it. If a handler throws, there is no order on terms, and the
 * account is as before. A handler has 5 seconds; after that the order is refused with `eligibility_timeout`. The limit is
 * checked afterwards.
 *
 * @example
 * creditValidateWorkflow.hooks.creditValidate(async ({ account_id, amount }) => {
 *   if (Number(amount) > 10_000 && !(await isInsured(account_id))) {
 *     throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "Orders over 10,000 need an insurance.")
 *   }
 * })
 *
 * @summary Run the hook before an order on terms is placed.
 */
export const creditValidateWorkflow = createWorkflow(ID, (input: WorkflowData<CreditValidateInput>) => {
  const creditValidate = createHook(HOOK, input)
  return new WorkflowResponse(input, { hooks: [creditValidate] })
})

/** The default in place of the hook until a host registers a handler. */
const EMPTY = WorkflowManager.getWorkflow(ID)?.handlers_.get(HOOK)

/** A handler that hangs must not block the cart. */
const HOOK_MS = 5_000

/** Whether a host has registered a handler. Without one nothing is read for it. */
export const hasCreditHook = (): boolean => WorkflowManager.getWorkflow(ID)?.handlers_.get(HOOK) !== EMPTY

/** Runs the host's handler. @throws the handler's error; `eligibility_timeout` if it takes longer than 5 s */
export async function validateCredit(container: MedusaContainer, input: CreditValidateInput): Promise<void> {
  if (hasCreditHook()) {
    try {
      await withDeadline(HOOK_MS, "the hook creditValidate", creditValidateWorkflow(container).run({ input }))
    } catch (error) {
      throw error instanceof DeadlineError ? clienteleError("eligibility_timeout") : error
    }
  }
}
