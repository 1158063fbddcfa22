import { randomUUID } from "node:crypto"
import { query } from "../../helpers/database"
import { lockTable, whileLocked } from "../../helpers/locked"
import { eventually } from "../../helpers/loyalty"
import { give, tokenOf } from "../../helpers/redemption"
import { newEmail } from "../../helpers/shop"
import type { CheckoutShop } from "./shoppers"

const item = { variant_id: "variant_1", quantity: 1 }

const nested = (depth: number) => {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = [value]
  return value
}

/** What is wrong, by the field that the refusal names: changes to a good purchase. */
const WRONG: [string, string, object][] = [
  ["no email", "email", { email: undefined }],
  ["something else than an address", "email", { email: "not an address" }],
  ["no region", "region_id", { region_id: undefined }],
  ["an unknown region", "region_id", { region_id: "reg_unknown" }],
  ["no items", "items", { items: undefined }],
  ["an empty list of items", "items", { items: [] }],
  ["an unknown variant", "items", { items: [item] }],
  ["a quantity of 0", "items.0.quantity", { items: [{ ...item, quantity: 0 }] }],
  ["a fraction of an item", "items.0.quantity", { items: [{ ...item, quantity: 1.5 }] }],
  ["a negative quantity", "items.0.quantity", { items: [{ ...item, quantity: -1 }] }],
  ["no shipping address", "shipping_address", { shipping_address: undefined }],
  ["an address without a country", "shipping_address.country_code", { shipping_address: { city: "Town" } }],
  ["a country of another region", "shipping_address.country_code", { shipping_address: { country_code: "de" } }],
  [
    "an address that cannot be stored",
    "shipping_address.city",
    { shipping_address: { country_code: "us", city: "a\0b" } },
  ],
  ["metadata that cannot be stored", "items.0.metadata", { items: [{ ...item, metadata: { a: ["\0"] } }] }],
  ["metadata nested 1,000 deep", "items.0.metadata", { items: [{ ...item, metadata: { a: nested(1000) } }] }],
  ["no shipping option", "shipping_option_id", { shipping_option_id: undefined }],
  ["an unknown shipping option", "shipping_option_id", { shipping_option_id: "so_unknown" }],
  ["an unknown coupon", "coupon_code", { coupon_code: "NO_SUCH_COUPON" }],
  ["no provider where there are several", "payment.provider_id", { payment: undefined }],
  ["an unknown provider", "payment.provider_id", { payment: { provider_id: "pp_unknown" } }],
  ["a channel of another key", "sales_channel_id", { sales_channel_id: "sc_other" }],
  ["a cart beside the items", "email: cannot be given together with cart_id", { cart_id: "cart_1" }],
  ["M37: a price of the client's", "items.0.unit_price", { items: [{ ...item, unit_price: 1 }] }],
  ["M37: a total of the client's", "total", { total: 1 }],
  ["M37: a discount of the client's", "discount_amount", { discount_amount: 5 }],
  ["M39: a customer of the client's", "customer_id", { customer_id: "cus_1" }],
  ["points without a number", "loyalty_redemption.points", { loyalty_redemption: { token: "t" } }],
  ["M36: points in a string", "loyalty_redemption.points", { loyalty_redemption: { token: "t", points: "100" } }],
  ["M36: negative points", "loyalty_redemption.points", { loyalty_redemption: { token: "t", points: -100 } }],
  ["M36: a fraction of points", "loyalty_redemption.points", { loyalty_redemption: { token: "t", points: 100.5 } }],
  [
    "M36: points beyond exact numbers",
    "loyalty_redemption.points",
    { loyalty_redemption: { token: "t", points: 2 ** 53 } },
  ],
  ["M34: a token in an array", "loyalty_redemption.token", { loyalty_redemption: { token: ["t"], points: 100 } }],
]

/** Requests that are not good, and what becomes of what they came with. */
export function refused(checkout: () => CheckoutShop): void {
  // Guards of the M rows: the strict objects in src/workflows/checkout/checkout-input.ts.
  it.each(WRONG)("R46, M36, M37, M39: %s is a 400 that names %s", async (_what, field, change) => {
    const { createOrder, purchase, made } = checkout()
    const email = newEmail("wrong")
    const answer = await createOrder(purchase(email, change))
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } })
    expect(answer.body.message).toContain(field)
    expect((await made(email)).orders).toBe(0)
  })

  it("R46: an empty body is one 400 that names every field that is required", async () => {
    const { createOrder } = checkout()
    const { status, body } = await createOrder({})
    expect([status, body.code]).toEqual([400, "invalid_request"])
    for (const field of ["email", "region_id", "items", "shipping_address", "shipping_option_id"]) {
      expect(body.message).toContain(`${field}: is required`)
    }
  })

  it("R46: a cart without shipping is a 400 with a code that says what is missing", async () => {
    const { createOrder, shop } = checkout()
    const cart = await shop.fillCart({ shipping: "none" })
    const { status, body } = await createOrder({ cart_id: cart.id, payment: { provider_id: "pp_system_default" } })
    expect([status, body.code]).toEqual([400, "invalid_request"])
    expect(body.message).toMatch(/shipping method/i)
  })

  // Guard: the key's length in idempotencyKey (api/shared/validate.ts). Bodies that are too large or no JSON are Medusa's to refuse. An
  // unknown cart is looked for in createOrder, and once more in preparePayment: either may go and the other answers.
  it("R46, M34: an unknown cart is 404; a body of 2 MB, or one that is no JSON, is refused", async () => {
    const { createOrder, purchase, made } = checkout()
    expect(await createOrder({ cart_id: "cart_unknown" })).toMatchObject({ status: 404, body: { code: "not_found" } })
    expect([400, 413]).toContain((await createOrder({ cart_id: "x".repeat(2_000_000) })).status)
    expect((await createOrder("{")).status).toBe(400)
    expect((await createOrder("[]")).status).toBe(400)
    const email = newEmail("long-key")
    const long = await createOrder(purchase(email), { "idempotency-key": "x".repeat(500) })
    expect(long).toMatchObject({ status: 400, body: { code: "invalid_request" } })
    expect(long.body.message).toContain("Idempotency-Key")
    expect((await made(email)).orders).toBe(0)
  })

  // Guard: the call of `undoRefusedCheckout` in workflows/checkout/create-order.ts; without it the token is bound to a cart nobody knows.
  it("R46: a refused request spends and reserves nothing; corrected, it is good with the same key and token", async () => {
    const { createOrder, purchase, shopper, loyalty } = checkout()
    const { customer, token } = await shopper(1000)
    const headers = { "idempotency-key": randomUUID() }
    const body = (points: number, more?: object) =>
      purchase(customer.email, { loyalty_redemption: { token, points }, ...more })
    const refusals = [
      [body(1001), "insufficient_points"],
      [body(99), "below_minimum_points"],
      [body(500, { payment: undefined }), "invalid_request"],
    ] as const
    for (const [request, code] of refusals) {
      expect(await createOrder(request, headers)).toMatchObject({ status: 400, body: { code } })
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 0 })
    }
    const order = await createOrder(body(500), headers)
    expect(order).toMatchObject({ status: 200, body: { type: "order", order: { total: 35 } } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 500, points_held: 0 })
  })

  // Guard: that checkOut (workflows/checkout/create-order.ts) calls `undoRefusedCheckout` for what the completion refuses, too.
  it.each([
    ["that points pay in full", 4000, 0],
    ["with a payment begun", 500, 15],
  ])(
    "R46: a new cart %s that Medusa refuses to complete holds no points, and key and token serve the corrected request",
    async (_what, points, total) => {
      const { createOrder, purchase, shopper, loyalty, database, shop } = checkout()
      const { customer, token } = await shopper(4000)
      const headers = { "idempotency-key": randomUUID() }
      const body = purchase(customer.email, { loyalty_redemption: { token, points } })
      const { waiting } = await whileLocked(database, { sql: "lock table clientele_code_token" }, async (locked) => {
        const call = createOrder(body, headers)
        await locked.waiting(1, "hash =")
        // The shipping goes while the points are applied: Medusa's completion refuses the cart.
        await query(
          database,
          "delete from cart_shipping_method where cart_id in (select id from cart where email = $1)",
          [customer.email],
        )
        return { waiting: call }
      })
      const refused = await waiting
      expect(refused).toMatchObject({ status: 400, body: { message: expect.stringMatching(/shipping method/i) } })
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 4000, points_held: 0 })
      const one = { ...body, items: [{ variant_id: shop.variants.shirt, quantity: 1 }] }
      expect((await createOrder(one, headers)).body).toMatchObject({ type: "order", order: { total } })
      expect((await loyalty.account(customer.id)).points_held).toBe(0)
    },
  )

  // Guard: UNDER_WAY in `undoRefusedCheckout` (workflows/checkout/undo-refused-checkout.ts); without it the token serves another cart.
  it("R46: a new cart that is refused once it has the shopper's money keeps its token", async () => {
    const { createOrder, purchase, shopper, shop, database } = checkout()
    const { customer, token } = await shopper(4000)
    const payment = { provider_id: "pp_fickle_fickle", data: { begins_as: "authorized" } }
    const body = purchase(customer.email, { loyalty_redemption: { token, points: 500 }, payment })
    const tokens = await lockTable(database, "clientele_code_token")
    const waiting = createOrder(body)
    await tokens.waiting(1, "hash =")
    // The next stop is between the payment's session and the completion. Medusa writes the session twice: this status comes last.
    const completion = await lockTable(database, "order_cart")
    await tokens.release()
    const ofCart = "in (select id from cart where email = $1)"
    const paid = `select 1 from payment_session join cart_payment_collection using (payment_collection_id)
      where status = 'authorized' and cart_id ${ofCart}`
    await eventually(
      () => query(database, paid, [customer.email]),
      (rows) => rows.length > 0,
    )
    const held = `select id from clientele_points_hold where cart_id ${ofCart}`
    await query(database, `select clientele_points_hold_end(id, 'expired', 'time') from (${held}) h`, [customer.email])
    await give(shop, customer, -4000)
    await completion.release()
    expect(await waiting).toMatchObject({ status: 400, body: { code: "hold_expired" } })
    // Nothing else is bought with the token while the shopper's money waits for this cart.
    const bound = await query(database, `select 1 from clientele_code_token where mailbox = $1 and cart_id ${ofCart}`, [
      customer.email,
    ])
    expect(bound).toHaveLength(1)
  })

  // Guards: the comparison of the cart's mailbox in getCartOf (workflows/shared/redemption/apply-redemption.ts); `if (!used)` in useToken
  // (modules/one_time_code/service.ts); `if (!session)` in verifyShopper (workflows/shared/redemption/verify-shopper.ts).
  it("M28, M32: a token of another mailbox, or none at all, buys nothing", async () => {
    const { createOrder, purchase, shopper, loyalty, database, made } = checkout()
    const { customer } = await shopper(1000)
    const body = (token: string | undefined) => purchase(customer.email, { loyalty_redemption: { token, points: 500 } })
    const stranger = await tokenOf(database, newEmail("stranger"))
    expect(await createOrder(body(stranger))).toMatchObject({ status: 409, body: { code: "cart_changed" } })
    expect(await createOrder(body("made-up"))).toMatchObject({
      status: 400,
      body: { code: "redemption_token_invalid" },
    })
    expect(await createOrder(body(undefined))).toMatchObject({ status: 400, body: { code: "proof_required" } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 0 })
    expect((await made(customer.email)).orders).toBe(0)
  })
}
