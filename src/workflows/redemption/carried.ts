import type { MedusaContainer } from "@medusajs/framework/types"
import { PromotionActions } from "@medusajs/framework/utils"
import { updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import { decimal, minorUnitDigits, roundToMinorUnit, sum } from "../../kernel/money"
import { type Hold, POINTS_MODULE, type PointsModuleService, pointsFor } from "../../modules/points"
import type { RedemptionCart } from "./cart"
import { isHoldCode } from "./hold-code"

export type AppliedRedemption = {
  id: string
  /** What the cart carries; fewer than asked for where the cart, the cap or the currency's minor unit allow no more. */
  points: number
  /** Decimal string in the cart's currency. */
  discount_amount: string
  currency_code: string
  expires_at: Date
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

/** What a cart carries of one hold. */
export function readApplied(hold: Hold, cart: RedemptionCart): AppliedRedemption {
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
