import { query } from "../../helpers/database"
import { pointsDiscount } from "../../helpers/redemption"
import { newEmail } from "../../helpers/shop"
import { type CheckoutShop, fickle, manual } from "./shoppers"

/** Checkouts that end in an order, or at the payment provider. */
export function whole(checkout: () => CheckoutShop): void {
  it("R46: a guest orders the named variants at the server's prices", async () => {
    const { createOrder, purchase, made } = checkout()
    const email = newEmail("guest")
    const answer = await createOrder(purchase(email))
    expect(answer).toMatchObject({
      status: 200,
      body: {
        type: "order",
        order: { email, total: 40, currency_code: "usd", items: [{ quantity: 2, unit_price: 20 }] },
      },
    })
    expect(answer.body.order).toMatchObject({
      shipping_address: { city: "Town", country_code: "us" },
      billing_address: { city: "Town" },
    })
    expect(await made(email)).toEqual({ orders: 1, carts: 1 })
  })

  // Guard: `ensureRedemption` before `preparePayment` in workflows/checkout/create-order.ts; without it 40 are authorised.
  it("R45, R46: points lower what is paid, and order, entry and hold are one transaction's", async () => {
    const { createOrder, purchase, shopper, loyalty, shop, database } = checkout()
    const { customer, token } = await shopper(3000)
    const answer = await createOrder(purchase(customer.email, { loyalty_redemption: { token, points: 1500 } }))
    expect(answer).toMatchObject({ status: 200, body: { type: "order", order: { total: 25 } } })
    const orderId = answer.body.order?.id ?? ""
    const rows = await query<{ what: string; xmin: string }>(
      database,
      `select 'order' as what, xmin::text from "order" where id = $1
       union all select 'entry', xmin::text from clientele_points_entry where order_id = $1 and reason = 'redemption'
       union all select 'hold', xmin::text from clientele_points_hold where order_id = $1`,
      [orderId],
    )
    expect(rows.map(({ what }) => what)).toEqual(["order", "entry", "hold"])
    expect(new Set(rows.map(({ xmin }) => xmin)).size).toBe(1)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1500, points_held: 0 })
    expect((await shop.order(orderId)).payment_collections?.[0]).toMatchObject({ amount: 25, authorized_amount: 25 })
  })

  it("R46: a coupon takes its share first, points come off what it leaves", async () => {
    const { createOrder, purchase, shopper, shop } = checkout()
    await shop.admin.post("/admin/promotions", {
      code: "TENOFF",
      type: "standard",
      status: "active",
      application_method: {
        type: "percentage",
        value: 10,
        target_type: "items",
        allocation: "across",
        currency_code: "usd",
      },
    })
    const { customer, token } = await shopper(9000)
    const body = { coupon_code: "TENOFF", loyalty_redemption: { token, points: 3500 } }
    const { body: answer } = await createOrder(purchase(customer.email, body))
    expect(answer).toMatchObject({ type: "order", order: { total: 1, discount_total: 39 } })
  })

  // Guards: the catch and the comparison of `exact` in ensureRedemption (workflows/checkout/ensure-redemption.ts).
  it("R46: beside a coupon over everything no points are used, which the answer says; exactly these points are refused", async () => {
    const { createOrder, purchase, shopper, shop, loyalty, made } = checkout()
    await shop.admin.post("/admin/promotions", {
      code: "ALLOFF",
      type: "standard",
      status: "active",
      application_method: {
        type: "percentage",
        value: 100,
        target_type: "items",
        allocation: "across",
        currency_code: "usd",
      },
    })
    const { customer, token } = await shopper(9000)
    const body = (loyalty_redemption: object, more?: object) =>
      purchase(customer.email, { loyalty_redemption, ...more })
    const allOff = { coupon_code: "ALLOFF" }
    const exact = { token, points: 1000, exact: true }
    expect(await createOrder(body(exact, allOff))).toMatchObject({ status: 400, body: { code: "below_minimum_total" } })
    const more = await createOrder(body({ ...exact, points: 5000 }))
    expect(more).toMatchObject({ status: 400, body: { code: "below_minimum_total" } })
    expect(more.body.message).toContain("the cart allows at most 4000")
    expect(await made(customer.email)).toMatchObject({ orders: 0 })
    const free = body({ token, points: 1000 }, allOff)
    const answer = {
      status: 200,
      body: { type: "order", order: { total: 0 }, loyalty_redemption: { points: 0, reason: "below_minimum_total" } },
    }
    const order = await createOrder(free)
    expect(order).toMatchObject(answer)
    expect(await createOrder(free)).toMatchObject({ ...answer, body: { ...answer.body, order: order.body.order } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 9000, points_held: 0 })
  })

  // Guard: restoreHold in ensureRedemption (workflows/checkout/ensure-redemption.ts).
  it.each([0, 1000])(
    "R46, M75: a refused call for exact points leaves an existing cart with its %i points",
    async (earlier) => {
      const { createOrder, shopper, shop, loyalty } = checkout()
      const { customer, token } = await shopper(9000)
      const cart = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
      const apply = (cartId: string, points: number) =>
        shop.guest.send("POST", `/store/carts/${cartId}/loyalty-redemption`, { token, points })
      if (earlier > 0) await apply(cart.id, earlier)
      const loyalty_redemption = { token, points: 5000, exact: true }
      expect(await createOrder({ cart_id: cart.id, payment: manual, loyalty_redemption })).toMatchObject({
        status: 400,
        body: { code: "below_minimum_total", message: expect.stringContaining("at most 4000") },
      })
      const { cart: left } = await shop.guest.get<{ cart: { total: number } }>(`/store/carts/${cart.id}?fields=total`)
      expect(left.total).toBe(40 - earlier / 100)
      expect((await loyalty.account(customer.id)).points_held).toBe(earlier)
      // Only a hold binds the token to its cart.
      const other = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
      expect((await apply(other.id, 100)).status).toBe(earlier > 0 ? 400 : 200)
    },
  )

  it("R46: an existing cart completes with its own shipping and address", async () => {
    const { createOrder, shopper, shop, loyalty } = checkout()
    const { customer, token } = await shopper(1000)
    const cart = await shop.fillCart({ email: customer.email, quantity: 2 })
    const body = { cart_id: cart.id, payment: manual, loyalty_redemption: { token, points: 1000 } }
    expect(await createOrder(body)).toMatchObject({ status: 200, body: { type: "order", order: { total: 35 } } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
  })

  it("R46: a payment session that the storefront has made is used; points that are applied already stay", async () => {
    const { createOrder, shop } = checkout()
    const cart = await shop.fillCart({ quantity: 1 })
    const { payment_collection } = await shop.guest.post<{ payment_collection: { id: string } }>(
      "/store/payment-collections",
      { cart_id: cart.id },
    )
    await shop.guest.post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, manual)
    expect(await createOrder({ cart_id: cart.id })).toMatchObject({ body: { type: "order", order: { total: 25 } } })
  })

  it("R46: an order that points pay in full needs no payment", async () => {
    const { createOrder, purchase, shopper } = checkout()
    const { customer, token } = await shopper(4000)
    const body = { payment: undefined, loyalty_redemption: { token, points: 4000 } }
    expect(await createOrder(purchase(customer.email, body))).toMatchObject({
      body: { type: "order", order: { total: 0 } },
    })
  })

  it("R46, ADR 0008: a signed-in customer who has proven the mailbox needs no token; another one does", async () => {
    const { purchase, shopper, shop, database, loyalty } = checkout()
    const { customer } = await shopper(1000)
    const send = (points: number) =>
      shop
        .as(customer)
        .send<object>(
          "POST",
          "/store/checkout/create-order",
          purchase(customer.email, { loyalty_redemption: { points } }),
        )
    expect(await send(500)).toMatchObject({ status: 400, body: { code: "proof_required" } })
    await query(
      database,
      "insert into clientele_code_verification (customer_id, mailbox, proven_at) values ($1, $2, now())",
      [customer.id, customer.email],
    )
    expect(await send(500)).toMatchObject({ status: 200, body: { type: "order", order: { total: 35 } } })
    expect((await loyalty.account(customer.id)).points_balance).toBe(500)
  })

  it("R46: however the payment fails, the answer is the cart with the code; it can be paid in another way, with the same points", async () => {
    const { createOrder, purchase, shopper, loyalty, made } = checkout()
    const { customer, token } = await shopper(1000)
    const loyalty_redemption = { token, points: 1000 }
    let cart_id: string | undefined
    for (const outcome of ["requires_more", "says_requires_more", "decline", "says_error"]) {
      const more = { loyalty_redemption, payment: fickle(outcome) }
      const answer = await createOrder(cart_id ? { cart_id, ...more } : purchase(customer.email, more))
      const [type, code] = outcome.includes("requires_more")
        ? ["payment_requires_more_error", "payment_requires_more"]
        : ["payment_authorization_error", "payment_refused"]
      expect([outcome, answer]).toMatchObject([
        outcome,
        {
          status: 200,
          body: {
            type: "cart",
            cart: { total: 30 },
            loyalty_redemption: { points: 1000 },
            error: { type, code, message: expect.any(String), name: expect.any(String) },
          },
        },
      ])
      const { cart } = answer.body
      cart_id = cart?.id
      expect(cart?.payment_collection?.payment_sessions).toHaveLength(1)
      expect(pointsDiscount(cart ?? ({} as never))).toBe(10)
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 1000 })
    }
    const order = await createOrder({ cart_id, loyalty_redemption, payment: fickle("authorise") })
    expect(order).toMatchObject({ status: 200, body: { type: "order", order: { total: 30 } } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
    expect(await made(customer.email)).toEqual({ orders: 1, carts: 1 })
  })
}
