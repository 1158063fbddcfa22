import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { checkRedemption } from "../../../workflows/checkout/redemption"
import { StoreStatedRedemption } from "../../../workflows/redemption/input"
import { checkPayment } from "../../../workflows/redemption/payment"
import { ownStatuses } from "../../refusal"
import { parse, pathId } from "../../validate"

/**
 * In front of Medusa's own completion of a cart (CONTRACT R46): a `loyalty_redemption` in the body must be what the cart
 * carries, and a cart whose points were left out is not completed (DESIGN D3), nor one that has or had points and whose
 * payment is over another amount (ADR 0025). Nothing else of the route changes.
 */
async function checkCompletion(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  const { loyalty_redemption: raw } = (req.body ?? {}) as { loyalty_redemption?: unknown }
  const stated = raw === undefined ? undefined : parse(StoreStatedRedemption, raw, "body", ["loyalty_redemption"])
  const cartId = pathId(req, "Cart")
  const cart = await checkRedemption(req.scope, cartId, stated)
  if (cart) {
    await checkPayment(req.scope, cart)
  }
  next()
}

export const storeCartCompletionMiddlewares: MiddlewareRoute[] = [
  { methods: ["POST"], matcher: "/store/carts/:id/complete", middlewares: [ownStatuses, checkCompletion] },
]
