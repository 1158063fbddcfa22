import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../../kernel/error-text"
import { clienteleError, hasCode } from "../../../kernel/errors"
import { decimal } from "../../../kernel/money"
import type { Lease } from "../../../modules/checkout"
import { type Hold, type HoldRequest, POINTS_MODULE, type PointsModuleService } from "../../../modules/points"
import { refuseTestPoints } from "../customers/test-money"
import { keepLease } from "../locks/cart-lease"
import { type AppliedRedemption, readApplied, refreshCart, refreshPayment, repriceCart } from "./carried-points"
import { fitHold, freeUncarried } from "./fit-hold"
import { withoutFitting } from "./fit-hold-after-change"
import { getPricedCart, listSessions } from "./redemption-cart"
import { bindToken, isUnbound, unbindToken } from "./verify-shopper"

export type Applied = { loyalty_redemption: AppliedRedemption; payment_session_required: boolean }

/**
 * Replaces an earlier hold by the new one and applies it to the cart. A refusal restores the earlier hold, and keeps the
 * payment session if the price is the same again.
 *
 * @throws as `applyUnderLease`
 */
export async function replaceHold(
  container: MedusaContainer,
  lease: Lease,
  request: HoldRequest,
  token: string | undefined,
): Promise<Applied> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const before = await points.findLiveHold(request.cart_id)
  // Checked under the lease, because a refused call can have unbound the token since an earlier check.
  const wasUnbound = token !== undefined && (await isUnbound(container, token))
  await keepLease(lease)
  const id = await place(container, request)
  try {
    // Guard: after the hold, because a test key can give points at the same time.
    await refuseTestPoints(container, request.mailbox)
    if (token !== undefined) {
      await bindToken(container, token, request.cart_id)
    }
    return await carry(container, lease, id)
  } catch (error) {
    await undoReplacement(container, { request, id, before, unboundToken: wasUnbound ? token : undefined })
    throw error
  }
}

type Replacement = { request: HoldRequest; id: string; before: Hold | null; unboundToken: string | undefined }

/** Never fails, because the shopper must get the refusal. A failed undo is logged, and the hold expires by itself. */
async function undoReplacement(
  container: MedusaContainer,
  { request, id, before, unboundToken }: Replacement,
): Promise<void> {
  try {
    await putBack(container, id, before)
    // The restored earlier hold can use the same token.
    const live = await container.resolve<PointsModuleService>(POINTS_MODULE).findLiveHold(request.cart_id)
    if (unboundToken !== undefined && live?.proof_id !== request.proof_id) {
      await unbindToken(container, unboundToken, request.cart_id)
    }
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(
      `clientele: the hold of ${request.cart_id} could not be released; it expires by itself: ${errorText(error)}`,
    )
  }
}

/** Places a hold, if necessary with points that other carts of the account hold but do not carry. @throws as `placeHold` */
async function place(container: MedusaContainer, request: HoldRequest): Promise<string> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  try {
    return (await points.placeHold(request)).id
  } catch (error) {
    if (!hasCode(error, "insufficient_points") || (await freeUncarried(container, request)) === 0) {
      throw error
    }
    return (await points.placeHold(request)).id
  }
}

/**
 * Makes Medusa recompute the cart with the hold, and lowers the hold to the points that the cart carries. The payment comes
 * last, so that an earlier refusal keeps the shopper's session.
 *
 * @throws `below_minimum_total`, `cart_changed`
 */
async function carry(container: MedusaContainer, lease: Lease, holdId: string): Promise<Applied> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const { cart_id } = lease
  await withoutFitting(cart_id, () => repriceCart(container, cart_id))
  const [hold] = await points.listHolds([holdId])
  if (hold?.status === "released") {
    // A reversal took its points meanwhile.
    throw clienteleError("cart_changed")
  }
  const cart = await getPricedCart(container, cart_id)
  const applied = hold ? readApplied(hold, cart) : null
  if (!hold || !applied || applied.points === 0) {
    throw clienteleError(
      "below_minimum_total",
      "The cart's goods are below the store's minimum for using points. Add goods to the cart first.",
    )
  }
  const hasPayment = Boolean(cart.payment_collection)
  if (hasPayment) {
    await refreshPayment(container, cart_id)
  }
  const fitted = applied.points < hold.points ? await fitApplied(container, lease) : null
  return {
    loyalty_redemption: fitted ?? applied,
    payment_session_required:
      decimal(cart.total).gt(0) && (!hasPayment || (await listSessions(container, cart_id)).length === 0),
  }
}

/** Never fails, because the points are on the cart. Excess held points are freed when another cart needs them. */
async function fitApplied(container: MedusaContainer, lease: Lease): Promise<AppliedRedemption | null> {
  try {
    const requested = (hold: Hold) => hold.requested
    return (await fitHold(container, { cart_id: lease.cart_id, lease, requested })).applied
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: ${lease.cart_id} holds more points than it carries: ${errorText(error)}`)
    return null
  }
}

/** Restores the cart's earlier hold, if the points are still available; else the cart has none. */
export async function putBack(container: MedusaContainer, holdId: string, before: Hold | null): Promise<void> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const [hold] = await points.listHolds([holdId])
  if (!hold || hold.status === "posted") {
    return
  }
  if (hold.status === "held" && !(before && (await placeAgain(points, before)))) {
    await points.endHold(holdId, "released", "not applied")
  }
  // Runs even if a reversal ended the hold, because the cart must not show a discount without a hold.
  await refreshCart(container, hold.cart_id)
}

/** Replaces the cart's present hold by one like `before`. @returns false if its points are gone */
export async function placeAgain(points: PointsModuleService, before: Hold): Promise<boolean> {
  const { mailbox, cart_id, currency_code, max_percent, min_points, proof_id, expires_at } = before
  const request: HoldRequest = {
    mailbox,
    cart_id,
    currency_code,
    max_percent,
    min_points,
    proof_id,
    expires_at,
    points: before.points,
    requested: before.requested,
    points_per_currency_discount: Number(before.points_per_currency_discount),
    min_checkout_total: Number(before.min_checkout_total),
  }
  try {
    await points.placeHold(request)
    return true
  } catch (error) {
    if (hasCode(error, "insufficient_points") || hasCode(error, "hold_conflict")) {
      return false
    }
    throw error
  }
}
