import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { AdditionalData } from "../shared/input/additional-data"
import { parse } from "../shared/input/parse"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { type StoreCreateOrderInput, type StoreCreateOrderType, storeCreateOrder } from "./checkout-input"
import type { CheckoutInput } from "./checkout-types"
import { createOrder } from "./create-order"

export type CreateOrderWorkflowInput = {
  /** The body of `POST /store/checkout/create-order`: an existing cart, or the data of a new one. */
  checkout: StoreCreateOrderInput
  /** The signed-in customer, if there is one. */
  customer_id?: string
  /** A call with the same key and the same checkout returns the order of the first call. */
  idempotency_key?: string
  additional_data?: AdditionalData
}

const createOrderStep = createStep(
  "clientele-create-order",
  async ({ checkout, customer_id, idempotency_key, additional_data }: CreateOrderWorkflowInput, { container }) => {
    const body = parse(storeCreateOrder(checkout), checkout, "checkout")
    const key = idempotency_key ?? body.idempotency_key
    return new StepResponse(await createOrder(container, toInput(body), { customer_id, additional_data }, key))
  },
)

function toInput({ idempotency_key: _key, ...body }: StoreCreateOrderType): CheckoutInput {
  if ("cart_id" in body) {
    return body
  }
  const { coupon_code, payment, loyalty_redemption, ...purchase } = body
  const { billing_address = purchase.shipping_address, sales_channel_id } = purchase
  return { coupon_code, payment, loyalty_redemption, purchase: { ...purchase, billing_address, sales_channel_id } }
}

/**
 * This workflow runs a whole checkout (contract R46): cart, coupon, shipping, points, payment, order. The result is an
 * order's id, or a cart whose payment needs the shopper. The hook `redemptionValidate` runs if points are used.
 *
 * It is not undone if a later step of your workflow fails: the order is placed and its payment authorised, and the shopper
 * may have seen it. Make it the last step, or cancel the order with Medusa's `cancelOrderWorkflow`, which returns the
 * points.
 *
 * Errors: `invalid_request` naming the field, `idempotency_conflict`, `completion_in_progress`, `cart_changed`, `not_found`, and
 * as `placeRedemptionWorkflow`.
 *
 * @example
 * const { result } = await createOrderWorkflow(container).run({
 *   input: {
 *     checkout: { cart_id: "cart_123", payment: { provider_id: "pp_system_default" } },
 *     idempotency_key: "checkout-4711",
 *   },
 * })
 *
 * @summary Run a whole checkout.
 */
export const createOrderWorkflow = oneStepWorkflow("clientele-create-order", createOrderStep)
