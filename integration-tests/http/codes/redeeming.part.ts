import { query, type TestDatabase } from "../../helpers/database"
import { type Loyalty, loyaltyOf } from "../../helpers/loyalty"
import { type Applied, apply, give, pointsDiscount, tokenOf } from "../../helpers/redemption"
import { type Customer, newEmail, type Shop } from "../../helpers/shop"
import { type CodeShop, shopperOf } from "./shoppers"

/** Points without a token: what counts is who is signed in and has proven the mailbox (ADR 0008), never what a cart says. */
export function redeeming(open: () => CodeShop): void {
  let opened: CodeShop
  let database: TestDatabase
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    opened = open()
    ;({ database, shop } = opened)
    loyalty = loyaltyOf(shop.admin)
    await loyalty.set("loyalty_max_redeem_percent", 100)
  })

  /** Verifies a code for the customer's present address while signed in. */
  async function prove(customer: Customer, email = customer.email): Promise<string> {
    const me = shopperOf(shop.as(customer))
    const { body } = await me.send({ email })
    const code = await opened.mailbox.code(email)
    const verified = await me.verify({ email, code, challenge_id: body.challenge_id })
    expect(verified.status).toBe(200)
    return verified.body.redemption_token
  }

  /** A customer with 3000 points and a cart of 40.00, both for the own address. */
  async function shopper(): Promise<{ customer: Customer; cartId: string }> {
    const customer = await shop.register()
    await give(shop, customer, 3000)
    const cart = await shop.fillCart({ customer, quantity: 2, product: "download" })
    return { customer, cartId: cart.id }
  }

  const applyAs = (customer: Customer | null, cartId: string, points: unknown = 1000) =>
    (customer ? shop.as(customer) : shop.guest).send<Applied & { code: string }>(
      "POST",
      `/store/carts/${cartId}/loyalty-redemption`,
      { points },
    )
  const held = async (customer: Customer) => (await loyalty.account(customer.id)).points_held
  const refusal = (code: string, status = 400) => ({ status, body: { code } })

  it("R44, ADR 0008: a customer with a verified mailbox redeems without a token", async () => {
    const { customer, cartId } = await shopper()
    await prove(customer)
    const applied = await applyAs(customer, cartId, 1500)
    expect(applied).toMatchObject({
      status: 200,
      body: { loyalty_redemption: { points: 1500, discount_amount: "15.00" }, cart: { total: 25 } },
    })
    // The slider moves, and back to nothing, by whoever has the cart: its id is the credential, as for all of a cart.
    expect((await applyAs(customer, cartId, 2000)).body.cart.total).toBe(20)
    const released = await shop.guest.delete<{ released: boolean }>(`/store/carts/${cartId}/loyalty-redemption`)
    expect(released.released).toBe(true)
    expect(await held(customer)).toBe(0)
    await applyAs(customer, cartId, 1200)
    const order = await shop.completeCart(cartId, { customer })
    expect(order.total).toBe(28)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1800, points_held: 0 })
  })

  it("R43: the token of a verified code is used up by the order that it pays for", async () => {
    const { customer, cartId } = await shopper()
    const token = await prove(customer)
    expect((await apply(shop, cartId, token, 1000)).status).toBe(200)
    const order = await shop.completeCart(cartId, { customer })
    expect(order.total).toBe(30)
    const next = await shop.fillCart({ email: customer.email, quantity: 2, shipping: "none" })
    expect(await apply(shop, next.id, token, 1000)).toMatchObject(refusal("redemption_token_invalid"))
  })

  // Guards: `if (!session)` in verifyShopper, and `is_proven ?` in readSession (workflows/shared/redemption/verify-shopper.ts).
  it("R44, ADR 0008: neither a guest session, nor a sign-in, nor the cart's customer verifies the mailbox", async () => {
    const { customer, cartId } = await shopper()
    const [cart] = await query<{ customer_id: string }>(database, "select customer_id from cart where id = $1", [
      cartId,
    ])
    expect(cart?.customer_id).toBe(customer.id)
    expect(await applyAs(null, cartId)).toMatchObject(refusal("proof_required"))
    expect(await applyAs(customer, cartId)).toMatchObject(refusal("proof_required"))
    // A guest's cart that names the address belongs to the customer for Medusa, and to nobody for the points.
    const guestCart = await shop.fillCart({ email: customer.email, quantity: 2, shipping: "none" })
    expect(await applyAs(null, guestCart.id)).toMatchObject(refusal("proof_required"))
    // Whoever has proven another mailbox has proven nothing of this one.
    const other = await shopper()
    await prove(other.customer)
    expect(await applyAs(other.customer, cartId)).toMatchObject(refusal("cart_changed", 409))
    expect([await held(customer), await held(other.customer)]).toEqual([0, 0])
  })

  it("ADR 0008: a customer who registers a stranger's address first cannot use the stranger's points", async () => {
    const stranger = newEmail("stranger")
    const earned = await shop.placeOrder({ email: stranger, quantity: 5, capture: true })
    await loyalty.granted(earned.id, 100)
    const thief = await shop.register(stranger)
    const cart = await shop.fillCart({ customer: thief, quantity: 2, shipping: "none" })
    expect(await applyAs(thief, cart.id, 100)).toMatchObject(refusal("proof_required"))
    expect(await shop.as(thief).get("/store/customers/me/loyalty")).toEqual({ loyalty: null, proof_required: true })
  })

  describe("after the email address of an account was changed", () => {
    const move = (customer: Customer, email: string) => shop.admin.post(`/admin/customers/${customer.id}`, { email })
    const dayPasses = (customer: Customer) =>
      query(
        database,
        "update clientele_code_email_change set changed_at = changed_at - interval '1 day' where customer_id = $1",
        [customer.id],
      )

    // Guards: `if (session.redeems_from)` in verifyShopper; `moved.length > 0` in noteEmailChanges (workflows/codes).
    it("R44, ADR 0008: the session redeems nothing for a day, even with the new mailbox verified; a token redeems", async () => {
      const { customer } = await shopper()
      const email = newEmail("moved")
      await move(customer, email)
      await give(shop, customer, 3000)
      const token = await prove(customer, email)
      const cart = await shop.fillCart({ customer, email, quantity: 2, product: "download" })
      expect(await applyAs(customer, cart.id)).toMatchObject(refusal("email_changed_recently"))
      expect(await held(customer)).toBe(0)
      // Seeing is not using; and a code says who reads the mail now.
      const mine = await shop.as(customer).get<{ loyalty: { points_balance: number } }>("/store/customers/me/loyalty")
      expect(mine.loyalty.points_balance).toBe(3000)
      expect((await apply(shop, cart.id, token, 500)).status).toBe(200)
      await dayPasses(customer)
      expect((await applyAs(customer, cart.id, 1000)).body.loyalty_redemption.points).toBe(1000)
    })

    it("ADR 0008: an earlier verification is void at once, even if the address is changed back", async () => {
      const { customer, cartId } = await shopper()
      await prove(customer)
      await move(customer, newEmail("away"))
      expect(await applyAs(customer, cartId)).toMatchObject(refusal("proof_required"))
      await move(customer, customer.email)
      expect(await applyAs(customer, cartId)).toMatchObject(refusal("proof_required"))
      await dayPasses(customer)
      expect(await applyAs(customer, cartId)).toMatchObject(refusal("proof_required"))
    })

    // Guard: canonicalMailbox in noteEmailChanges.
    it("ADR 0008: the verification survives another spelling of the same address and changes of other fields", async () => {
      const { customer, cartId } = await shopper()
      await prove(customer)
      await move(customer, customer.email.toUpperCase())
      await shop.admin.post(`/admin/customers/${customer.id}`, { first_name: "Samantha" })
      expect((await applyAs(customer, cartId)).status).toBe(200)
    })

    it("ADR 0008, R45: a cart with points whose address changed does not complete, and no points are spent", async () => {
      const { customer, cartId } = await shopper()
      await prove(customer)
      await applyAs(customer, cartId)
      await shop.guest.post(`/store/carts/${cartId}`, { email: newEmail("hijacker") })
      await expect(shop.completeCart(cartId, { customer })).rejects.toThrow(/cart_changed/)
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 3000, lifetime_redeemed: 0 })
    })
  })

  // Guard: `available < p_points` in clientele_points_hold_place; without it a constraint of the account still holds the points
  // together, and the shoppers get a 500.
  it("M32: of 20 parallel calls that apply all points of a signed-in customer to ten carts, one cart holds them", async () => {
    const { customer } = await shopper()
    await prove(customer)
    const carts = await Promise.all(
      Array.from({ length: 10 }, () => shop.fillCart({ customer, quantity: 2, shipping: "none" })),
    )
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => applyAs(customer, carts[i % 10]?.id ?? "", 3000)),
    )
    // The cart that has them may have them again; all others are refused.
    const holders = new Set(answers.flatMap(({ status }, i) => (status === 200 ? [i % 10] : [])))
    expect(holders.size).toBe(1)
    const refused = answers.filter(({ status }) => status !== 200).map(({ status, body }) => `${status} ${body.code}`)
    expect(["400 insufficient_points", "409 cart_changed"]).toEqual(expect.arrayContaining([...new Set(refused)]))
    expect(await held(customer)).toBe(3000)
    const carrying = await Promise.all(
      carts.map(async ({ id }) =>
        pointsDiscount(
          (await shop.guest.get<Pick<Applied, "cart">>(`/store/carts/${id}?fields=*items.adjustments`)).cart,
        ),
      ),
    )
    expect(carrying.filter((discount) => discount > 0)).toEqual([30])
  }, 60_000)

  describe("points and tokens that are not valid", () => {
    let cartId: string

    beforeAll(async () => {
      cartId = (await shop.fillCart({ shipping: "none" })).id
    })

    // Guard: StoreApplyRedemption (workflows/shared/redemption/redemption-input.ts).
    it.each([
      ["a string", { points: "100" }, "points"],
      ["a fraction", { points: 100.5 }, "points"],
      ["a negative number", { points: -100 }, "points"],
      ["more than an integer holds exactly", { points: 2 ** 53 }, "points"],
      ["nothing", {}, "points"],
      ["a token that is a list", { points: 100, token: ["x"] }, "token"],
      ["no token, said so", { points: 100, token: null }, "token"],
      ["an empty token", { points: 100, token: "" }, "token"],
      ["a customer's id", { points: 100, customer_id: "cus_1" }, "customer_id"],
      ["a balance", { points: 100, balance: 5000 }, "balance"],
    ])("M34, M36, M39: %s is refused, naming the field", async (_what, body, field) => {
      const answer = await shop.guest.send<{ code: string; message: string }>(
        "POST",
        `/store/carts/${cartId}/loyalty-redemption`,
        body,
      )
      expect(answer).toMatchObject(refusal("invalid_request"))
      expect(answer.body.message).toContain(field)
    })

    it("M38: a cart that does not exist is 404, for a token, a session and a release", async () => {
      const customer = await shop.register()
      await give(shop, customer, 1000)
      await prove(customer)
      const missing = { status: 404, body: { code: "not_found" } }
      expect(await applyAs(customer, "cart_none")).toMatchObject(missing)
      expect(await apply(shop, "cart_none", await tokenOf(database, customer.email), 100)).toMatchObject(missing)
      expect(await shop.guest.send("DELETE", "/store/carts/cart_none/loyalty-redemption")).toMatchObject(missing)
    })
  })

  describe("previews that are not valid", () => {
    const email = "ada@example.com"
    const items = [{ variant_id: "variant_1", quantity: 1 }]
    // Guards: the two strict objects in api/store/loyalty/preview/validators.ts.
    it.each([
      [{ items }, "email"],
      [{ email: [email], items }, "email"],
      [{ email }, "items"],
      [{ email, items: [] }, "items"],
      [{ email, items, cart_id: "cart_1" }, "items"],
      [{ email, items: "variant_1" }, "items"],
      [{ email, items: [{ variant_id: ["variant_1"], quantity: 1 }] }, "items.0.variant_id"],
      [{ email, items: [{ variant_id: "variant_1", quantity: "1" }] }, "items.0.quantity"],
      [{ email, items: [{ variant_id: "variant_1", quantity: 0 }] }, "items.0.quantity"],
      [{ email, items: [{ variant_id: "variant_1", quantity: -1 }] }, "items.0.quantity"],
      [{ email, items: [{ variant_id: "variant_1", quantity: 1.5 }] }, "items.0.quantity"],
      [{ email, items: [{ variant_id: "variant_1", quantity: 2 ** 53 }] }, "items.0.quantity"],
      [{ email, items: [{ variant_id: "variant_1", quantity: 1, unit_price: 9999 }] }, "items.0.unit_price"],
      [{ email, items, discount_rate: 50 }, "discount_rate"],
      [{ email, items, customer_id: "cus_1" }, "customer_id"],
      [{ email, items }, "items.0.variant_id"],
      [{ email, items, region_id: "reg_none" }, "region_id"],
      [{ email, items, country_code: "fr" }, "country_code"],
      [{ email, items, token: 7 }, "token"],
      [{ email, cart_id: "cart_1", country_code: "us" }, "country_code"],
      [[email], "body"],
    ] as const)("M34, M36, M37, M39: %j is refused naming %s", async (body, field) => {
      const region_id = shop.regions.usd?.id
      const named = Array.isArray(body) || "cart_id" in body || "region_id" in body ? body : { ...body, region_id }
      const answer = await shop.guest.send<{ code: string; message: string }>("POST", "/store/loyalty/preview", named)
      expect(answer).toMatchObject(refusal("invalid_request"))
      expect(answer.body.message).toContain(field)
    })

    // Guard: `data.length === 0 || isHoldCode(coupon)` in computeActions (workflows/redemption/preview-cart.ts). The body is
    // Medusa's to refuse.
    it("M34, M38: a preview refuses a body of 2 MB, an unknown cart, an unknown coupon, and the code of a hold as a coupon", async () => {
      const ask = (body: unknown) => shop.guest.send("POST", "/store/loyalty/preview", body)
      expect([400, 413]).toContain((await ask({ email: "x".repeat(2_000_000), cart_id: "cart_1" })).status)
      expect(await ask({ email, cart_id: "cart_none" })).toMatchObject({ status: 404, body: { code: "not_found" } })
      const { cartId } = await shopper()
      for (const coupon_code of ["NOSUCH", "phold_1", "' or 1=1 --", "%"]) {
        expect(await ask({ email, cart_id: cartId, coupon_code })).toMatchObject(refusal("invalid_request"))
      }
    })
  })
}
