import type { MedusaContainer } from "@medusajs/framework/types"
import { clienteleError, hasCode } from "../../kernel/errors"
import { type Amount, decimal } from "../../kernel/money"
import type { Lease } from "../../modules/checkout"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { type Hold, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { findCart } from "../shared/carts/get-cart"
import { applyUnderLease, releaseUnderLease } from "../shared/redemption/apply-redemption"
import { type Carried, findCarried, refreshCart } from "../shared/redemption/carried-points"
import { getReadiness } from "../shared/redemption/readiness"
import { getRedemptionCart, type RedemptionCart } from "../shared/redemption/redemption-cart"
import { putBack } from "../shared/redemption/replace-hold"
import { unbindTokenById, verifyShopper } from "../shared/redemption/verify-shopper"
import type { OrderedRedemption, Shopper, StatedRedemption, UsedPoints } from "./checkout-types"
import { findOrderOf } from "./complete-cart"

/**
 * As {@link applyMissing}. Points beside a discount over all goods do not stop the order. It then uses no points, unless
 * the request asks for exactly these points (ADR 0038).
 *
 * @throws as `verifyShopper` and `applyRedemption`; `below_minimum_total` if the cart does not carry exactly these points
 */
export async function ensureRedemption(
  container: MedusaContainer,
  lease: Lease,
  stated: OrderedRedemption,
  shopper: Shopper,
): Promise<void> {
  const cartId = lease.cart_id
  const before = await container.resolve<PointsModuleService>(POINTS_MODULE).findLiveHold(cartId)
  try {
    await applyMissing(container, lease, stated, shopper)
  } catch (error) {
    if (stated.exact || !hasCode(error, "below_minimum_total") || !(await areGoodsPaid(container, cartId))) {
      throw error
    }
    await releaseUnderLease(container, cartId)
    return
  }
  const { points } = stated.exact ? await usedPoints(container, cartId) : stated
  if (points !== stated.points) {
    await restoreHold(container, cartId, before)
    throw clienteleError("below_minimum_total", `loyalty_redemption.points: the cart allows at most ${points}`)
  }
}

/** A refused request leaves an existing cart with its earlier points, and a token without them unbound. */
async function restoreHold(container: MedusaContainer, cartId: string, before: Hold | null): Promise<void> {
  const live = await container.resolve<PointsModuleService>(POINTS_MODULE).findLiveHold(cartId)
  if (live && live.id !== before?.id) {
    await putBack(container, live.id, before)
    if (live.proof_id !== null && live.proof_id !== before?.proof_id) {
      await unbindTokenById(container, live.proof_id, cartId)
    }
  }
}

/** The points used on a cart or its order. */
export async function usedPoints(container: MedusaContainer, cartId: string): Promise<UsedPoints> {
  const points = (await findCarried(container, await getRedemptionCart(container, cartId)))?.points ?? 0
  return points === 0 ? { points, reason: "below_minimum_total" } : { points }
}

async function areGoodsPaid(container: MedusaContainer, cartId: string): Promise<boolean> {
  const cart = await findCart<{ item_total: Amount }>(container, cartId, ["id", "item_total"])
  return cart !== null && decimal(cart.item_total).lte(0)
}

/**
 * Applies points to a cart, unless it already carries them or as many of them as it can (ADR 0044). A retry must not make
 * Medusa delete an active payment session, and must not need a token that has expired meanwhile. If the cart's hold has
 * expired, or was posted for an orphan, the completion handles it (ADR 0020).
 *
 * @throws as `verifyShopper` and `applyRedemption`; the caller has the cart's lease
 */
async function applyMissing(
  container: MedusaContainer,
  lease: Lease,
  { token, points }: StatedRedemption,
  { customer_id, additional_data }: Shopper,
): Promise<void> {
  const cartId = lease.cart_id
  const hold = (await findCarried(container, await getRedemptionCart(container, cartId)))?.hold
  const isApplied = hold !== undefined && hold.status !== "released" && [hold.requested, hold.points].includes(points)
  if (isApplied && token !== undefined && (await isProofOf(container, token, hold))) {
    return
  }
  const proof = await verifyShopper(container, { token, actorId: customer_id, cartId })
  if (!isApplied || hold.mailbox !== proof.mailbox) {
    await applyUnderLease(container, lease, { cart_id: cartId, points, additional_data, ...proof })
  }
}

/**
 * Checks whether a cart can become an order (contract R46, ADR 0003): it must carry the stated points and the points of its
 * hold. If a hold was left out because its look-up failed, the cart is recomputed with it, and the shopper must accept the
 * new total. If the cart has become too small for its hold, it completes without it. A cart that is already an order
 * passes, and the answer is that order.
 *
 * @param stated from the request to complete; `points` 0: none
 * @returns the cart if it has or had points and is no order yet, so that the caller checks its payment; else `null`
 * @throws `not_bound` if nothing would deduct the points that it carries, `cart_changed`, `not_found`
 */
export async function checkRedemption(
  container: MedusaContainer,
  cartId: string,
  stated?: StatedRedemption,
): Promise<RedemptionCart | null> {
  const [hold] = await container.resolve<PointsModuleService>(POINTS_MODULE).listHoldsOfCarts([cartId])
  if (!hold && !stated) {
    return null
  }
  // An order and the end of its hold are one transaction, so a cart with a live hold is no order, except one without
  // points.
  const live = hold?.status === "held" ? hold : null
  const read = await getRedemptionCart(container, cartId)
  if ((!live || read.completed_at) && (await findOrderOf(container, cartId))) {
    return null
  }
  if (hold && !getReadiness().orders) {
    throw clienteleError("not_bound")
  }
  const { cart, carried } = await wholeCart(container, read, live)
  if (stated && !(await isWhatIsStated(container, stated, carried))) {
    throw clienteleError("cart_changed")
  }
  return hold ? cart : null
}

/**
 * Returns a cart that carries its hold's points, or is too small for them. A cart that carries more is recomputed, because
 * its discount is not covered and no order could be placed.
 */
async function wholeCart(
  container: MedusaContainer,
  cart: RedemptionCart,
  live: Hold | null,
): Promise<{ cart: RedemptionCart; carried: Carried | null }> {
  const carried = await findCarried(container, cart)
  const isOf = carried?.hold.id === live?.id
  const isCovered = isOf && carried !== null && carried.needed <= carried.hold.points
  if (!live || isCovered) {
    return { cart, carried }
  }
  await refreshCart(container, cart.id)
  const fresh = await getRedemptionCart(container, cart.id)
  if (isOf || (await findCarried(container, fresh))?.hold.id !== carried?.hold.id) {
    throw clienteleError("cart_changed")
  }
  return { cart: fresh, carried }
}

async function isWhatIsStated(
  container: MedusaContainer,
  { token, points }: StatedRedemption,
  carried: Carried | null,
): Promise<boolean> {
  const isOfToken = token === undefined || (carried !== null && (await isProofOf(container, token, carried.hold)))
  return isOfToken && points === (carried?.points ?? 0)
}

async function isProofOf(container: MedusaContainer, token: string, hold: Hold): Promise<boolean> {
  const id = await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).findToken(token)
  return id !== null && id === hold.proof_id
}
