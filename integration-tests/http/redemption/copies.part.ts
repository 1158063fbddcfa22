import type { OpenStore } from "../../helpers/open-store"
import { enterShop, type OrderPlan, type Shop } from "../../helpers/shop"

/** What the tests take for granted of `helpers/copies`. */
export function copies(open: () => OpenStore): void {
  /** Sorts lists of objects: two items that are made in the same millisecond have ids, and so an order, by chance. */
  const sorted = (_key: string, value: unknown) =>
    Array.isArray(value)
      ? value
          .map((entry) => [JSON.stringify(entry), entry])
          .sort()
          .map(([, entry]) => entry)
      : value
  /** Of an answer all but what differs between any two carts or orders. */
  const told = (answer: object) =>
    JSON.parse(
      JSON.stringify(answer)
        .replace(/\b([a-z_]+)_[0-9A-Z]{26}\b/g, "$1")
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "then")
        .replace(/guest-\d+-\d+@/g, "guest@")
        .replace(/"(custom_)?display_id":[^,]+,/g, ""),
      sorted,
    )
  const CART = "fields=*payment_collection.payment_sessions,*items.tax_lines,*shipping_methods.tax_lines,*customer"
  const readCart = async ({ guest }: Shop, id: string) => told(await guest.get(`/store/carts/${id}?${CART}`))
  const ORDER = "fields=*payment_collections.payments.captures,*transactions,*items.tax_lines,*shipping_methods,*cart"
  const readOrder = async ({ admin }: Shop, id: string) => told(await admin.get(`/admin/orders/${id}?${ORDER}`))

  it.each<OrderPlan>([
    { quantity: 2, also: [{ product: "mug", quantity: 3 }], capture: true },
    { product: "download" },
  ])("a copied cart and a copied order of %j equal Medusa's own, except for ids, times and addresses", async (plan) => {
    const { shop } = open()
    // Without the store's output and database nothing is copied.
    const medusa = await enterShop({ url: shop.url }, shop)
    const { capture: _, ...goods } = plan
    for (const kind of ["fillCart", "cartToComplete"] as const) {
      await shop[kind](goods)
      const [made, copied] = [await medusa[kind](goods), await shop[kind](goods)]
      expect(told(copied)).toEqual(told(made))
      expect(await readCart(shop, copied.id)).toEqual(await readCart(shop, made.id))
    }
    await shop.orderFromBefore(plan)
    const [made, copied] = [await medusa.placeOrder(plan), await shop.orderFromBefore(plan)]
    expect(told(copied)).toEqual(told(made))
    expect(await readOrder(shop, copied.id)).toEqual(await readOrder(shop, made.id))
  })
}
