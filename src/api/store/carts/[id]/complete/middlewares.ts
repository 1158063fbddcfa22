import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { asShopper } from "../../../../../kernel/completing-shopper"
import { hasCreditTerms } from "../../../../../kernel/credit-terms"
import { errorText } from "../../../../../kernel/error-text"
import { hasCode } from "../../../../../kernel/errors"
import { checkRedemption } from "../../../../../workflows/checkout/ensure-redemption"
import { shortfallFor, watchRefusals } from "../../../../../workflows/credit/orders/credit-refusals"
import { dropLostPoints } from "../../../../../workflows/shared/redemption/apply-redemption"
import { agreesWithCollection, checkPayment } from "../../../../../workflows/shared/redemption/check-payment"
import { StoreStatedRedemption } from "../../../../../workflows/shared/redemption/redemption-input"
import { customerIfAny, signedInCustomer } from "../../../../shared/guest-or-customer"
import { ownStatuses } from "../../../../shared/refusal"
import { parse, pathId } from "../../../../shared/validate"

/**
 * In front of Medusa's own completion of a cart (contract R46): a `loyalty_redemption` in the body must equal the cart's
 * points, and a cart whose points were left out is not completed (ADR 0003), nor is a cart that has or had points and whose
 * payment is over another amount (ADR 0025). The rest of the route is unchanged.
 */
async function checkCompletion(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
  const { loyalty_redemption: raw } = (req.body ?? {}) as { loyalty_redemption?: unknown }
  const stated = raw === undefined ? undefined : parse(StoreStatedRedemption, raw, "body", ["loyalty_redemption"])
  const cartId = pathId(req, "Cart")
  const cart = await checkRedemption(req.scope, cartId, stated)
  if (cart && !agreesWithCollection(cart)) {
    await checkPayment(req.scope, cartId)
  }
  if (cart) {
    renewWhenRefused(req, res, cartId)
  }
  next()
}

/**
 * Before the client gets a refusal, the cart is repaired. If its payment was wrong, its payment sessions are deleted, so that
 * the next session has the right amount. If its points were lost, it gets the price without them.
 */
function renewWhenRefused({ scope }: MedusaRequest, res: MedusaResponse, cartId: string): void {
  const json = res.json.bind(res)
  res.json = (body) => {
    const repair = res.statusCode < 400 ? undefined : repairOf(scope, cartId, body)
    if (!repair) {
      return json(body)
    }
    void repair.finally(() => json(body))
    return res
  }
}

function repairOf(scope: MedusaRequest["scope"], cartId: string, body: unknown): Promise<void> | undefined {
  if (hasCode(body, "cart_changed")) {
    return dropLostPoints(scope, cartId)
  }
  return hasCode(body, "payment_outdated") ? renewQuietly(scope, cartId) : undefined
}

async function renewQuietly(scope: MedusaRequest["scope"], cartId: string): Promise<void> {
  try {
    await checkPayment(scope, cartId)
  } catch (error) {
    if (!hasCode(error, "payment_outdated")) {
      const logger = scope.resolve(ContainerRegistrationKeys.LOGGER)
      logger.warn(`clientele: the payment session of ${cartId} could not be renewed: ${errorText(error)}`)
    }
  }
}

/**
 * Medusa answers an order that was refused because of its payment with the cart and a message. If credit refused it, the error gets
 * the code (contract R24), and for the signed-in buyer the shortfall. A client that only has the cart's id gets no numbers (contract M59).
 */
function nameCreditRefusals(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  const watch = hasCreditTerms() ? watchRefusals(pathId(req, "Cart")) : null
  if (watch) {
    const json = res.json.bind(res)
    res.once("close", watch.stop)
    res.json = (body) => {
      const { type, error } = Object(body) as { type?: string; error?: { message?: string } }
      const { refusal } = watch
      if (type !== "cart" || !refusal || error?.message !== refusal.message) {
        return json(body)
      }
      const missing = shortfallFor(refusal, signedInCustomer(req))
      return json({ ...Object(body), error: { ...error, code: refusal.code, ...missing } })
    }
  }
  next()
}

/** Medusa's route does not authenticate the customer. The plugin needs the customer only in a store that sells on terms. */
const identifyOnTerms: typeof customerIfAny = (req, res, next) =>
  hasCreditTerms() ? customerIfAny(req, res, next) : next()

/**
 * Credit compares the completing customer with the member who created the payment session, because a cart's id proves
 * nothing (contract M59).
 */
function nameShopper(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void {
  if (hasCreditTerms()) {
    asShopper(signedInCustomer(req), () => next())
    return
  }
  next()
}

export const storeCartCompletionMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/carts/:id/complete",
    middlewares: [ownStatuses, identifyOnTerms, nameShopper, nameCreditRefusals, checkCompletion],
  },
]
