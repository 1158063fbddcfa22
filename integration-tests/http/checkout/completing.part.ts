import { query } from "../../helpers/database"
import { apply, tokenOf } from "../../helpers/redemption"
import { newEmail } from "../../helpers/shop"
import { type Checkout, type CheckoutShop, manual } from "./shoppers"

const CHANGED = { status: 409, body: { code: "cart_changed", type: "not_allowed", message: expect.any(String) } }

/** `POST /store/carts/:id/complete`, which the plugin only looks at. */
export function completing(checkout: () => CheckoutShop): void {
  const complete = (cartId: string, loyalty_redemption?: unknown) =>
    checkout().shop.guest.send<Checkout>("POST", `/store/carts/${cartId}/complete`, { loyalty_redemption })

  /** A session over what is to be paid. */
  const session = async (cartId: string) => {
    const { guest } = checkout().shop
    const { payment_collection } = await guest.post<{ payment_collection: { id: string } }>(
      "/store/payment-collections",
      {
        cart_id: cartId,
      },
    )
    await guest.post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, manual)
  }

  /** A cart of two shirts with points applied, and a session over what is left. */
  const applied = async (points: number) => {
    const { shop, shopper } = checkout()
    const { customer, token } = await shopper(1000)
    const cart = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
    expect((await apply(shop, cart.id, token, points)).status).toBe(200)
    await session(cart.id)
    return { customer, token, cartId: cart.id }
  }

  // Guard: `isWhatIsStated` in workflows/checkout/ensure-redemption.ts.
  it("R46: the completion accepts the stated points of the cart, and refuses others with 409 cart_changed", async () => {
    const { loyalty, database } = checkout()
    const { customer, token, cartId } = await applied(600)
    const other = await tokenOf(database, customer.email)
    for (const stated of [{ points: 599 }, { points: 601, token }, { points: 0 }, { points: 600, token: other }]) {
      expect(await complete(cartId, stated)).toMatchObject(CHANGED)
    }
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 600 })
    const order = await complete(cartId, { points: 600, token })
    expect(order).toMatchObject({ status: 200, body: { type: "order", order: { total: 34 } } })
    expect((await loyalty.account(customer.id)).points_balance).toBe(400)
  })

  it("R46: a cart that is already an order answers that order for any stated points", async () => {
    const { cartId } = await applied(600)
    const order = await complete(cartId, { points: 600 })
    for (const stated of [undefined, { points: 600 }, { points: 5 }]) {
      expect((await complete(cartId, stated)).body).toMatchObject({
        type: "order",
        order: { id: order.body.order?.id },
      })
    }
    const again = await checkout().createOrder({ cart_id: cartId, loyalty_redemption: { token: "gone", points: 600 } })
    expect(again.body.order?.id).toBe(order.body.order?.id)
  })

  it("R46: a cart without points completes; stated points that it does not carry are 409", async () => {
    const cart = await checkout().shop.fillCart()
    await session(cart.id)
    expect(await complete(cart.id, { points: 100 })).toMatchObject(CHANGED)
    expect(await complete(cart.id, { points: 0 })).toMatchObject({ status: 200, body: { type: "order" } })
    const plain = await checkout().shop.fillCart()
    await session(plain.id)
    expect(await complete(plain.id)).toMatchObject({ status: 200, body: { type: "order" } })
  })

  // Guard: the parse by StoreStatedRedemption in checkCompletion (api/store/carts/completion.ts).
  it.each([
    ["points", { points: "600" }],
    ["points", { points: -1 }],
    ["points", { points: 1.5 }],
    ["points", { points: 2 ** 53 }],
    ["points", {}],
    ["token", { token: 5, points: 1 }],
    ["amount", { points: 1, amount: 5 }],
  ])("M36: a malformed statement of points is refused: %s in %j", async (field, stated) => {
    const answer = await complete("cart_unknown", stated)
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } })
    expect(answer.body.message).toContain(`loyalty_redemption.${field}`)
  })

  // Guard: `refreshCart` in checkRedemption (workflows/checkout/ensure-redemption.ts); without it an order of 40 is made.
  it.each(["complete", "create-order"])(
    "R46, ADR 0003: reserved points that the cart has lost are 409 on %s, then there",
    async (route) => {
      const { createOrder, database, loyalty } = checkout()
      const { customer, cartId } = await applied(1000)
      const finish = () => (route === "complete" ? complete(cartId) : createOrder({ cart_id: cartId, payment: manual }))
      // As when the hold could not be looked up while Medusa worked out the cart.
      await query(
        database,
        "delete from cart_line_item_adjustment where item_id in (select id from cart_line_item where cart_id = $1)",
        [cartId],
      )
      expect(await finish()).toMatchObject(CHANGED)
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 1000 })
      if (route === "complete") await session(cartId)
      expect(await finish()).toMatchObject({ status: 200, body: { type: "order", order: { total: 30 } } })
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
    },
  )

  it("ADR 0003: a cart that has become too small for its points completes without them", async () => {
    const { shop, loyalty } = checkout()
    await loyalty.set("loyalty_min_checkout_total", 30)
    const { customer, cartId } = await applied(1000)
    await loyalty.set("loyalty_min_checkout_total", 0)
    const { cart } = await shop.guest.get<{ cart: { items: { id: string }[] } }>(`/store/carts/${cartId}`)
    await shop.guest.post(`/store/carts/${cartId}/line-items/${cart.items[0]?.id}`, { quantity: 1 })
    await session(cartId)
    expect(await complete(cartId, { points: 1000 })).toMatchObject(CHANGED)
    expect(await complete(cartId)).toMatchObject({ status: 200, body: { type: "order", order: { total: 20 } } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, lifetime_redeemed: 0 })
  })

  // Guard: `ownStatuses` in src/api/store/carts/completion.ts: this one is refused inside Medusa's own workflow.
  it("R46, M32: an address that changed after the points were applied is 409, too, and spends nothing", async () => {
    const { shop, loyalty } = checkout()
    const { customer, cartId } = await applied(1000)
    await shop.guest.post(`/store/carts/${cartId}`, { email: newEmail("other") })
    expect(await complete(cartId)).toMatchObject(CHANGED)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, lifetime_redeemed: 0 })
  })
}
