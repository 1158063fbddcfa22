import { eventually, loyaltyOf } from "../helpers/loyalty"
import { type Customer, PRICES, type Shop } from "../helpers/shop"

/**
 * One story in the host, over HTTP: a registered customer orders, the shop takes the money, the points are there. The
 * programme is on.
 * @param before what the customer had
 */
export async function expectPoints(shop: Shop, customer: Customer, before: number): Promise<void> {
  const order = await shop.placeOrder({ customer, quantity: 2, capture: true })
  expect(order).toMatchObject({ customer_id: customer.id, payment_status: "captured" })
  const points = before + 2 * PRICES.shirt
  const account = await eventually(
    () => loyaltyOf(shop.admin).account(customer.id),
    (answer) => answer?.points_balance === points,
  )
  expect(account).toMatchObject({ points_balance: points, points_available: points, lifetime_earned: points })
  expect(account.ledger[0]).toMatchObject({ type: "earn", points: 2 * PRICES.shirt, order_id: order.id })
}
