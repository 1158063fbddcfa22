import type { MedusaContainer } from "@medusajs/framework/types"
import { PromotionActions } from "@medusajs/framework/utils"
import { refreshPaymentCollectionForCartWorkflow, updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import { type Amount, formatMinorUnits, sum, toMinorUnits } from "../../../kernel/money"
import { type Hold, POINTS_MODULE, type PointsModuleService, pointsFor, pointsNeeded } from "../../../modules/points"
import { isHoldCode } from "./hold-code"
import type { RedemptionCart } from "./redemption-cart"

export type AppliedRedemption = {
  id: string
  /** The points on the cart. Fewer than requested if the cart, the cap or the currency's minor unit allows no more. */
  points: number
  /** Decimal string in the cart's currency. */
  discount_amount: string
  currency_code: string
  expires_at: Date
}

/** `needed` is the points of the discount: more than `points` if the hold covers less than the cart carries. */
export type Carried = { hold: Hold; points: number; needed: number }

/** The points that a cart carries, of any hold, live or not; `null` for none. */
export async function findCarried(container: MedusaContainer, cart: RedemptionCart): Promise<Carried | null> {
  const codes = (cart.items ?? []).flatMap((item) => item.adjustments ?? []).map(({ code }) => code)
  const [hold] = await container.resolve<PointsModuleService>(POINTS_MODULE).listHolds(codes.filter(isHoldCode))
  return hold
    ? { hold, points: readApplied(hold, cart).points, needed: pointsNeeded(carriedUnits(hold, cart), hold) }
    : null
}

/** Makes Medusa recompute the cart with its payment collection (ADR 0003: otherwise the old amount is authorised). */
export async function refreshCart(container: MedusaContainer, cartId: string): Promise<void> {
  await recomputeCart(container, cartId, true)
}

/** The same without the payment, for a caller that can undo it. A session over the earlier price stays. */
export async function repriceCart(container: MedusaContainer, cartId: string): Promise<void> {
  await recomputeCart(container, cartId, false)
}

async function recomputeCart(
  container: MedusaContainer,
  cart_id: string,
  force_refresh_payment_collection: boolean,
): Promise<void> {
  await updateCartPromotionsWorkflow(container).run({
    input: { cart_id, promo_codes: [], action: PromotionActions.ADD, force_refresh_payment_collection },
  })
}

/** Sets the payment collection to the cart's price and deletes sessions over another price. */
export async function refreshPayment(container: MedusaContainer, cartId: string): Promise<void> {
  await refreshPaymentCollectionForCartWorkflow(container).run({ input: { cart_id: cartId } })
}

/** The points that a cart carries of one hold. */
export function readApplied(hold: Hold, cart: RedemptionCart): AppliedRedemption {
  const units = carriedUnits(hold, cart)
  return {
    id: hold.id,
    points: pointsFor(units, hold),
    discount_amount: formatMinorUnits(units, hold.currency_code),
    currency_code: hold.currency_code,
    expires_at: hold.expires_at,
  }
}

type Lines = { items?: readonly { adjustments?: readonly { code?: string | null; amount: Amount }[] | null }[] | null }

/** Σ of a hold's adjustments on a cart, or on the order that is created from it, in whole minor units. */
export function carriedUnits(hold: Hold, cart: Lines): number {
  const ours = (cart.items ?? []).flatMap((item) => item.adjustments ?? []).filter(({ code }) => code === hold.id)
  return toMinorUnits(sum(ours.map((one) => one.amount)), hold.currency_code)
}
