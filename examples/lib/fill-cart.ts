import type { HttpTypes } from "@medusajs/framework/types"
import type { MedusaWithClientele } from "../../src/client"

/** The shopper's choice; `product` is the title of a product. */
export type Wish = { email: string; country: string; product: string; quantity: number }

/** Creates a cart with goods, address and the cheapest shipping option. */
export async function fillCart(sdk: MedusaWithClientele, wish: Wish): Promise<HttpTypes.StoreCart> {
  const { regions } = await sdk.store.region.list({ fields: "id,*countries" })
  const region = regions.find(({ countries }) => countries?.some(({ iso_2 }) => iso_2 === wish.country))
  const { products } = await sdk.store.product.list({ title: wish.product, region_id: region?.id })
  const variant = products[0]?.variants?.[0]
  if (!region || !variant) throw new Error(`the shop does not sell ${wish.product} in ${wish.country}`)
  const address = {
    first_name: "Ann",
    last_name: "Example",
    address_1: "2 Side Street",
    city: "Town",
    postal_code: "10001",
    country_code: wish.country,
  }
  const { cart } = await sdk.store.cart.create({
    region_id: region.id,
    email: wish.email,
    shipping_address: address,
    billing_address: address,
    items: [{ variant_id: variant.id, quantity: wish.quantity }],
  })
  const { shipping_options } = await sdk.store.fulfillment.listCartOptions({ cart_id: cart.id })
  const [cheapest] = shipping_options.sort((one, other) => one.amount - other.amount)
  if (!cheapest) throw new Error("the shop does not ship there")
  return (await sdk.store.cart.addShippingMethod(cart.id, { option_id: cheapest.id })).cart
}
