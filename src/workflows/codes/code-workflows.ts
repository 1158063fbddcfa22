import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { z } from "@medusajs/framework/zod"
import { parse } from "../shared/input/parse"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { sendCodeInput, verifyCodeInput } from "./code-input"
import { requestCode } from "./request-code"
import { verifyCode } from "./verify-code"

export type SendCodeWorkflowInput = z.input<typeof sendCodeInput>
export type VerifyCodeWorkflowInput = z.input<typeof verifyCodeInput>

/**
 * Refuses to be a step of another workflow. A stored or asynchronous workflow keeps the step's input and result, and a
 * code, a token or an email address must not be kept (contract M33, ADR 0041).
 */
function refuseAsStep(name: string, parentStep: string | undefined): void {
  if (parentStep !== undefined) {
    throw new Error(
      `${name} cannot run as a step, because a workflow may store its steps. Call ${name}(container).run().`,
    )
  }
}

const sendCodeStep = createStep(
  "clientele-send-code",
  async (input: SendCodeWorkflowInput, { container, parentStepIdempotencyKey }) => {
    refuseAsStep("sendCodeWorkflow", parentStepIdempotencyKey)
    const { email, network, customer_id = null, cart_id = null } = parse(sendCodeInput, input, "input")
    return new StepResponse(await requestCode(container, { mailbox: email, network, customer_id, cart_id }))
  },
)

const verifyCodeStep = createStep(
  "clientele-verify-code",
  async (input: VerifyCodeWorkflowInput, { container, parentStepIdempotencyKey }) => {
    refuseAsStep("verifyCodeWorkflow", parentStepIdempotencyKey)
    const { email, network, customer_id = null, ...given } = parse(verifyCodeInput, input, "input")
    const { code, challenge_id = null } = given
    const request = { mailbox: email, network, customer_id, code, challenge_id }
    return new StepResponse(await verifyCode(container, request))
  },
)

/**
 * This workflow requests a one-time code by mail (contract R42). It does the same for every email address, whether or not
 * it has points; a worker sends the mail if it has. `network` is the shopper's IP address, which the limits count.
 *
 * It runs at once, and Medusa stores nothing of it. It refuses `runAsStep`, because a stored workflow keeps the input of
 * its steps. A sent mail cannot be undone.
 *
 * Errors: `rate_limited`, `invalid_request` naming the field.
 *
 * @example
 * const { result } = await sendCodeWorkflow(container).run({
 *   input: { email: "ann@example.com", network: "192.0.2.1" },
 * })
 *
 * @summary Mail a one-time code.
 */
export const sendCodeWorkflow = oneStepWorkflow("clientele-send-code", sendCodeStep)

/**
 * This workflow exchanges a one-time code for a redemption token (contract R43). With `customer_id`, that customer has verified the
 * email address from then on.
 *
 * It runs at once, and Medusa stores nothing of it. It refuses `runAsStep`, because a stored workflow keeps the input and
 * the result of its steps. A code counts once, and its use cannot be undone.
 *
 * Errors: `code_invalid`, `rate_limited`, `invalid_request` naming the field.
 *
 * @example
 * const { result } = await verifyCodeWorkflow(container).run({
 *   input: { email: "ann@example.com", code: "123456", network: "192.0.2.1" },
 * })
 *
 * @summary Exchange a one-time code for a redemption token.
 */
export const verifyCodeWorkflow = oneStepWorkflow("clientele-verify-code", verifyCodeStep)
