import { apply, tokenOf } from "../../integration-tests/helpers/redemption"
import type { Customer, Shop } from "../../integration-tests/helpers/shop"
import { PAYMENT_PROVIDERS } from "../../integration-tests/helpers/shop-setup"
import type { OpenStore } from "./stores"

/** The coupon and the redeemed points take off the same: 5.00 of two shirts of 20.00, at 100 points a dollar. */
export const POINTS = 500
export const DISCOUNT = 5
export const COUPON = "FIVE"
export const GOODS = { quantity: 2 } as const

/** Creates Medusa's ordinary promotion: a fixed amount, allocated across the goods. */
export async function createCoupon(shop: Shop): Promise<void> {
  await shop.admin.post("/admin/promotions", {
    code: COUPON,
    type: "standard",
    status: "active",
    application_method: {
      type: "fixed",
      target_type: "items",
      allocation: "across",
      value: DISCOUNT,
      currency_code: "usd",
    },
  })
}

/** Applies points to a cart of a shopper who has enough of them. */
export async function applyPoints({ shop, database }: OpenStore, cartId: string, email: string): Promise<void> {
  await postPoints(shop, cartId, await tokenOf(database, email))
}

/** Sends the call that applies points. @throws if the store accepts fewer points */
export async function postPoints(shop: Shop, cartId: string, token: string): Promise<void> {
  const { status, body } = await apply(shop, cartId, token, POINTS)
  if (status !== 200 || body.loyalty_redemption.points !== POINTS) {
    throw new Error(`points were not applied: ${status} ${JSON.stringify(body).slice(0, 400)}`)
  }
}

/**
 * Prepares a cart that needs one more call to become an order, with a payment that is captured later. @param buyer omitted for a
 * guest
 */
export async function makePayable(
  shop: Shop,
  cartId: string,
  provider: keyof typeof PAYMENT_PROVIDERS = "manual",
  buyer?: Customer,
): Promise<void> {
  const api = buyer ? shop.as(buyer) : shop.guest
  const { payment_collection } = await api.post<{ payment_collection: { id: string } }>("/store/payment-collections", {
    cart_id: cartId,
  })
  const sessions = `/store/payment-collections/${payment_collection.id}/payment-sessions`
  await api.post(sessions, { provider_id: PAYMENT_PROVIDERS[provider] })
}

/**
 * Completes a checkout. @param buyer omitted for a guest @throws if the order has another discount, because its time would then be
 * meaningless
 */
export async function complete(shop: Shop, cartId: string, discount: number, buyer?: Customer): Promise<void> {
  const api = buyer ? shop.as(buyer) : shop.guest
  const answer = await api.post<{ type: string; order?: { discount_total: number }; error?: object }>(
    `/store/carts/${cartId}/complete`,
  )
  if (answer.order?.discount_total !== discount) {
    throw new Error(`the order is to have a discount of ${discount}: ${JSON.stringify(answer).slice(0, 400)}`)
  }
}
