// The checkout of a storefront, over the store API.

/** @param {Record<string, number>} items quantities by the product's title */
export async function fillCart(shopper, shop, email, items) {
  const address = {
    first_name: "Sam",
    last_name: "Shopper",
    address_1: "2 Side Street",
    city: "Town",
    postal_code: "10001",
    country_code: shop.country,
  }
  const { cart } = await shopper.post("/store/carts", {
    region_id: shop.regionId,
    email,
    shipping_address: address,
    billing_address: address,
    items: Object.entries(items).map(([title, quantity]) => ({ variant_id: shop.variants[title], quantity })),
  })
  return (await shopper.post(`/store/carts/${cart.id}/shipping-methods`, { option_id: shop.shippingOptionId })).cart
}

/**
 * Makes a payment session for the cart's current total, and completes the cart.
 * @returns Medusa's answer: an order, or the cart with an error
 */
export async function payAndComplete(shopper, cart, { provider = "pp_system_default", data } = {}) {
  const { payment_collection } = await shopper.post("/store/payment-collections", { cart_id: cart.id })
  const sessions = `/store/payment-collections/${payment_collection.id}/payment-sessions`
  await shopper.post(sessions, { provider_id: provider, data })
  return shopper.post(`/store/carts/${cart.id}/complete`)
}

/** Runs a whole checkout. @returns the order */
export async function placeOrder(shopper, shop, email, items) {
  const done = await payAndComplete(shopper, await fillCart(shopper, shop, email, items))
  if (done.type !== "order") throw new Error(`the cart was not completed: ${JSON.stringify(done.error)}`)
  return done.order
}
