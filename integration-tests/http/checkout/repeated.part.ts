import { randomUUID } from "node:crypto"
import { dumpDatabase, query } from "../../helpers/database"
import { apply, tokenOf } from "../../helpers/redemption"
import { newEmail } from "../../helpers/shop"
import { type CheckoutShop, fickle, manual } from "./shoppers"

const keyed = (key: string) => ({ "idempotency-key": key })

/** Requests that come again, one after the other and at once. */
export function repeated(checkout: () => CheckoutShop): void {
  it("R46: one key, in the header or the body, is one order", async () => {
    const { createOrder, purchase, made } = checkout()
    const email = newEmail("again")
    const key = randomUUID()
    const first = await createOrder(purchase(email), keyed(key))
    const second = await createOrder(purchase(email, { idempotency_key: key }))
    expect(first.body.type).toBe("order")
    expect(second.body).toMatchObject({ type: "order", order: { id: first.body.order?.id } })
    expect(await made(email)).toEqual({ orders: 1, carts: 1 })
  })

  // Guard: `takeLease` in modules/checkout/service.ts; with a lease for everybody the calls get into each other's cart.
  it("R46, M12: ten calls at once with one key make one cart and one order", async () => {
    const { createOrder, purchase, made } = checkout()
    const email = newEmail("at-once")
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 10 }, () => createOrder(purchase(email), keyed(key))))
    expect(answers.map(({ status, body }) => [status, body.type])).toEqual(Array(10).fill([200, "order"]))
    expect(new Set(answers.map(({ body }) => body.order?.id)).size).toBe(1)
    expect(await made(email)).toEqual({ orders: 1, carts: 1 })
  })

  // Guard: the lock in findOrderOf (workflows/checkout/complete-cart.ts): Medusa links an order before it is paid.
  it("R46, M10: calls at once whose card is declined are told of no order", async () => {
    const { createOrder, purchase, shopper, loyalty, made } = checkout()
    const { customer, token } = await shopper(1000)
    const loyalty_redemption = { token, points: 1000 }
    const body = purchase(customer.email, { payment: fickle("decline"), loyalty_redemption })
    const answers = await Promise.all(Array.from({ length: 5 }, () => createOrder(body)))
    expect(answers.map(({ status, body: { type } }) => [status, type])).toEqual(Array(5).fill([200, "cart"]))
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 1000 })
    expect(await made(customer.email)).toEqual({ orders: 0, carts: 1 })
  })

  it("R46: the same key with another request is a conflict and makes nothing", async () => {
    const { createOrder, purchase, made, shop } = checkout()
    const email = newEmail("conflict")
    const key = randomUUID()
    const first = await createOrder(purchase(email), keyed(key))
    const conflict = { status: 400, body: { code: "idempotency_conflict" } }
    const more = { items: [{ variant_id: shop.variants.shirt, quantity: 3 }] }
    expect(await createOrder(purchase(email, more), keyed(key))).toMatchObject(conflict)
    const cart = await shop.fillCart({ email: newEmail("conflict") })
    expect(await createOrder({ cart_id: cart.id, payment: manual }, keyed(key))).toMatchObject(conflict)
    const again = await createOrder(purchase(email), keyed(key))
    expect(again.body.order?.id).toBe(first.body.order?.id)
    expect(await made(email)).toEqual({ orders: 1, carts: 1 })
  })

  it("R46: a key replays orders only: what the bank wanted first is asked for again, and then it is an order", async () => {
    const { createOrder, purchase, shopper, database, loyalty, made } = checkout()
    const { customer, token } = await shopper(1000)
    const body = purchase(customer.email, {
      payment: fickle("says_requires_more"),
      loyalty_redemption: { token, points: 1000 },
    })
    const key = randomUUID()
    const first = await createOrder(body, keyed(key))
    expect(first.body).toMatchObject({ type: "cart", cart: { total: 30 } })
    const sessions = first.body.cart?.payment_collection?.payment_sessions
    // A retry before the shopper has been to the bank: the same cart, and the same session at the bank.
    const second = await createOrder(body, keyed(key))
    expect(second.body).toMatchObject({ type: "cart", cart: { id: first.body.cart?.id } })
    expect(second.body.cart?.payment_collection?.payment_sessions?.[0]?.id).toBe(sessions?.[0]?.id)
    await query(database, `update payment_session set data = data || '{"confirmed":true}' where id = $1`, [
      sessions?.[0]?.id,
    ])
    const third = await createOrder(body, keyed(key))
    expect(third.body).toMatchObject({ type: "order", order: { total: 30 } })
    expect((await createOrder(body, keyed(key))).body.order?.id).toBe(third.body.order?.id)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
    expect(await made(customer.email)).toEqual({ orders: 1, carts: 1 })
  })

  // Guard: `requested` in applyMissing (workflows/checkout/ensure-redemption.ts); without it the retry needs the token, which is over.
  it("R44 R46: of 5000 points asked for 4000 are accepted, and a retry keeps them and the session at the bank", async () => {
    const { createOrder, purchase, shopper, database, loyalty } = checkout()
    const { customer, token } = await shopper(5000)
    const payment = fickle("says_requires_more")
    const body = purchase(customer.email, {
      payment,
      shipping_option_id: checkout().shop.shipping.standard,
      loyalty_redemption: { token, points: 5000 },
    })
    const key = randomUUID()
    const first = await createOrder(body, keyed(key))
    expect(first.body).toMatchObject({ type: "cart", cart: { total: 5 }, loyalty_redemption: { points: 4000 } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_held: 4000 })
    await query(database, "update clientele_code_token set expires_at = now() where mailbox = $1", [customer.email])
    const sessionOf = (answer: typeof first) => answer.body.cart?.payment_collection?.payment_sessions?.[0]?.id
    const second = await createOrder(body, keyed(key))
    expect(second.body).toMatchObject({ type: "cart", loyalty_redemption: { points: 4000 } })
    expect(sessionOf(second)).toBe(sessionOf(first))
    await query(database, `update payment_session set data = data || '{"confirmed":true}' where id = $1`, [
      sessionOf(first),
    ])
    const third = await createOrder(body, keyed(key))
    expect(third.body).toMatchObject({ type: "order", order: { total: 5 }, loyalty_redemption: { points: 4000 } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 0 })
  })

  // Guards: UNDER_WAY in `usable` and `serves` (workflows/checkout/prepare-payment.ts).
  it("R46: a session at the bank stays for a retry that names no payment, and for one whose data the provider has replaced", async () => {
    const { createOrder, purchase, shopper, database } = checkout()
    const { customer } = await shopper(1000)
    const payment = fickle("says_requires_more")
    const first = await createOrder(purchase(customer.email, { payment }))
    const cart_id = first.body.cart?.id
    const sessionOf = (answer: typeof first) => answer.body.cart?.payment_collection?.payment_sessions?.[0]?.id
    const unnamed = await createOrder({ cart_id })
    expect(unnamed.body).toMatchObject({ type: "cart", error: { code: "payment_requires_more" } })
    expect(sessionOf(unnamed)).toBe(sessionOf(first))
    // A new session would ask the shopper to confirm once more, and so make no order.
    await query(database, `update payment_session set data = '{"redirect":"https://bank.example"}' where id = $1`, [
      sessionOf(first),
    ])
    expect((await createOrder({ cart_id, payment })).body).toMatchObject({ type: "order", order: { total: 40 } })
  })

  it("R46: a declined card, then another one with the same token: one cart, one order", async () => {
    const { createOrder, purchase, shopper, loyalty, made } = checkout()
    const { customer, token } = await shopper(1000)
    const body = (payment: object) => purchase(customer.email, { payment, loyalty_redemption: { token, points: 600 } })
    expect((await createOrder(body(fickle("decline")))).body.type).toBe("cart")
    const order = await createOrder(body(manual))
    expect(order.body).toMatchObject({ type: "order", order: { total: 34 } })
    expect((await createOrder(body(manual))).body.order?.id).toBe(order.body.order?.id)
    expect((await createOrder(body(manual), keyed(randomUUID()))).body.order?.id).toBe(order.body.order?.id)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 400, points_held: 0 })
    expect(await made(customer.email)).toEqual({ orders: 1, carts: 1 })
  })

  // Guard: `hadPayment` in checkOut (workflows/checkout/create-order.ts): an earlier call has answered with this cart.
  it("R46: after a declined card, a retry that is refused leaves the cart, its points and its token as they are", async () => {
    const { createOrder, purchase, shopper, loyalty, made } = checkout()
    const { customer, token } = await shopper(1000)
    const body = (payment: object) => purchase(customer.email, { payment, loyalty_redemption: { token, points: 600 } })
    const cartId = (await createOrder(body(fickle("decline")))).body.cart?.id
    expect(await createOrder(body({ provider_id: "pp_unknown" }))).toMatchObject({ status: 400 })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 600 })
    expect((await createOrder(body(fickle("decline")))).body.cart?.id).toBe(cartId)
    expect((await createOrder(body(manual))).body).toMatchObject({ type: "order", order: { total: 34 } })
    expect(await made(customer.email)).toEqual({ orders: 1, carts: 1 })
  })

  // Guard: isDeclined in preparePayment (workflows/checkout/prepare-payment.ts); without it each retry asks with the same session.
  it.each([true, false])(
    "R46: after a declined card a retry makes a new session; payment named again: %p",
    async (named) => {
      const { createOrder, purchase, shopper } = checkout()
      const { customer } = await shopper(1000)
      const first = await createOrder(purchase(customer.email, { payment: fickle("decline") }))
      const cart_id = first.body.cart?.id
      const ids = (answer: typeof first) => answer.body.cart?.payment_collection?.payment_sessions?.map(({ id }) => id)
      expect(ids(first)).toHaveLength(1)
      const second = await createOrder({ cart_id, payment: fickle("decline") })
      expect(second.body).toMatchObject({ type: "cart", error: { code: "payment_refused" } })
      expect(ids(second)).toHaveLength(1)
      expect(ids(second)).not.toEqual(ids(first))
      const third = await createOrder({ cart_id, ...(named ? { payment: fickle("authorise") } : {}) })
      expect(third).toMatchObject({ status: 200, body: { type: "order", order: { total: 40 } } })
    },
  )

  // Guard: the lease of a dead process ends by its time (`l.until < now()` in modules/checkout/sql/leases.ts).
  it("R46: a retry continues the work of a process that died in the middle", async () => {
    const { createOrder, purchase, shopper, database, made } = checkout()
    const { customer, token } = await shopper(1000)
    const body = (payment: object) => purchase(customer.email, { payment, loyalty_redemption: { token, points: 600 } })
    const cartId = (await createOrder(body(fickle("decline")))).body.cart?.id
    await query(database, "delete from cart_shipping_method where cart_id = $1", [cartId])
    await query(
      database,
      `delete from payment_session where payment_collection_id in
         (select payment_collection_id from cart_payment_collection where cart_id = $1)`,
      [cartId],
    )
    await query(
      database,
      "insert into clientele_checkout_lease (cart_id, holder, until) values ($1, 'dead', now() + interval '2 seconds')",
      [cartId],
    )
    expect((await createOrder(body(manual))).body).toMatchObject({ type: "order", order: { total: 34 } })
    expect(await made(customer.email)).toEqual({ orders: 1, carts: 1 })
  })

  // Guard: the token among the keys in requestKeys (workflows/checkout/create-order.ts); without it each call makes its own cart.
  it("M32: one token 50 times at once, without a key: one order, one deduction", async () => {
    const { createOrder, purchase, shopper, loyalty, made } = checkout()
    const { customer, token } = await shopper(2000)
    const body = purchase(customer.email, { loyalty_redemption: { token, points: 1000 } })
    const answers = await Promise.all(Array.from({ length: 50 }, () => createOrder(body)))
    expect(new Set(answers.map(({ status, body: { order } }) => `${status} ${order?.id}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(200)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 0 })
    expect(await made(customer.email)).toEqual({ orders: 1, carts: 1 })
  }, 120_000)

  // Guards: the comparison of `request_hash` in claim (modules/checkout/service.ts); the token among the keys in requestKeys.
  it("M32: a spent token buys nothing else, and a new one with an old key is the old order", async () => {
    const { createOrder, purchase, shopper, loyalty, shop, database } = checkout()
    const { customer, token } = await shopper(2000)
    const key = randomUUID()
    const body = (proof: string, more?: object) =>
      purchase(customer.email, { loyalty_redemption: { token: proof, points: 1000 }, ...more })
    const order = await createOrder(body(token), keyed(key))
    const other = body(token, { items: [{ variant_id: shop.variants.mug, quantity: 1 }] })
    expect(await createOrder(other)).toMatchObject({ status: 400, body: { code: "idempotency_conflict" } })
    const cart = await shop.fillCart({ email: customer.email, quantity: 2 })
    const elsewhere = { cart_id: cart.id, payment: manual, loyalty_redemption: { token, points: 500 } }
    expect(await createOrder(elsewhere)).toMatchObject({ status: 400, body: { code: "redemption_token_invalid" } })
    const fresh = await tokenOf(database, customer.email)
    expect((await createOrder(body(fresh), keyed(key))).body.order?.id).toBe(order.body.order?.id)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 0 })
  })

  // Guards: the hashes in hashKey (modules/checkout/domain/request-key.ts); that no workflow or line of the log is given a token.
  it("M33: neither keys nor tokens of redemptions are in the database or the log; addresses not in the table of requests", async () => {
    const { createOrder, purchase, shopper, shop, database, store } = checkout()
    const { customer, token } = await shopper(1000)
    const secrets = [token]
    const another = async () => {
      const fresh = await tokenOf(database, customer.email)
      secrets.push(fresh)
      return fresh
    }
    const keys = [randomUUID(), randomUUID()]
    // Bought, declined, refused, applied to a cart and to none, and looked at.
    await createOrder(purchase(customer.email, { loyalty_redemption: { token, points: 200 } }), keyed(keys[0] ?? ""))
    const declined = { loyalty_redemption: { token: await another(), points: 200 }, payment: fickle("decline") }
    await createOrder(purchase(customer.email, declined), keyed(keys[1] ?? ""))
    await createOrder(purchase(customer.email, { loyalty_redemption: { token: await another(), points: 99_999 } }))
    const cart = await shop.fillCart({ email: customer.email, quantity: 2 })
    const applied = await apply(shop, cart.id, await another(), 200)
    expect(applied.status).toBe(200)
    await apply(shop, "cart_unknown", await another(), 200)
    await shop.guest.send("POST", "/store/loyalty/preview", {
      email: customer.email,
      cart_id: cart.id,
      token: await another(),
    })
    await shop.completeCart(cart.id)

    const rows = await query<{ all: string }>(
      database,
      "select r::text || encode(key, 'escape') || encode(request_hash, 'escape') as all from clientele_checkout_request r",
    )
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.map((row) => row.all).join()).not.toContain(customer.email)
    const places = { database: await dumpDatabase(database), log: store.output() }
    expect(places.database).toContain(cart.id)
    for (const [place, text] of Object.entries(places)) {
      // Bytes are shown in hexadecimal.
      const forms = (secret: string) => [secret, Buffer.from(secret).toString("hex")]
      const found = [...secrets, ...keys].filter((secret) => forms(secret).some((form) => text.includes(form)))
      expect({ place, found }).toEqual({ place, found: [] })
    }
  })
}
