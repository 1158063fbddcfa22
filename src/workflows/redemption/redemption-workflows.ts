import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { type Hold, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { additionalData } from "../shared/input/additional-data"
import { mailbox } from "../shared/input/mailbox-field"
import { parse, text } from "../shared/input/parse"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import {
  applyReversibly,
  releaseReversibly,
  takeBackHold,
  takeBackRelease,
} from "../shared/redemption/apply-redemption"
import { redemptionFields } from "../shared/redemption/redemption-input"
import { verifyShopper } from "../shared/redemption/verify-shopper"

const placeRedemptionInput = z
  .strictObject({
    ...redemptionFields,
    cart_id: text(200),
    /** The signed-in customer if there is no token. They must have verified the email address. */
    customer_id: text(200).optional(),
    /** An email address that the host itself has verified, in place of a token or a customer. */
    verified_email: mailbox.optional(),
    additional_data: additionalData,
  })
  .refine(({ token, customer_id, verified_email }) => !verified_email || !(token || customer_id), {
    path: ["verified_email"],
    message: "cannot be given together with token or customer_id",
  })

export type PlaceRedemptionWorkflowInput = z.input<typeof placeRedemptionInput>
export type ReleaseRedemptionWorkflowInput = { cart_id: string }

/** A hold by its id. A compensation keeps only the id, because a hold has a mailbox and a host's workflow can be stored. */
async function readHold(container: MedusaContainer, id: string | null): Promise<Hold | null> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  return id === null ? null : ((await points.listHolds([id]))[0] ?? null)
}

const placeRedemptionStep = createStep(
  "clientele-place-redemption",
  async (input: PlaceRedemptionWorkflowInput, { container }) => {
    const read = parse(placeRedemptionInput, input, "input")
    const { cart_id, points, token, customer_id, verified_email, additional_data } = read
    const proof = verified_email
      ? { mailbox: verified_email, proof_id: null }
      : await verifyShopper(container, { token, actorId: customer_id, cartId: cart_id })
    const request = { cart_id, points, additional_data, ...proof }
    const { applied, before, bound_proof_id } = await applyReversibly(container, request)
    return new StepResponse(applied, { cart_id, applied, before: before?.id ?? null, bound_proof_id })
  },
  async (done, { container }) => {
    if (done) {
      const before = await readHold(container, done.before)
      await takeBackHold(container, done.cart_id, { ...done, before })
    }
  },
)

const releaseRedemptionStep = createStep(
  "clientele-release-redemption",
  async ({ cart_id }: ReleaseRedemptionWorkflowInput, { container }) => {
    const before = await releaseReversibly(container, cart_id)
    return new StepResponse({ released: before !== null }, before?.id ?? null)
  },
  async (id, { container }) => {
    const before = await readHold(container, id ?? null)
    if (before) {
      await takeBackRelease(container, before)
    }
  },
)

/**
 * This workflow holds points for a cart and applies their discount (contract R44). Verify the mailbox by a `token`
 * of a verified code, by the `customer_id` of a signed-in customer, or by a `verified_email` that you have verified yourself.
 * The hook `redemptionValidate` of `redemptionValidateWorkflow` runs before the points are reserved.
 *
 * If a later step of your workflow fails, the cart has its earlier points again, if they are still available.
 *
 * Errors: `invalid_request` naming the field, `proof_required`, `redemption_token_invalid`, `programme_disabled`, `not_found`,
 * `cart_changed`, `cart_busy`, `below_minimum_points`, `below_minimum_total`, `insufficient_points`, `test_customer`, and what the hook throws.
 *
 * @example
 * const { result } = await placeRedemptionWorkflow(container).run({
 *   input: { cart_id: "cart_123", points: 500, verified_email: "ann@example.com" },
 * })
 *
 * @summary Apply points to a cart.
 */
export const placeRedemptionWorkflow = oneStepWorkflow("clientele-place-redemption", placeRedemptionStep)

/**
 * This workflow removes the points of a cart and releases them at once (contract R44). If a later step of your workflow
 * fails, the cart has them again, if they are still available.
 *
 * Errors: `not_found`, `cart_busy`.
 *
 * @example
 * const { result } = await releaseRedemptionWorkflow(container).run({
 *   input: { cart_id: "cart_123" },
 * })
 *
 * @summary Remove points from a cart.
 */
export const releaseRedemptionWorkflow = oneStepWorkflow("clientele-release-redemption", releaseRedemptionStep)
