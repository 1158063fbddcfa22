import type { MedusaContainer } from "@medusajs/framework/types"
import { clienteleError } from "../../../kernel/errors"
import type { Lease } from "../../../modules/checkout"
import { currencyTerms, type Hold, POINTS_MODULE, type PointsModuleService } from "../../../modules/points"
import type { AdditionalData } from "../input/additional-data"
import { withCartLease } from "../locks/cart-lease"
import { getDefaultCurrency } from "../medusa/get-default-currency"
import { refreshCart } from "./carried-points"
import { voidOrphansOfCart } from "./orphan-orders"
import { getReadiness } from "./readiness"
import { getCartOf, getRedemptionCart } from "./redemption-cart"
import { type Applied, placeAgain, putBack, replaceHold } from "./replace-hold"
import { validateRedemption } from "./validate-redemption"
import { isUnbound, unbindTokenById } from "./verify-shopper"

export type ApplyInput = {
  cart_id: string
  /** Proven to be the shopper's; canonical. */
  mailbox: string
  points: number
  /** What proved it: a token's id, or null for a signed-in customer with a proof. */
  proof_id: string | null
  /** The token that proved it. The hold binds it to this cart. */
  token?: string
  /** For the host's hook `redemptionValidate`. */
  additional_data?: AdditionalData
}

/**
 * Reserves points for a cart and lets them lower its price (contract R44). Payment sessions go with a changed total, so
 * the shopper's checkout makes a new one. Calls on one cart run one after another, and the last one counts; a call that
 * is refused leaves the points that the cart had before (contract M75).
 *
 * @throws `cart_busy`, `account_busy`, `redemption_token_invalid` where another cart has the token meanwhile, `not_bound`,
 *   `programme_disabled`, `not_found`, `cart_changed`, `currency_not_supported`, `below_minimum_points`,
 *   `eligibility_timeout`, `below_minimum_total`, `insufficient_points`, `hold_conflict`
 */
export async function applyRedemption(container: MedusaContainer, input: ApplyInput): Promise<Applied> {
  return withCartLease(container, input.cart_id, (lease) => applyUnderLease(container, lease, input))
}

/** The same for a caller that has the cart's turn. @throws as `applyRedemption`; `cart_busy` where the turn is lost */
export async function applyUnderLease(container: MedusaContainer, lease: Lease, input: ApplyInput): Promise<Applied> {
  if (!getReadiness().bound) {
    throw clienteleError("not_bound")
  }
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const settings = await points.getSettings()
  if (!settings.loyalty_points_enabled) {
    throw clienteleError("programme_disabled")
  }
  const cart = await getCartOf(container, input)
  const terms = currencyTerms(settings, cart.currency_code, await getDefaultCurrency(container))
  if (!terms) {
    throw clienteleError("currency_not_supported")
  }
  if (input.points < settings.loyalty_min_points_to_redeem) {
    throw clienteleError("below_minimum_points", `points: must be at least ${settings.loyalty_min_points_to_redeem}`)
  }
  const { cart_id, mailbox, additional_data } = input
  await validateRedemption(container, { cart_id, mailbox, points: input.points, additional_data })
  await voidOrphansOfCart(container, cart.id)
  const request = {
    mailbox: input.mailbox,
    cart_id: cart.id,
    points: input.points,
    currency_code: cart.currency_code.toLowerCase(),
    points_per_currency_discount: terms.points_per_currency_discount,
    max_percent: settings.loyalty_max_redeem_percent,
    min_points: settings.loyalty_min_points_to_redeem,
    min_checkout_total: terms.min_checkout_total,
    proof_id: input.proof_id,
    expires_at: new Date(points.clock().getTime() + settings.loyalty_hold_ttl_minutes * 60_000),
  }
  return replaceHold(container, lease, request, input.token)
}

/** What a workflow needs to take a redemption back. */
export type AppliedBefore = {
  applied: Applied
  /** The live hold that the cart had before, read in the same turn. */
  before: Hold | null
  /** The token that this call has bound to the cart, by its id. */
  bound_proof_id: string | null
}

/** The same as `applyRedemption`, for a caller that may have to take it back. */
export async function applyReversibly(container: MedusaContainer, input: ApplyInput): Promise<AppliedBefore> {
  return withCartLease(container, input.cart_id, async (lease) => {
    const before = await container.resolve<PointsModuleService>(POINTS_MODULE).findLiveHold(input.cart_id)
    const binds = input.token !== undefined && (await isUnbound(container, input.token))
    const applied = await applyUnderLease(container, lease, input)
    return { applied, before, bound_proof_id: binds ? input.proof_id : null }
  })
}

/**
 * Takes an applied redemption back: the cart has the hold that it had before, where its points are still there, and the
 * token serves other carts again. Where the hold has ended or was replaced meanwhile, nothing of others is touched.
 *
 * @throws `cart_busy`
 */
export async function takeBackHold(
  container: MedusaContainer,
  cartId: string,
  { applied, before, bound_proof_id }: AppliedBefore,
): Promise<void> {
  await withCartLease(container, cartId, async () => {
    await putBack(container, applied.loyalty_redemption.id, before)
    const live = await container.resolve<PointsModuleService>(POINTS_MODULE).findLiveHold(cartId)
    if (bound_proof_id !== null && live?.proof_id !== bound_proof_id) {
      await unbindTokenById(container, bound_proof_id, cartId)
    }
  })
}

/** The same as `releaseRedemption`; also the hold that was released, for a caller that may have to take it back. */
export async function releaseReversibly(container: MedusaContainer, cartId: string): Promise<Hold | null> {
  await getRedemptionCart(container, cartId)
  return withCartLease(container, cartId, async () => {
    const before = await container.resolve<PointsModuleService>(POINTS_MODULE).findLiveHold(cartId)
    return (await releaseUnderLease(container, cartId)) ? before : null
  })
}

/**
 * Takes a release back, where the points are still there. A cart that has got other points or has become an order meanwhile
 * stays as it is.
 *
 * @throws `cart_busy`
 */
export async function takeBackRelease(container: MedusaContainer, before: Hold): Promise<void> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  await withCartLease(container, before.cart_id, async () => {
    const cart = await getRedemptionCart(container, before.cart_id)
    if (cart.completed_at || (await points.findLiveHold(cart.id))) {
      return
    }
    if (await placeAgain(points, before)) {
      await refreshCart(container, cart.id)
    }
  })
}

/** Lets go of a cart's points, if it has any. @throws `cart_busy`, `not_found` */
export async function releaseRedemption(container: MedusaContainer, cartId: string): Promise<boolean> {
  await getRedemptionCart(container, cartId)
  return withCartLease(container, cartId, () => releaseUnderLease(container, cartId))
}

/** The same for a caller that has the cart's turn. @throws `not_found` */
export async function releaseUnderLease(container: MedusaContainer, cartId: string): Promise<boolean> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const cart = await getRedemptionCart(container, cartId)
  const hold = await points.findLiveHold(cart.id)
  if (!hold || !(await points.endHold(hold.id, "released", "shopper"))) {
    return false
  }
  if (!cart.completed_at) {
    await refreshCart(container, cart.id)
  }
  return true
}
