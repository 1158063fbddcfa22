import type { MedusaContainer } from "@medusajs/framework/types"
import { PromotionActions } from "@medusajs/framework/utils"
import { updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import { clienteleError } from "../../kernel/errors"
import { decimal, minorUnitDigits, roundToMinorUnit, sum } from "../../kernel/money"
import {
  canonicalMailbox,
  currencyTerms,
  type Hold,
  POINTS_MODULE,
  type PointsModuleService,
  pointsFor,
} from "../../modules/points"
import { loadDefaultCurrency } from "../points/default-currency"
import { readBinding } from "./binding"
import { type RedemptionCart, readCart } from "./cart"
import { isHoldCode } from "./hold-code"
import { voidOrphansOfCart } from "./orphans"

export type AppliedRedemption = {
  id: string
  /** What the cart carries; fewer than asked for where the cart, the cap or the currency's minor unit allow no more. */
  points: number
  /** Decimal string in the cart's currency. */
  discount_amount: string
  currency_code: string
  expires_at: Date
}

export type ApplyInput = {
  cart_id: string
  /** Proven to be the shopper's; canonical. */
  mailbox: string
  points: number
  /** What proved it: a token's id, or null for a signed-in customer with a proof. */
  proof_id: string | null
}

/**
 * Reserves points for a cart and lets them lower its price (CONTRACT R44). Payment sessions go with a changed total, so
 * the shopper's checkout makes a new one.
 *
 * @throws `not_bound`, `programme_disabled`, `not_found`, `cart_changed`, `currency_not_supported`,
 *   `below_minimum_points`, `below_minimum_total`, `insufficient_points`, `hold_conflict`
 */
export async function applyRedemption(
  container: MedusaContainer,
  input: ApplyInput,
): Promise<{ loyalty_redemption: AppliedRedemption; payment_session_required: boolean }> {
  if (!readBinding().bound) {
    throw clienteleError("not_bound")
  }
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const settings = await points.getSettings()
  if (!settings.loyalty_points_enabled) {
    throw clienteleError("programme_disabled")
  }
  const cart = await readCartOf(container, input)
  const terms = currencyTerms(settings, cart.currency_code, await loadDefaultCurrency(container))
  if (!terms) {
    throw clienteleError("currency_not_supported")
  }
  if (input.points < settings.loyalty_min_points_to_redeem) {
    throw clienteleError(
      "below_minimum_points",
      `points: at least ${settings.loyalty_min_points_to_redeem} points must be used at once`,
    )
  }
  await voidOrphansOfCart(container, cart.id)
  const { id } = await points.placeHold({
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
  })
  return carry(container, id, cart.id)
}

/**
 * A cart that points of this mailbox may be used on.
 *
 * @throws `not_found`, `cart_changed` where it is completed or for another address
 */
export async function readCartOf(
  container: MedusaContainer,
  { cart_id, mailbox }: Pick<ApplyInput, "cart_id" | "mailbox">,
): Promise<RedemptionCart> {
  const cart = await readCart(container, cart_id)
  if (cart.completed_at || canonicalMailbox(cart.email) !== mailbox) {
    throw clienteleError("cart_changed", "The cart is completed, or is not for the email address that was verified.")
  }
  return cart
}

/** Brings the hold onto the cart; a hold that the cart cannot carry, or that fails to arrive, is let go again. */
async function carry(container: MedusaContainer, holdId: string, cartId: string) {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  try {
    await refreshCart(container, cartId)
    const [hold] = await points.listHolds([holdId])
    if (hold?.status === "released") {
      // Another request has applied other points, or let these go, meanwhile.
      throw clienteleError("cart_changed")
    }
    const cart = await readCart(container, cartId)
    const applied = hold ? readApplied(hold, cart) : null
    if (!applied || applied.points === 0) {
      throw clienteleError(
        "below_minimum_total",
        "The cart has nothing that points may be used on, or too little of it.",
      )
    }
    const sessions = cart.payment_collection?.payment_sessions ?? []
    return { loyalty_redemption: applied, payment_session_required: sessions.length === 0 }
  } catch (error) {
    if (await points.endHold(holdId, "released", "not applied")) {
      await refreshCart(container, cartId)
    }
    throw error
  }
}

/** Lets go of a cart's points, if it has any. */
export async function releaseRedemption(container: MedusaContainer, cartId: string): Promise<boolean> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const cart = await readCart(container, cartId)
  const hold = await points.findLiveHold(cart.id)
  if (!hold || !(await points.endHold(hold.id, "released", "shopper"))) {
    return false
  }
  if (!cart.completed_at) {
    await refreshCart(container, cart.id)
  }
  return true
}

export type Carried = { hold: Hold; points: number }

/** What a cart carries, of whatever hold, live or not; `null` where it carries none. */
export async function readCarried(container: MedusaContainer, cart: RedemptionCart): Promise<Carried | null> {
  const codes = (cart.items ?? []).flatMap((item) => item.adjustments ?? []).map(({ code }) => code)
  const [hold] = await container.resolve<PointsModuleService>(POINTS_MODULE).listHolds(codes.filter(isHoldCode))
  return hold ? { hold, points: readApplied(hold, cart).points } : null
}

/** Has Medusa work out the cart anew, with the payment collection (DESIGN D3: without it the old amount is authorised). */
export async function refreshCart(container: MedusaContainer, cartId: string): Promise<void> {
  await updateCartPromotionsWorkflow(container).run({
    input: {
      cart_id: cartId,
      promo_codes: [],
      action: PromotionActions.ADD,
      force_refresh_payment_collection: true,
    },
  })
}

function readApplied(hold: Hold, cart: RedemptionCart): AppliedRedemption {
  const ours = (cart.items ?? []).flatMap((item) => item.adjustments ?? []).filter(({ code }) => code === hold.id)
  const amount = roundToMinorUnit(sum(ours.map((one) => one.amount)), hold.currency_code)
  const digits = minorUnitDigits(hold.currency_code)
  return {
    id: hold.id,
    points: pointsFor(amount.times(decimal(10).pow(digits)).toNumber(), hold),
    discount_amount: amount.toFixed(digits),
    currency_code: hold.currency_code,
    expires_at: hold.expires_at,
  }
}
