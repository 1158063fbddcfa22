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
 * Lets points lower the price of a cart (CONTRACT R44). The answer says how many were accepted, and whether the checkout
 * has to make a new payment session. Again with another number moves the slider. Needs a token, or a signed-in customer
 * who has proven the mailbox; see `verifyShopper` for the errors of that, and `applyRedemption` for the others.
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
 * Takes the points off again; they are free at once. A cart without points stays as it is. It needs no proof: as with
 * everything else of a cart in Medusa, its id is the credential, and a client that has it can empty the cart, too. Nothing is
 * lost by it, as nothing is spent before the order, and the shopper can apply the points again.
 */
export async function DELETE(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"DELETE /store/carts/:id/loyalty-redemption">>,
): Promise<void> {
  const cartId = pathId(req, "Cart")
  const { result } = await releaseRedemptionWorkflow(req.scope).run({ input: { cart_id: cartId } })
  res.json({ released: result.released, cart: await getStoreCart(req.scope, cartId) })
}
