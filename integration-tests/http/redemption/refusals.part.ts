import fs from "node:fs"
import path from "node:path"
import type { HttpTypes } from "@medusajs/framework/types"
import { query, type TestDatabase } from "../../helpers/database"
import { type Loyalty, loyaltyOf } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, pointsDiscount, tokenOf } from "../../helpers/redemption"
import { type Customer, enterShop, type OrderPlan, type Shop } from "../../helpers/shop"
import { first } from "../../helpers/shop-setup"
import { type Store, startStore } from "../../helpers/store-server"

export function refusals(open: () => OpenStore): void {
  let database: TestDatabase
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, store, shop, loyalty } = open())
    await open().begin({ loyalty_points_enabled: true, loyalty_max_redeem_percent: 100 })
  })

  type Shopper = { customer: Customer; token: string; cartId: string }

  /** Somebody with 1000 points, a token and a cart of 40.00. */
  async function shopper(goods: OrderPlan = { product: "download" }): Promise<Shopper> {
    const customer = await shop.register()
    await give(shop, customer, 1000)
    const cart = await shop.fillCart({ email: customer.email, quantity: 2, ...goods })
    return { customer, token: await tokenOf(database, customer.email), cartId: cart.id }
  }

  const read = async (cartId: string) =>
    (await shop.guest.get<HttpTypes.StoreCartResponse>(`/store/carts/${cartId}?fields=total,*items,*items.adjustments`))
      .cart

  const ordersOf = (cartId: string) => query(database, "select 1 from order_cart where cart_id = $1", [cartId])

  /** The plugin's routes below a folder that take a body, with an id where one belongs. */
  function routesOf(dir: string, route: string): [method: string, route: string][] {
    return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry): [string, string][] => {
      const place = path.join(dir, entry.name)
      if (entry.isDirectory()) return routesOf(place, `${route}/${entry.name.replace(/^\[.+\]$/, "unknown")}`)
      if (entry.name !== "route.ts") return []
      const verbs = fs.readFileSync(place, "utf8").matchAll(/export (?:async function|const) (POST|PUT|PATCH)\b/g)
      return [...verbs].map(([, verb]) => [String(verb), route])
    })
  }

  const api = path.join(__dirname, "../../../src/api")
  const own = { store: routesOf(path.join(api, "store"), "/store"), admin: routesOf(path.join(api, "admin"), "/admin") }
  let signedIn: Customer | undefined
  /** The store API as a customer who is signed in. */
  const asCustomer = async () => {
    signedIn ??= await shop.register()
    return shop.as(signedIn)
  }

  it("M34, M39: the routes that take a body are found", () => {
    expect(own.store).toContainEqual(["POST", "/store/carts/unknown/loyalty-redemption"])
    expect(own.admin).toContainEqual(["POST", "/admin/customers/unknown/notes"])
    expect(own.store.length).toBeGreaterThanOrEqual(8)
    expect(own.admin.length).toBeGreaterThanOrEqual(12)
  })

  describe("M39: fields that a shopper may not set", () => {
    const medusas: [string, string][] = [
      ["POST", "/store/customers/me"],
      ["POST", "/store/carts"],
    ]

    // Guard: `z.strictObject` in the routes' validators; a field that was only ignored today could be believed tomorrow.
    it.each([...own.store, ...medusas])("M39: %s %s refuses each by name", async (method, route) => {
      const shopper = await asCustomer()
      for (const field of ["credit_limit", "balance", "customer_id", "discount_rate"]) {
        const answer = await shopper.send<{ message: string }>(method, route, { [field]: 1 })
        expect({ field, status: answer.status }).toEqual({ field, status: 400 })
        expect(answer.body.message).toContain(field)
      }
    })
  })

  describe("M34: bodies of 2 MB", () => {
    const body = { email: "x".repeat(2_000_000) }
    const medusas: [string, string][] = [["POST", "/store/carts/unknown/complete"]]

    // Guards: Medusa's limit of 100 kB, which no `bodyParser` of ours raises, and the routes' validators.
    it.each([...own.store, ...medusas])("M34: %s %s refuses them", async (method, route) => {
      expect([400, 413]).toContain((await (await asCustomer()).send(method, route, body)).status)
    })

    // Guards: the same.
    it.each(own.admin)("M34: %s %s refuses them from admin users, too", async (method, route) => {
      expect([400, 413]).toContain((await shop.admin.send(method, route, body)).status)
    })
  })

  describe("M38: unknown carts", () => {
    // Guard: the look at the cart in readCart (workflows/shared/redemption/apply-redemption.ts), before a hold is made.
    it("M38: are a 404 on every verb, and nothing is held", async () => {
      const { customer } = await shopper()
      for (const id of ["cart_unknown", encodeURIComponent("cart_\0"), "order_1", "a".repeat(300)]) {
        for (const [method, body] of [
          ["POST", { token: await tokenOf(database, customer.email), points: 500 }],
          ["DELETE", undefined],
        ] as const) {
          const answer = await shop.guest.send(method, `/store/carts/${id}/loyalty-redemption`, body)
          expect({ id, method, ...answer }).toMatchObject({ id, method, status: 404, body: { code: "not_found" } })
        }
      }
      expect((await loyalty.account(customer.id)).points_held).toBe(0)
    })

    // Guard: the call of getCartOf in verifyByToken (workflows/shared/redemption/verify-shopper.ts), before the token is bound.
    it("R43: a token that is tried on a wrong cart still works for the right one", async () => {
      const { token, cartId } = await shopper()
      const other = await shopper()
      expect((await apply(shop, "cart_unknown", token, 500)).status).toBe(404)
      expect((await apply(shop, other.cartId, token, 500)).status).toBe(409)
      expect((await apply(shop, cartId, token, 500)).status).toBe(200)
    })

    // Guard: `hold?.status === "released"` in carry (workflows/shared/redemption/apply-redemption.ts).
    it("R44: of parallel calls on one cart one stays with its hold, and the replaced ones answer cart_changed", async () => {
      const { customer, token, cartId } = await shopper()
      const answers = await Promise.all([500, 600, 700, 800].map((points) => apply(shop, cartId, token, points)))
      const refused = answers.filter(({ status }) => status !== 200)
      expect(refused.map(({ status, body }) => [status, body])).toEqual(
        refused.map(() => [409, expect.objectContaining({ code: "cart_changed" })]),
      )
      const { points_held } = await loyalty.account(customer.id)
      expect(pointsDiscount(await read(cartId)) * 100).toBe(points_held)
    })

    // Guard: `cart.completed_at` in getCartOf.
    it("R44: points cannot be applied to a cart that is completed", async () => {
      const { customer, token, cartId } = await shopper()
      await shop.completeCart(cartId)
      expect(await apply(shop, cartId, token, 500)).toMatchObject({ status: 409, body: { code: "cart_changed" } })
      expect((await loyalty.account(customer.id)).points_held).toBe(0)
    })
  })

  describe("R45: an order is not made with", () => {
    // Guard: the comparison of how many holds were found, in postHolds (workflows/redemption/deduct-points.ts).
    it("R45: a discount whose hold is gone", async () => {
      const { cartId, token } = await shopper()
      await apply(shop, cartId, token, 1000)
      await query(
        database,
        `with gone as (delete from clientele_points_hold where cart_id = $1 returning account_id, points)
       update clientele_points_account a set held = held - gone.points from gone where a.id = gone.account_id`,
        [cartId],
      )
      await expect(shop.completeCart(cartId)).rejects.toThrow(/cart_changed/)
      expect(await ordersOf(cartId)).toEqual([])
    })

    // Guard: the look at the hold's status in clientele_points_hold_post.
    it("M7: a discount whose hold was released", async () => {
      const { customer, cartId, token } = await shopper()
      await apply(shop, cartId, token, 1000)
      await query(
        database,
        "select clientele_points_hold_end(id, 'released', 'test') from clientele_points_hold where cart_id = $1",
        [cartId],
      )
      await expect(shop.completeCart(cartId)).rejects.toThrow(/cart_changed/)
      expect(await ordersOf(cartId)).toEqual([])
      expect((await loyalty.account(customer.id)).points_balance).toBe(1000)
    })

    // Guards: dropLostPoints and carriesEnded in workflows/shared/redemption/apply-redemption.ts. Without
    // them the cart keeps the discount: each completion is refused again, and the shopper cannot remove it.
    it.each([
      ["complete", "released"],
      ["create-order", "released"],
      ["removing them", "released"],
      ["removing them", "expired"],
    ])("R45, R47: a cart with a discount of lost points gets its full price back by %s (%s)", async (how, status) => {
      const { customer, cartId, token } = await shopper()
      await apply(shop, cartId, token, 1000)
      const end = "select clientele_points_hold_end(id, $2, 'test') from clientele_points_hold where cart_id = $1"
      await query(database, end, [cartId, status])
      await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: -500, reason: "x" })
      expect((await read(cartId)).total).toBe(30)
      if (how === "complete") {
        await expect(shop.completeCart(cartId)).rejects.toThrow(/cart_changed/)
      } else if (how === "create-order") {
        const body = { cart_id: cartId, payment: { provider_id: "pp_system_default" } }
        const answer = await shop.guest.send("POST", "/store/checkout/create-order", body)
        expect(answer).toMatchObject({ status: 409, body: { code: "cart_changed" } })
      } else {
        const answer = await shop.guest.send("DELETE", `/store/carts/${cartId}/loyalty-redemption`)
        expect(answer).toMatchObject({ status: 200, body: { released: false, cart: { total: 40 } } })
      }
      expect((await read(cartId)).total).toBe(40)
      expect((await shop.completeCart(cartId)).total).toBe(40)
      expect((await loyalty.account(customer.id)).points_balance).toBe(500)
    })

    // Guard: the comparison of the discount with the hold in postHolds; without it 10.00 would cost 500 points.
    it("R45: a discount that is larger than its hold", async () => {
      const { customer, cartId, token } = await shopper()
      await apply(shop, cartId, token, 1000)
      await query(
        database,
        `with less as (update clientele_points_hold set points = 500 where cart_id = $1 returning account_id)
       update clientele_points_account a set held = 500 from less where a.id = less.account_id`,
        [cartId],
      )
      await expect(shop.completeCart(cartId)).rejects.toThrow(/cart_changed/)
      expect(await ordersOf(cartId)).toEqual([])
      expect((await loyalty.account(customer.id)).points_balance).toBe(1000)
    })
  })

  describe("R45: an order and its hold agree", () => {
    // Guard: the comparison of the currencies in postHolds; without it 10.00 in one currency cost what they cost in another.
    it("R45: a discount in another currency than its hold's makes no order", async () => {
      const { customer, cartId, token } = await shopper()
      await apply(shop, cartId, token, 1000)
      await query(database, "update clientele_points_hold set currency_code = 'eur' where cart_id = $1", [cartId])
      await expect(shop.completeCart(cartId)).rejects.toThrow(/cart_changed/)
      expect(await ordersOf(cartId)).toEqual([])
      expect((await loyalty.account(customer.id)).points_balance).toBe(1000)
    })
  })

  describe("R43, R44: token and payment go with the points", () => {
    // Guard: consumeToken in postHolds (workflows/redemption/deduct-points.ts).
    it("R43, M32: the order that the points paid for uses up the token", async () => {
      const { cartId, token } = await shopper()
      await apply(shop, cartId, token, 1000)
      const spent = () =>
        query(
          database,
          "select order_id, consumed_at is not null as consumed from clientele_code_token where hash = sha256($1::bytea)",
          [Buffer.from(token)],
        )
      expect(await spent()).toEqual([{ order_id: null, consumed: false }])
      const order = await shop.completeCart(cartId)
      expect(await spent()).toEqual([{ order_id: order.id, consumed: true }])
    })

    // Guard: `force_refresh_payment_collection` in refreshCart (workflows/shared/redemption/apply-redemption.ts).
    it("R44: a payment that began at the old price is deleted, and the new one has the new price", async () => {
      const { cartId, token } = await shopper()
      const collection = async () => {
        const { payment_collection } = await shop.guest.post<HttpTypes.StorePaymentCollectionResponse>(
          "/store/payment-collections",
          { cart_id: cartId },
        )
        return payment_collection
      }
      const begun = await collection()
      expect(begun.amount).toBe(40)
      await shop.guest.post(`/store/payment-collections/${begun.id}/payment-sessions`, {
        provider_id: "pp_system_default",
      })
      const { body } = await apply(shop, cartId, token, 1000)
      expect(body).toMatchObject({ payment_session_required: true, cart: { total: 30 } })
      const now = await collection()
      expect({ id: now.id, amount: now.amount, sessions: now.payment_sessions ?? [] }).toEqual({
        id: begun.id,
        amount: 30,
        sessions: [],
      })
      const order = await shop.capture(await shop.completeCart(cartId))
      expect(order.transactions?.map(({ amount }) => amount)).toEqual([30])
    })
  })

  describe("ADR 0003: the decoration of the Promotion module", () => {
    // Guard: isForged (workflows/redemption/decorate-promotions.ts); without it these carts cannot be completed any more.
    it.each(["a coupon", "automatic", "of this very hold"])(
      "R44, ADR 0003: a promotion that is named like a hold (%s) gives no discount and stops no order",
      async (kind) => {
        const { customer, cartId, token } = await shopper({ product: "shirt", shipping: "free" })
        const applied = await apply(shop, cartId, token, 1000)
        const code = kind === "of this very hold" ? applied.body.loyalty_redemption.id : `phold_${kind.slice(-6)}`
        const promotion = {
          code,
          type: "standard",
          status: "active",
          is_automatic: kind === "automatic",
          application_method: { type: "percentage", target_type: "items", allocation: "across", value: 10 },
        }
        const made = await shop.admin.post<{ promotion: { id: string } }>("/admin/promotions", promotion)
        try {
          await shop.guest.send("POST", `/store/carts/${cartId}/promotions`, { promo_codes: [code] })
          await shop.guest.post(`/store/carts/${cartId}/line-items`, { variant_id: shop.variants.mug, quantity: 1 })
          expect(pointsDiscount(await read(cartId))).toBe(10)
          expect((await shop.completeCart(cartId)).total).toBe(39.99)
          expect((await loyalty.account(customer.id)).points_balance).toBe(0)
        } finally {
          await shop.admin.send("DELETE", `/admin/promotions/${made.promotion.id}`)
        }
      },
    )

    // Guard: the `catch` of ownActions (workflows/redemption/decorate-promotions.ts).
    it("ADR 0003: a cart whose hold cannot be read still changes, without its points, and gets them back later", async () => {
      const { cartId, token } = await shopper()
      await apply(shop, cartId, token, 1000)
      const add = () =>
        shop.guest.send("POST", `/store/carts/${cartId}/line-items`, { variant_id: shop.variants.mug, quantity: 1 })
      await query(database, "alter table clientele_points_hold rename to clientele_points_hold_away")
      try {
        expect((await add()).status).toBe(200)
        expect(pointsDiscount(await read(cartId))).toBe(0)
      } finally {
        await query(database, "alter table clientele_points_hold_away rename to clientele_points_hold")
      }
      expect(store.output()).toContain(`the cart ${cartId} was computed without its points`)
      expect((await add()).status).toBe(200)
      expect(pointsDiscount(await read(cartId))).toBe(10)
    })

    // Guard: postedActions (workflows/redemption/decorate-promotions.ts).
    it("ADR 0003: an order edit that recalculates promotions keeps the posted points, even the second time", async () => {
      const coupon = {
        code: "TEN",
        type: "standard",
        status: "active",
        application_method: { type: "percentage", target_type: "items", allocation: "across", value: 10 },
      }
      await shop.admin.post("/admin/promotions", coupon)
      const { cartId, token } = await shopper()
      await shop.guest.post(`/store/carts/${cartId}/promotions`, { promo_codes: ["TEN"] })
      await apply(shop, cartId, token, 1000)
      let order = await shop.completeCart(cartId)
      expect(order.total).toBe(40 - 4 - 10)
      for (const [quantity, total] of [
        [3, 60 - 6 - 10],
        [4, 80 - 8 - 10],
      ] as const) {
        await shop.admin.post("/admin/order-edits", { order_id: order.id })
        const { order: preview } = await shop.admin.get<{ order: { order_change: { id: string } } }>(
          `/admin/orders/${order.id}/preview`,
        )
        await shop.admin.post(`/admin/order-changes/${preview.order_change.id}`, { carry_over_promotions: true })
        const edit = `/admin/order-edits/${order.id}`
        await shop.admin.post(`${edit}/items/item/${first(order.items).id}`, { quantity })
        await shop.admin.post(`${edit}/request`)
        await shop.admin.post(`${edit}/confirm`)
        order = await shop.order(order.id)
        expect(order.total).toBe(total)
      }
    })
  })

  describe("ADR 0001: a store whose Promotion module cannot be decorated", () => {
    // Guards: markProblem in applyDecorations (workflows/setup/apply-decorations.ts); `bound` in getHealth and in previewPoints; the first
    // `if` of applyRedemption.
    it("ADR 0001, R44: reports it, takes no points, and sells at full price", async () => {
      const { customer, token, cartId } = await shopper()
      const unbound = await startStore({ databaseUrl: database.url, env: { CLIENTELE_TEST_UNBOUND: "true" } })
      try {
        const there = await enterShop(unbound, shop)
        type Health = { healthy: boolean; redemption: { bound: boolean; message: string } }
        const { health } = await there.admin.get<{ health: Health }>("/admin/loyalty/health")
        const message = expect.stringMatching(/cannot be redeemed.*computeActions/)
        expect(health).toMatchObject({ healthy: false, redemption: { bound: false, message } })
        expect(unbound.output()).toContain("decoration cart-points failed at start-up")
        const body = { email: customer.email, cart_id: cartId, token }
        const { preview } = await there.guest.post<{ preview: object }>("/store/loyalty/preview", body)
        expect(preview).toMatchObject({ eligible: false, reasons: ["not_bound"] })
        expect(await apply(there, cartId, token, 500)).toMatchObject({ status: 400, body: { code: "not_bound" } })
        expect((await loyaltyOf(there.admin).account(customer.id)).points_held).toBe(0)
        expect((await there.completeCart(cartId)).total).toBe(40)
      } finally {
        await unbound.stop()
      }
    }, 90_000)
  })
}
