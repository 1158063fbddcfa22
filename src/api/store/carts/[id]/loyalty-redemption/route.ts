import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { proveByToken } from "../../../../../workflows/redemption/proof"
import { applyRedemption, releaseRedemption } from "../../../../../workflows/redemption/redeem"
import { readStoreCart } from "../../../../../workflows/redemption/store-cart"
import { pathId } from "../../../../validate"
import type { StoreApplyRedemptionType } from "../../validators"

/**
 * Lets points lower the price of a cart (CONTRACT R44). The answer says how many were accepted, and whether the checkout
 * has to make a new payment session. Again with another number moves the slider. See `applyRedemption` for the errors,
 * `proveByToken` for `redemption_token_invalid`.
 */
export async function POST(req: MedusaRequest<StoreApplyRedemptionType>, res: MedusaResponse): Promise<void> {
  const cartId = pathId(req, "Cart")
  const { token, points } = req.validatedBody
  const { mailbox, proof_id } = await proveByToken(req.scope, token, cartId)
  const applied = await applyRedemption(req.scope, { cart_id: cartId, mailbox, points, proof_id })
  res.json({ ...applied, cart: await readStoreCart(req.scope, cartId) })
}

/** Takes the points off again; they are free at once. A cart without points stays as it is. */
export async function DELETE(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const cartId = pathId(req, "Cart")
  const released = await releaseRedemption(req.scope, cartId)
  res.json({ released, cart: await readStoreCart(req.scope, cartId) })
}
