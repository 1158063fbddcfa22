import type { TestDatabase } from "../helpers/database"
import { query } from "../helpers/database"
import type { FaultPoint } from "../helpers/fault-points/point"
import { apply, give, tokenOf } from "../helpers/redemption"
import type { Customer, Shop } from "../helpers/shop"

type HolderStop = { at: string; point: FaultPoint; back: "retry" | "expiry" }

/** For shoppers who use or change a cart's points: the point of the kill, and the way in which the points are repaired. */
export const HOLDER_STOPS: HolderStop[] = [
  { at: "between a smaller cart and its hold", point: "shrink:before", back: "retry" },
  { at: "between a hold and its cart", point: "place:after", back: "retry" },
  { at: "between a hold and its cart, and the shopper stays away", point: "place:after", back: "expiry" },
]

export type Holder = { customer: Customer; cartId: string; token: string; key: string }

/** A shopper with 4000 points and a cart of 40. A cart that becomes smaller carries 3000 of the points. */
export async function prepareHolder(shop: Shop, database: TestDatabase, point: FaultPoint): Promise<Holder> {
  const customer = await shop.register()
  await give(shop, customer, 4000)
  const cart = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
  const token = await tokenOf(database, customer.email)
  if (point !== "shrink:before") {
    return { customer, cartId: cart.id, token, key: cart.id }
  }
  const applied = await apply(shop, cart.id, token, 3000)
  if (applied.status !== 200) throw new Error(`points were not applied: ${JSON.stringify(applied.body)}`)
  return { customer, cartId: cart.id, token, key: applied.body.loyalty_redemption.id }
}

/** The running call when the process is killed: a change of the quantity, or an apply. */
export async function useHold(shop: Shop, { cartId, token }: Holder, point: FaultPoint): Promise<unknown> {
  if (point !== "shrink:before") {
    return apply(shop, cartId, token, 1000)
  }
  const { cart } = await shop.guest.get<{ cart: { items: { id: string }[] } }>(`/store/carts/${cartId}`)
  return shop.guest.post(`/store/carts/${cartId}/line-items/${cart.items[0]?.id}`, { quantity: 1 })
}

/** Lets the time of a cart's hold end. */
export const endTime = (database: TestDatabase, cartId: string) =>
  query(database, "update clientele_points_hold set expires_at = now() - interval '1 second' where cart_id = $1", [
    cartId,
  ])
