import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../../kernel/error-text"
import { clienteleError } from "../../../kernel/errors"
import { fromMinorUnits, moneyInWords } from "../../../kernel/money"
import type { Lease } from "../../../modules/checkout"
import { currencyTerms, type Hold, POINTS_MODULE, type PointsModuleService, worthOf } from "../../../modules/points"
import type { AdditionalData } from "../input/additional-data"
import { withCartLease } from "../locks/cart-lease"
import { getDefaultCurrency } from "../medusa/get-default-currency"
import { findCarried, refreshCart } from "./carried-points"
import { PAID } from "./check-payment"
import { voidOrphansOfCart } from "./orphan-orders"
import { getReadiness } from "./readiness"
import { getCartOf, getRedemptionCart, type RedemptionCart } from "./redemption-cart"
import { type Applied, placeAgain, putBack, replaceHold } from "./replace-hold"
import { validateRedemption } from "./validate-redemption"
import { isUnbound, unbindTokenById } from "./verify-shopper"

export type ApplyInput = {
  cart_id: string
  /** The shopper's verified mailbox. */
  mailbox: string
  points: number
  /** The verification: a token's id, or null for a signed-in customer with a verified mailbox. */
  proof_id: string | null
  /** The token that verified it. The hold binds it to this cart. */
  token?: string
  /** For the host's hook `redemptionValidate`. */
  additional_data?: AdditionalData
}

/**
 * Reserves points for a cart and applies their discount (contract R44). A changed total deletes payment sessions, so the
 * shopper's checkout creates a new one. Calls on one cart run one after another, and the last one counts. A refused call
 * leaves the points that the cart had before (contract M75).
 *
 * @throws `cart_busy`, `account_busy`, `redemption_token_invalid` if another cart took the token meanwhile, `not_bound`,
 *   `programme_disabled`, `not_found`, `cart_changed`, `currency_not_supported`, `below_minimum_points`,
 *   `eligibility_timeout`, `below_minimum_total`, `insufficient_points`, `hold_conflict`, `test_customer`
 */
export async function applyRedemption(container: MedusaContainer, input: ApplyInput): Promise<Applied> {
  return withCartLease(container, input.cart_id, (lease) => applyUnderLease(container, lease, input))
}

/** The same for a caller that has the cart's lease. @throws as `applyRedemption`; `cart_busy` if the lease is lost */
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
  const currency_code = cart.currency_code.toLowerCase()
  const { points_per_currency_discount } = terms
  if (worthOf({ points: input.points, currency_code, points_per_currency_discount }) === 0) {
    throw clienteleError(
      "below_minimum_points",
      `points: are worth less than ${moneyInWords(fromMinorUnits(1, currency_code), currency_code)}`,
    )
  }
  const { cart_id, mailbox, additional_data } = input
  await validateRedemption(container, { cart_id, mailbox, points: input.points, additional_data })
  await voidOrphansOfCart(container, cart.id)
  const request = {
    mailbox: input.mailbox,
    cart_id: cart.id,
    points: input.points,
    currency_code,
    points_per_currency_discount,
    max_percent: settings.loyalty_max_redeem_percent,
    min_points: settings.loyalty_min_points_to_redeem,
    min_checkout_total: terms.min_checkout_total,
    proof_id: input.proof_id,
    expires_at: new Date(points.clock().getTime() + settings.loyalty_hold_ttl_minutes * 60_000),
  }
  return replaceHold(container, lease, request, input.token)
}

/** The data with which a workflow undoes a redemption. */
export type AppliedBefore = {
  applied: Applied
  /** The cart's earlier live hold, read under the same lease. */
  before: Hold | null
  /** Id of the token that this call bound to the cart. */
  bound_proof_id: string | null
}

/** The same as `applyRedemption`, for a caller that can undo it. */
export async function applyReversibly(container: MedusaContainer, input: ApplyInput): Promise<AppliedBefore> {
  return withCartLease(container, input.cart_id, async (lease) => {
    const before = await container.resolve<PointsModuleService>(POINTS_MODULE).findLiveHold(input.cart_id)
    const binds = input.token !== undefined && (await isUnbound(container, input.token))
    const applied = await applyUnderLease(container, lease, input)
    return { applied, before, bound_proof_id: binds ? input.proof_id : null }
  })
}

/**
 * Undoes an applied redemption: the cart has its earlier hold again, if its points are still available, and other carts can
 * use the token. If the hold ended or was replaced meanwhile, nothing changes.
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

/** The same as `releaseRedemption`. It also returns the released hold, for a caller that can undo it. */
export async function releaseReversibly(container: MedusaContainer, cartId: string): Promise<Hold | null> {
  await getRedemptionCart(container, cartId)
  return withCartLease(container, cartId, async () => {
    const before = await container.resolve<PointsModuleService>(POINTS_MODULE).findLiveHold(cartId)
    return (await releaseUnderLease(container, cartId)) ? before : null
  })
}

/**
 * Undoes a release, if the points are still available. A cart that got other points or became an order meanwhile stays as
 * it is.
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

/** Releases a cart's points, if it has any. @throws `cart_busy`, `not_found` */
export async function releaseRedemption(container: MedusaContainer, cartId: string): Promise<boolean> {
  await getRedemptionCart(container, cartId)
  return withCartLease(container, cartId, () => releaseUnderLease(container, cartId))
}

/**
 * The same for a caller that has the cart's lease. A cart that still shows the discount of an ended hold loses it, because
 * no order could be placed with it.
 *
 * @returns whether points were released
 * @throws `not_found`
 */
export async function releaseUnderLease(container: MedusaContainer, cartId: string): Promise<boolean> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const cart = await getRedemptionCart(container, cartId)
  const hold = await points.findLiveHold(cart.id)
  const isReleased = hold !== null && (await points.endHold(hold.id, "released", "shopper"))
  if (!cart.completed_at && (isReleased || (await carriesEnded(container, cart)))) {
    await refreshCart(container, cart.id)
  }
  return isReleased
}

/**
 * After a refused completion: recomputes a cart that carries a released hold, so that the shopper reads the price without
 * the lost points. A payment with money keeps its cart, because only the shopper gives that payment up. An expired hold stays,
 * because its points can become available again. Never fails, because the shopper must get the refusal.
 */
export async function dropLostPoints(container: MedusaContainer, cartId: string): Promise<void> {
  try {
    const cart = await getRedemptionCart(container, cartId)
    const isPaid = (cart.payment_collection?.payment_sessions ?? []).some(({ status }) => PAID.includes(status))
    if (!cart.completed_at && !isPaid && (await findCarried(container, cart))?.hold.status === "released") {
      await refreshCart(container, cartId)
    }
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: ${cartId} still shows points that were lost: ${errorText(error)}`)
  }
}

/** Whether a cart carries the discount of a hold that was released or has expired. A posted one belongs to an order. */
async function carriesEnded(container: MedusaContainer, cart: RedemptionCart): Promise<boolean> {
  const status = (await findCarried(container, cart))?.hold.status
  return status === "released" || status === "expired"
}
