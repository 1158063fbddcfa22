import type { AuthenticatedMedusaRequest, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { Answer } from "../../../../../types/routes"
import {
  placeRedemptionWorkflow,
  releaseRedemptionWorkflow,
} from "../../../../../workflows/redemption/redemption-workflows"
import { getStoreCart } from "../../../../../workflows/redemption/store-cart"
import type { StoreApplyRedemptionType } from "../../../../../workflows/shared/redemption/redemption-input"
import { additionalDataOf, pathId } from "../../../../shared/validate"

/**
 * Applies points to a cart (contract R44). The answer says how many points were accepted, and whether the checkout
 * must create a new payment session. A call with another number replaces the first. Needs a token, or a signed-in customer
 * with a verified email address. See `verifyShopper` and `applyRedemption` for the errors.
 */
export async function POST(
  req: AuthenticatedMedusaRequest<StoreApplyRedemptionType>,
  res: MedusaResponse<Answer<"POST /store/carts/:id/loyalty-redemption">>,
): Promise<void> {
  const cartId = pathId(req, "Cart")
  const { token, points } = req.validatedBody
  const customer_id = req.auth_context?.actor_id || undefined
  const { result: applied } = await placeRedemptionWorkflow(req.scope).run({
    input: { cart_id: cartId, points, token, customer_id, additional_data: additionalDataOf(req) },
  })
  res.json({ ...applied, cart: await getStoreCart(req.scope, cartId) })
}

/**
 * Removes the points from a cart and releases them at once. A cart without points stays unchanged. It needs no verification: as with
 * everything else of a cart in Medusa, its id is the credential, and a client that has it can empty the cart, too. Nothing is
 * lost, because points are spent only with the order, and the shopper can apply them again.
 */
export async function DELETE(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"DELETE /store/carts/:id/loyalty-redemption">>,
): Promise<void> {
  const cartId = pathId(req, "Cart")
  const { result } = await releaseRedemptionWorkflow(req.scope).run({ input: { cart_id: cartId } })
  res.json({ released: result.released, cart: await getStoreCart(req.scope, cartId) })
}
