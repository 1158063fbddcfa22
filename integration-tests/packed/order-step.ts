import type { Shop } from "../helpers/shop"

/** One story in the host, over HTTP: a registered customer orders, the shop takes the money. */
export async function expectPaidOrder(shop: Shop): Promise<void> {
  const customer = await shop.register()
  const order = await shop.placeOrder({ customer, quantity: 2, capture: true })
  expect(order).toMatchObject({ customer_id: customer.id, payment_status: "captured" })
}
