import { createHash, randomUUID } from "node:crypto"
import type { HttpTypes } from "@medusajs/framework/types"
import type { LoyaltyPreview } from "../../../src/workflows/redemption/preview-points"
import { compareInPairs, onlyStatements } from "../../helpers/alike"
import { query, type TestDatabase } from "../../helpers/database"
import type { Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, tokenOf } from "../../helpers/redemption"
import { type Customer, newEmail, type OrderPlan, type Shop } from "../../helpers/shop"
import { LABEL, readStatements } from "../../helpers/statement-log/read"
import type { Store } from "../../helpers/store-server"
import { createCoupon } from "./coupons"

/**
 * Previews of what an order earns and of what points may pay for it.
 *
 * @param open a store with the coupon TEN, and with taxes beside and in its prices
 * @param statements where it says what it sends to the database
 */
export function previews(open: () => OpenStore, statements: string): void {
  let database: TestDatabase
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, store, shop, loyalty } = open())
    const terms = { points_per_currency_unit: 2, points_per_currency_discount: 50 }
    await open().begin({ loyalty_currency_rates: { eur: terms, gbp: terms }, loyalty_points_enabled: true })
    // One use for each email address: a preview must not tell who has used it.
    const budget = { type: "use_by_attribute", attribute: "customer_email", limit: 1 }
    await createCoupon(shop, "ONCE", { campaign: { name: "Once", campaign_identifier: "once", budget } })
  })

  type Body = { preview: LoyaltyPreview; code?: string; message?: string }
  const ask = (body: object, { as, token }: { as?: Customer | undefined; token?: string } = {}) =>
    (as ? shop.as(as) : shop.guest).send<Body>(
      "POST",
      "/store/loyalty/preview",
      body,
      token === undefined ? {} : { "x-loyalty-token": token },
    )
  const preview = async (body: object, who?: Parameters<typeof ask>[1]) => {
    const answer = await ask(body, who)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return answer.body.preview
  }
  const goodsOf = (plan: OrderPlan) => ({
    region_id: shop.regions[plan.region ?? "usd"]?.id,
    items: [{ product: plan.product ?? "shirt", quantity: plan.quantity ?? 1 }, ...(plan.also ?? [])].map(
      ({ product, quantity }) => ({ variant_id: shop.variants[product], quantity }),
    ),
  })
  const count = async (table: string) =>
    (await query<{ n: number }>(database, `select count(*)::int n from ${table}`))[0]?.n

  async function withPoints(points: number): Promise<Customer> {
    const customer = await shop.register()
    await give(shop, customer, points)
    return customer
  }
  const prove = (customer: Customer) =>
    query(database, "insert into clientele_code_verification values ($1, $2, now())", [customer.id, customer.email])

  describe("R41, M37: an order earns the points of its preview, from the server's prices", () => {
    const also: OrderPlan["also"] = [
      { product: "mug", quantity: 3 },
      { product: "giftCard", quantity: 1 },
    ]
    it.each([
      ["dollars", { region: "usd", quantity: 2 }, 40],
      ["dollars and a coupon", { region: "usd", quantity: 2, also, promoCodes: ["TEN"] }, 62],
      ["euros with tax in the price", { region: "eur", quantity: 2, also }, 117],
      ["euros and a coupon", { region: "eur", quantity: 2, also, promoCodes: ["TEN"] }, undefined],
      ["pounds with tax on top, and a coupon", { region: "gbp", quantity: 2, promoCodes: ["TEN"] }, 72],
    ] satisfies [string, OrderPlan, number | undefined][])("%s", async (_name, plan, expected) => {
      const { promoCodes, ...goods }: OrderPlan = plan
      const [coupon_code] = promoCodes ?? []
      const email = newEmail("earner")
      const before = [await count("cart"), await count("cart_line_item_adjustment")]
      const said = await preview({ email, ...goodsOf(plan), coupon_code })
      expect([await count("cart"), await count("cart_line_item_adjustment")]).toEqual(before)
      if (expected !== undefined) expect(said.earnable_points).toBe(expected)

      const cart = await shop.fillCart({ ...goods, email })
      const adjustments = await count("cart_line_item_adjustment")
      expect((await preview({ email, cart_id: cart.id, coupon_code })).earnable_points).toBe(said.earnable_points)
      expect(await count("cart_line_item_adjustment")).toBe(adjustments)
      if (coupon_code) await shop.guest.post(`/store/carts/${cart.id}/promotions`, { promo_codes: [coupon_code] })
      expect((await preview({ email, cart_id: cart.id })).earnable_points).toBe(said.earnable_points)
      const order = await shop.capture(await shop.completeCart(cart.id))
      await loyalty.granted(order.id, said.earnable_points)
    })

    it("R41, R32: the part of a cart that points pay for earns none", async () => {
      const customer = await withPoints(1000)
      const cart = await shop.fillCart({ email: customer.email, quantity: 2, shipping: "none" })
      await apply(shop, cart.id, await tokenOf(database, customer.email), 1000)
      expect((await preview({ email: customer.email, cart_id: cart.id })).earnable_points).toBe(30)
    })
  })

  describe("M53: many quantities", () => {
    const lines = (count: number, ...names: ("mug" | "shirt")[]) =>
      names.flatMap((name) =>
        Array.from({ length: count }, (_, i) => ({ variant_id: shop.variants[name], quantity: i + 1 })),
      )
    const labelled = async (items: object[], name: string) => {
      const body = { email: newEmail("many"), region_id: shop.regions["usd"]?.id, items }
      const answer = await shop.guest.send<Body>("POST", "/store/loyalty/preview", body, { [LABEL]: name })
      return {
        answer,
        sent: readStatements(statements)
          .get(name)
          ?.filter((sql) => !sql.startsWith("set search_path")),
      }
    }

    // Guard: fewestQuantities in readPrices (workflows/redemption/preview-prices.ts); without it 200 calls are too many, and the answer is a 400.
    it("M53: a preview of 200 lines with 200 quantities sends as many statements as one of a line", async () => {
      await labelled(lines(1, "mug"), "many-first")
      const one = await labelled(lines(1, "mug"), "many-one")
      const all = await labelled(lines(200, "mug"), "many-all")
      expect([one.answer.status, all.answer.status]).toEqual([200, 200])
      expect(one.sent?.length).toBeGreaterThan(5)
      expect(all.sent).toHaveLength(one.sent?.length ?? 0)
      // 9.99 × (1 + … + 200)
      expect(all.answer.body.preview.earnable_points).toBe(Math.floor(9.99 * 20100))
    })

    it("M53, R41: goods with tiers are previewed at the prices that a cart has, and more tiers than 20 in one request are refused", async () => {
      const variant_id = await tiered([
        { min_quantity: 1, max_quantity: 9, amount: 10 },
        { min_quantity: 10, max_quantity: 19, amount: 8 },
        { min_quantity: 20, amount: 5 },
      ])
      for (const quantity of [1, 9, 10, 19, 20, 150]) {
        const email = newEmail("tiers")
        const items = [{ variant_id, quantity }, ...lines(3, "shirt")]
        const said = await preview({ email, region_id: shop.regions["usd"]?.id, items })
        const cart = await shop.guest.post<{ cart: { id: string } }>("/store/carts", {
          region_id: shop.regions["usd"]?.id,
          email,
          items,
        })
        expect(said.earnable_points).toBe((await preview({ email, cart_id: cart.cart.id })).earnable_points)
        const unit = quantity < 10 ? 10 : quantity < 20 ? 8 : 5
        expect(said.earnable_points).toBe(quantity * unit + 6 * 20)
      }
      const steep = await tiered(
        Array.from({ length: 30 }, (_, i) => ({ min_quantity: i + 1, max_quantity: i + 1, amount: 100 - i })),
      )
      const items = Array.from({ length: 30 }, (_, i) => ({ variant_id: steep, quantity: i + 1 }))
      const refused = await ask({ email: newEmail("steep"), region_id: shop.regions["usd"]?.id, items })
      expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request" } })
      expect(refused.body.message).toContain("items: ")
      const some = await ask({
        email: newEmail("steep"),
        region_id: shop.regions["usd"]?.id,
        items: items.slice(0, 20),
      })
      expect(some.status).toBe(200)
    })

    /** A new product in dollars. @returns its variant */
    async function tiered(prices: { min_quantity: number; max_quantity?: number; amount: number }[]): Promise<string> {
      const { product } = await shop.admin.post<HttpTypes.AdminProductResponse>("/admin/products", {
        title: `Tiered ${randomUUID()}`,
        status: "published",
        sales_channels: [{ id: shop.salesChannelId }],
        options: [{ title: "Size", values: ["One"] }],
        variants: [
          {
            title: "One",
            options: { Size: "One" },
            manage_inventory: false,
            prices: prices.map((price) => ({ currency_code: "usd", ...price })),
          },
        ],
      })
      return product.variants?.[0]?.id ?? ""
    }
  })

  describe("M35: without verification", () => {
    // What differs between any two answers of a server.
    const OWN = new Set(["date"])
    async function look(body: object, as?: Customer, token?: string, name?: string) {
      const started = performance.now()
      const answer = await fetch(`${store.url}/store/loyalty/preview`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-publishable-api-key": shop.publishableKey,
          ...(as ? { authorization: `Bearer ${as.token}` } : {}),
          ...(token ? { "x-loyalty-token": token } : {}),
          ...(name ? { [LABEL]: name } : {}),
        },
        body: JSON.stringify(body),
      })
      const bytes = Buffer.from(await answer.arrayBuffer())
      const took = performance.now() - started
      const headers = [...answer.headers].filter(([name]) => !OWN.has(name))
      const digest = createHash("sha256").update(bytes).digest("hex")
      return { took, text: bytes.toString(), shape: JSON.stringify([answer.status, headers, digest]) }
    }

    /** Mailboxes of all kinds: with points, without, in debt, with points applied, after a coupon, and nobody's. */
    async function allKinds() {
      const [rich, poor, indebted, holding] = [
        await withPoints(5000),
        await shop.register(),
        await shop.register(),
        await withPoints(5000),
      ]
      const debt = { points: -50, reason: "test", allow_negative: true }
      await shop.admin.post(`/admin/customers/${indebted.id}/loyalty/adjustments`, debt)
      const used = newEmail("used")
      await shop.placeOrder({ email: used, promoCodes: ["ONCE"] })
      const held = await shop.fillCart({ email: holding.email, quantity: 2, shipping: "none" })
      await apply(shop, held.id, await tokenOf(database, holding.email), 1000)
      const emails = [rich, poor, indebted, holding].map(({ email }) => email).concat(used, newEmail("unknown"))
      return { emails, rich, held }
    }

    // Guards: `isShown ?` in previewPoints; the comparisons with `mailbox` in readProof; NOBODY in computeActions.
    it("M35: the answer is the same to the byte for every email and caller", async () => {
      const { emails, rich, held } = await allKinds()
      const asker = await withPoints(700)
      await prove(asker)
      const token = await tokenOf(database, asker.email)
      const theirs = await shop.fillCart({ email: rich.email, quantity: 2, shipping: "none" })
      const goods = [
        goodsOf({ quantity: 2 }),
        { ...goodsOf({ quantity: 2 }), coupon_code: "ONCE" },
        { cart_id: theirs.id },
        { cart_id: theirs.id, coupon_code: "TEN" },
        { cart_id: held.id },
      ]
      const askers: [Customer?, string?][] = [[], [asker], [undefined, token], [undefined, "made-up"]]
      for (const [one, who] of goods.flatMap((one) => askers.map((who) => [one, who] as const))) {
        const seen = await Promise.all(emails.map((email) => look({ email, ...one }, ...who)))
        expect(new Set(seen.map(({ shape }) => shape)).size).toBe(1)
        const told = { eligible: true, reasons: [], proof_required: true, currency_code: "usd" }
        expect(JSON.parse(seen[0]?.text ?? "")).toEqual({ preview: { ...told, earnable_points: expect.any(Number) } })
      }
    }, 120_000)

    // Guard: `isShown ?` in previewPoints (workflows/redemption/preview-points.ts).
    it("M35: a preview for a known mailbox sends the same statements as for an unknown one, and is as fast", async () => {
      const [known, unknown] = [(await withPoints(5000)).email, newEmail("nobody")]
      const cart_id = (await shop.fillCart({ email: known, shipping: "none" })).id
      const seen = await compareInPairs("M35 preview", 200, (isKnown, i) =>
        look(
          { email: isKnown ? known : unknown, cart_id },
          undefined,
          undefined,
          isKnown ? `known-${i}` : `unknown-${i}`,
        ),
      )
      expect(seen.known.size).toBe(1)
      expect(seen.unknown).toEqual(seen.known)
      const sent = onlyStatements(statements, "known")
      expect(sent.length).toBeGreaterThan(0)
      expect(sent.filter((sql) => sql.includes("clientele_points_account"))).toEqual([])
      expect(onlyStatements(statements, "unknown")).toEqual(sent)
      expect(seen.slower).toBeGreaterThan(0.35)
      expect(seen.slower).toBeLessThan(0.65)
    }, 120_000)

    it("R41: with loyalty_preview_disclosure at open every caller sees balances, but a verification is still required", async () => {
      const rich = await withPoints(5000)
      await loyalty.set("loyalty_preview_disclosure", "open")
      const seen = await preview({ email: rich.email, ...goodsOf({ quantity: 2 }) })
      const unknown = await preview({ email: newEmail("unknown"), ...goodsOf({ quantity: 2 }) })
      await loyalty.set("loyalty_preview_disclosure", "proof")
      expect(seen).toMatchObject({
        proof_required: true,
        points_balance: 5000,
        max_points: 2000,
        max_discount: "20.00",
      })
      expect(unknown).toMatchObject({ points_balance: 0, max_points: 0, reasons: ["insufficient_points"] })
    })
  })

  describe("R41, ADR 0008: with verification", () => {
    it("R41: a preview with a token shows the result of a later apply, and leaves the token unbound", async () => {
      const customer = await withPoints(1234)
      const token = await tokenOf(database, customer.email)
      const [looked, used] = [
        await shop.fillCart({ quantity: 2, shipping: "none" }),
        await shop.fillCart({ email: customer.email, shipping: "none" }),
      ]
      await preview({ email: customer.email, cart_id: looked.id }, { token })
      for (const cart of ["header", "body"]) {
        const more = cart === "body" ? { token } : {}
        expect(
          await preview({ email: customer.email, cart_id: used.id, ...more }, cart === "header" ? { token } : {}),
        ).toEqual({
          eligible: true,
          reasons: [],
          earnable_points: 20,
          proof_required: false,
          points_balance: 1234,
          max_points: 1000,
          max_discount: "10.00",
          currency_code: "usd",
        })
      }
      // Guard: peekToken, not useToken, in readProof.
      const applied = await apply(shop, used.id, token, 1000)
      expect(applied.body.loyalty_redemption).toMatchObject({ points: 1000, discount_amount: "10.00" })
      // Its own hold does not count against the cart.
      expect((await preview({ email: customer.email, cart_id: used.id, token })).max_points).toBe(1000)
      expect((await preview({ email: customer.email, ...goodsOf({ quantity: 2 }), token })).max_points).toBe(234)
    })

    it("R41, ADR 0008: the session of a customer with a verified mailbox shows the same for that mailbox", async () => {
      const customer = await withPoints(300)
      const body = { email: ` ${customer.email.toUpperCase()}`, ...goodsOf({}) }
      expect((await preview(body, { as: customer })).proof_required).toBe(true)
      await prove(customer)
      const proven = { proof_required: false, points_balance: 300, max_points: 300, max_discount: "3.00" }
      expect(await preview(body, { as: customer })).toMatchObject(proven)
      await query(database, "insert into clientele_code_email_change values ($1, now())", [customer.id])
      const waiting = { ...proven, eligible: false, reasons: ["email_changed_recently"] }
      expect(await preview(body, { as: customer })).toMatchObject(waiting)
      expect(await preview(body, { as: customer, token: await tokenOf(database, customer.email) })).toMatchObject(
        proven,
      )
    })

    it("R41: names the error code if points cannot be used", async () => {
      const customer = await withPoints(99)
      const token = await tokenOf(database, customer.email)
      const { email } = customer
      const reasons = async (goods: object) => (await preview({ email, token, ...goods })).reasons
      expect(await reasons(goodsOf({}))).toEqual(["insufficient_points"])
      await give(shop, customer, 900)
      expect(await reasons(goodsOf({ product: "giftCard" }))).toEqual(["below_minimum_total"])
      expect(await preview({ email, token, ...goodsOf({ region: "jpy" }) })).toMatchObject({
        reasons: ["currency_not_supported"],
        earnable_points: 0,
        max_points: 0,
        max_discount: "0",
      })
      const other = await shop.fillCart({ quantity: 2, shipping: "none" })
      expect(await reasons({ cart_id: other.id })).toEqual(["cart_changed"])
      const done = await shop.fillCart({ email })
      await shop.completeCart(done.id)
      expect(await reasons({ cart_id: done.id })).toEqual(["cart_changed"])
      await loyalty.set("loyalty_points_enabled", false)
      const off = await preview({ email, token, ...goodsOf({}) })
      await loyalty.set("loyalty_points_enabled", true)
      expect(off).toMatchObject({ eligible: false, reasons: ["programme_disabled"], earnable_points: 0, max_points: 0 })
    })
  })
}
