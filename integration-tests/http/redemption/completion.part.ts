import { beginPayment, complete } from "../../faults/completing"
import { runInStore } from "../../faults/in-store"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually, type Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, pointsDiscount, tokenOf } from "../../helpers/redemption"
import { type Customer, newEmail, type OrderPlan, type Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

export function completion(open: () => OpenStore): void {
  let database: TestDatabase
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, store, shop, loyalty } = open())
    await open().begin({ loyalty_points_enabled: true, loyalty_max_redeem_percent: 100 })
  })

  type Shopper = { customer: Customer; token: string; cartId: string }

  /** Somebody with points, a token and a cart of 40.00. */
  async function shopper(points: number, goods: OrderPlan = { product: "download" }): Promise<Shopper> {
    const customer = await shop.register()
    await give(shop, customer, points)
    const cart = await shop.fillCart({ email: customer.email, quantity: 2, ...goods })
    return { customer, token: await tokenOf(database, customer.email), cartId: cart.id }
  }

  const xmins = (orderId: string) =>
    query<{ what: string; xmin: string }>(
      database,
      `select 'order' as what, xmin::text from "order" where id = $1
     union all select 'entry', xmin::text from clientele_points_entry where order_id = $1 and reason = 'redemption'
     union all select 'hold', xmin::text from clientele_points_hold where order_id = $1`,
      [orderId],
    )

  describe("a shopper without an account", () => {
    // Guard: `db`, the order's transaction, that postHolds hands to postHold (workflows/redemption/deduct-points.ts).
    it("R44, R45: applies points, pays less, and the points leave in the order's own transaction", async () => {
      const { customer, token, cartId } = await shopper(3000)
      const applied = await apply(shop, cartId, token, 1500)
      expect(applied.status).toBe(200)
      expect(applied.body).toMatchObject({
        loyalty_redemption: { points: 1500, discount_amount: "15.00", currency_code: "usd" },
        payment_session_required: true,
        cart: { total: 25 },
      })
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 3000, points_held: 1500 })

      const order = await shop.completeCart(cartId)
      expect(order.total).toBe(25)
      const rows = await xmins(order.id)
      expect(rows.map(({ what }) => what)).toEqual(["order", "entry", "hold"])
      expect(new Set(rows.map(({ xmin }) => xmin)).size).toBe(1)
      expect(await loyalty.account(customer.id)).toMatchObject({
        points_balance: 1500,
        points_held: 0,
        lifetime_redeemed: 1500,
      })
    })

    it("R32: goods paid with points earn none", async () => {
      const { token, cartId } = await shopper(3000)
      await apply(shop, cartId, token, 1000)
      const order = await shop.capture(await shop.completeCart(cartId))
      await loyalty.granted(order.id, 30)
    })
  })

  describe("R44: a refusal spends nothing", () => {
    let refused: Shopper

    beforeAll(async () => {
      refused = await shopper(1000)
    })

    // Guard: `points` of StoreApplyRedemption (workflows/shared/redemption/redemption-input.ts). Without it the ledger refuses some of them in the
    // same words, but the minimum answers for a negative number, zero and nothing.
    it.each([
      ["a string", "100"],
      ["a fraction", 100.5],
      ["a negative number", -100],
      ["zero", 0],
      ["more than an integer can hold exactly", 2 ** 53],
      ["nothing", null],
    ])("M36: refuses points that are %s", async (_name, points) => {
      const { customer, token, cartId } = refused
      const answer = await apply(shop, cartId, token, points)
      expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } })
      expect((await loyalty.account(customer.id)).points_held).toBe(0)
    })

    // Guards: `available < p_points` in clientele_points_hold_place; the comparison with the minimum in applyRedemption.
    it("M32: refuses more points than available, and fewer than the minimum", async () => {
      const { customer, token, cartId } = await shopper(1000)
      expect(await apply(shop, cartId, token, 1001)).toMatchObject({
        status: 400,
        body: { code: "insufficient_points" },
      })
      expect(await apply(shop, cartId, token, 99)).toMatchObject({
        status: 400,
        body: { code: "below_minimum_points" },
      })
      expect((await loyalty.account(customer.id)).points_held).toBe(0)
    })

    // Guard: the call of worthOf in applyUnderLease (workflows/shared/redemption/apply-redemption.ts). The cart has enough goods.
    it("R44: refuses points that are worth less than a cent as too few points, not as too few goods", async () => {
      const { customer, token, cartId } = await shopper(1000)
      await loyalty.set("loyalty_points_per_currency_discount", 1000)
      await loyalty.set("loyalty_min_points_to_redeem", 1)
      expect(await apply(shop, cartId, token, 9)).toMatchObject({
        status: 400,
        body: {
          code: "below_minimum_points",
          message: expect.stringContaining("points: are worth less than 0.01 USD"),
        },
      })
      expect((await apply(shop, cartId, token, 10)).body).toMatchObject({
        loyalty_redemption: { discount_amount: "0.01" },
      })
      await loyalty.set("loyalty_points_per_currency_discount", 100)
      await loyalty.set("loyalty_min_points_to_redeem", 100)
      expect((await loyalty.account(customer.id)).points_held).toBe(10)
    })

    // Guards: `cart_id = ?` in bindToken; the comparison of the cart's mailbox in getCartOf.
    it("M28, M32: refuses a token for another cart, a token for another mailbox, and a missing token", async () => {
      const first = await shopper(1000)
      const second = await shopper(1000)
      await apply(shop, first.cartId, first.token, 500)
      const invalid = { status: 400, body: { code: "redemption_token_invalid" } }
      expect(await apply(shop, second.cartId, first.token, 500)).toMatchObject(invalid)
      expect(await apply(shop, second.cartId, "made-up", 500)).toMatchObject(invalid)
      const stranger = await tokenOf(database, newEmail("stranger"))
      expect(await apply(shop, second.cartId, stranger, 500)).toMatchObject({
        status: 409,
        body: { code: "cart_changed" },
      })
      expect((await loyalty.account(second.customer.id)).points_held).toBe(0)
    })

    // Guard: the comparison of the mailbox in postHolds (workflows/redemption/deduct-points.ts).
    it("M32: a cart whose address changes after the points were applied makes no order and spends nothing", async () => {
      const { customer, token, cartId } = await shopper(1000)
      await apply(shop, cartId, token, 1000)
      await shop.guest.post(`/store/carts/${cartId}`, { email: newEmail("other") })
      await expect(shop.completeCart(cartId)).rejects.toThrow(/cart_changed/)
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, lifetime_redeemed: 0 })
      const [made] = await query<{ count: string }>(database, "select count(*) from order_cart where cart_id = $1", [
        cartId,
      ])
      expect(made?.count).toBe("0")
    })

    // Guards: the looks at `loyalty_points_enabled` and at `terms` in applyRedemption.
    it("R44: refuses points while the programme is off, and in a currency without rates", async () => {
      const { token, cartId } = await shopper(1000)
      await loyalty.set("loyalty_points_enabled", false)
      expect(await apply(shop, cartId, token, 500)).toMatchObject({ status: 400, body: { code: "programme_disabled" } })
      await loyalty.set("loyalty_points_enabled", true)
      const customer = await shop.register()
      await give(shop, customer, 1000)
      const cart = await shop.fillCart({ email: customer.email, region: "eur", shipping: "none" })
      const euro = await apply(shop, cart.id, await tokenOf(database, customer.email), 500)
      expect(euro).toMatchObject({ status: 400, body: { code: "currency_not_supported" } })
    })
  })

  describe("one account, many carts", () => {
    // Guard: `available < p_points` in clientele_points_hold_place.
    it("M6: two carts cannot reserve the same points", async () => {
      const { customer, token, cartId } = await shopper(1000)
      await apply(shop, cartId, token, 600)
      const other = await shop.fillCart({ email: customer.email, quantity: 2 })
      const second = await tokenOf(database, customer.email)
      expect(await apply(shop, other.id, second, 600)).toMatchObject({
        status: 400,
        body: { code: "insufficient_points" },
      })
      expect((await apply(shop, other.id, second, 400)).status).toBe(200)
      await Promise.all([shop.completeCart(cartId), shop.completeCart(other.id)])
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
    })

    it("R44: a released cart costs its full price, and its points are available", async () => {
      const { customer, token, cartId } = await shopper(1000)
      await apply(shop, cartId, token, 1000)
      const answer = await shop.guest.send<{ released: boolean; cart: { total: number } }>(
        "DELETE",
        `/store/carts/${cartId}/loyalty-redemption`,
      )
      expect(answer).toMatchObject({ status: 200, body: { released: true, cart: { total: 40 } } })
      expect(await loyalty.account(customer.id)).toMatchObject({ points_held: 0, points_available: 1000 })
      expect(await shop.guest.send("DELETE", `/store/carts/${cartId}/loyalty-redemption`)).toMatchObject({
        body: { released: false },
      })
    })

    it("R43: applying other points to a cart replaces the earlier ones", async () => {
      const { customer, token, cartId } = await shopper(1000)
      await apply(shop, cartId, token, 1000)
      const less = await apply(shop, cartId, token, 300)
      expect(less.body).toMatchObject({ loyalty_redemption: { points: 300 }, cart: { total: 37 } })
      expect(pointsDiscount(less.body.cart)).toBe(3)
      expect((await loyalty.account(customer.id)).points_held).toBe(300)
    })
  })

  describe("a payment that does not go through", () => {
    type Completion = { type: "order" | "cart"; order?: { id: string; total: number } }
    const pay = async (cartId: string, outcome: string) => {
      const { payment_collection } = await shop.guest.post<{ payment_collection: { id: string } }>(
        "/store/payment-collections",
        { cart_id: cartId },
      )
      await shop.guest.post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, {
        provider_id: "pp_fickle_fickle",
        data: { outcome },
      })
      return shop.guest.send<Completion>("POST", `/store/carts/${cartId}/complete`)
    }

    // Guards: the decorated deleteOrders in workflows/shared/orders/decorate-orders.ts, without which the points stay spent; restoreToken
    // in it, without which the retry's token is spent.
    it("M10: declined after the order was made, it leaves no order and returns the points to the hold, and the retry uses them", async () => {
      const { customer, token, cartId } = await shopper(1000)
      await apply(shop, cartId, token, 1000)
      expect(await pay(cartId, "decline")).toMatchObject({ status: 200, body: { type: "cart" } })
      expect(await loyalty.account(customer.id)).toMatchObject({
        points_balance: 1000,
        points_held: 1000,
        lifetime_redeemed: 0,
      })
      const again = await pay(cartId, "authorise")
      expect(again).toMatchObject({ status: 200, body: { type: "order", order: { total: 30 } } })
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
      expect((await loyalty.account(customer.id)).ledger.map(({ reason, points }) => [reason, points])).toEqual([
        ["redemption", -1000],
        ["redeem_return", 1000],
        ["redemption", -1000],
        ["manual", 1000],
      ])
    })

    // Guards: the same.
    it("M10: declined three times in a row, it returns the points once after each attempt", async () => {
      const { customer, token, cartId } = await shopper(1000)
      await apply(shop, cartId, token, 700)
      for (let i = 0; i < 3; i++) {
        await pay(cartId, "decline")
      }
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 700 })
      const moved = await apply(shop, cartId, token, 500)
      expect(moved.body).toMatchObject({ loyalty_redemption: { points: 500 } })
    })

    it("R45: a payment that needs the shopper at the bank leaves the points in the hold until it is confirmed", async () => {
      const { customer, token, cartId } = await shopper(1000)
      await apply(shop, cartId, token, 1000)
      expect((await pay(cartId, "requires_more")).body.type).toBe("cart")
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 1000 })
      expect((await pay(cartId, "authorise")).body.type).toBe("order")
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
    })
  })

  describe("a hold whose time has passed", () => {
    const overdue = (cartId: string) =>
      query(database, "update clientele_points_hold set expires_at = now() - interval '1 minute' where cart_id = $1", [
        cartId,
      ])
    /** Somebody whose cart has all points on it. */
    const applied = async () => {
      const one = await shopper(1000)
      expect((await apply(shop, one.cartId, one.token, 1000)).status).toBe(200)
      return one
    }
    /** Somebody whose payment needs the bank, and has been there since. */
    const sentToBank = async (kind: string): Promise<Shopper> => {
      const one = await applied()
      const sessionId = await beginPayment(shop, one.cartId, "says_requires_more")
      await complete(shop, one.cartId)
      const status = ["left", "young"].includes(kind) ? "requires_more" : kind
      const age = kind === "young" ? "23 hours" : "25 hours"
      const [session] = await query<{ status: string }>(database, "select status from payment_session where id = $1", [
        sessionId,
      ])
      expect(session?.status).toBe("requires_more")
      await query(database, "update payment_session set status = $2, updated_at = now() - $3::interval where id = $1", [
        sessionId,
        status,
        age,
      ])
      return one
    }
    let idle: Shopper
    let paying: Shopper
    let moved: Shopper
    const banked: Record<string, Shopper> = {}
    let ended: number

    // One look at all of them.
    beforeAll(async () => {
      paying = await applied()
      idle = await applied()
      const { payment_collection } = await shop.guest.post<{ payment_collection: { id: string } }>(
        "/store/payment-collections",
        { cart_id: paying.cartId },
      )
      await shop.guest.post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, {
        provider_id: "pp_system_default",
      })

      for (const kind of ["left", "young", "authorized", "pending_authorization"]) banked[kind] = await sentToBank(kind)

      moved = await applied()
      await shop.guest.post(`/store/carts/${moved.cartId}`, { region_id: shop.regions.eur?.id })
      const order = await shop.completeCart(moved.cartId)
      expect(order).toMatchObject({ currency_code: "eur", total: 40, discount_total: 0 })
      expect(await loyalty.account(moved.customer.id)).toMatchObject({ points_balance: 1000, lifetime_redeemed: 0 })
      const freed = await eventually(
        async () => (await loyalty.account(moved.customer.id)).points_held,
        (held) => held === 0,
      )
      expect(freed).toBe(0)
      // As where the process that worked the cart out was killed before it ended the hold.
      await query(
        database,
        `with live as (update clientele_points_hold set status = 'held', ended_because = null where cart_id = $1
           returning account_id, points)
         update clientele_points_account a set held = held + live.points from live where a.id = live.account_id`,
        [moved.cartId],
      )

      for (const { cartId } of [paying, idle, ...Object.values(banked), moved]) await overdue(cartId)
      ended = (await runInStore(store, "expire-holds")).ended
    }, 120_000)

    // Guards: isBeingPaid in workflows/redemption/expire-holds.ts; without it both carts lose their points. The script's pages
    // are of one hold: without `due.at(-1)?.id` there the one that is being paid stands in the way of the other for ever.
    it("R47: ends, and its cart costs the full price, but not while a payment is under way", async () => {
      // The idle one, the one that was left at the bank, and the one that moved to another region.
      expect(ended).toBe(3)
      const { cart } = await shop.guest.get<{ cart: { total: number } }>(`/store/carts/${idle.cartId}`)
      expect(cart.total).toBe(40)
      expect(await loyalty.account(idle.customer.id)).toMatchObject({ points_held: 0, points_available: 1000 })
      expect(await loyalty.account(paying.customer.id)).toMatchObject({ points_held: 1000 })
    })

    // Guards: `PAID.includes(status)` and PAYMENT_MS in isBeingPaid (workflows/redemption/expire-holds.ts).
    it("R47: ends a day after the shopper was sent to the bank, but not earlier, and not after the authorisation", async () => {
      const held = async (kind: string) => (await loyalty.account(banked[kind]?.customer.id ?? "")).points_held
      expect(await held("left")).toBe(0)
      const { cart } = await shop.guest.get<{ cart: { total: number } }>(`/store/carts/${banked["left"]?.cartId}`)
      expect(cart.total).toBe(40)
      for (const kind of ["young", "authorized", "pending_authorization"])
        expect([kind, await held(kind)]).toEqual([kind, 1000])
    })

    // Guards: the comparison of the currency in clampRedemption (modules/points/domain/redemption.ts); without it the order
    // costs 30. `!cart.completed_at` before isBeingPaid in expireThese: without it a paid cart keeps its hold for a day.
    it("R44: a cart that moves to a currency without rates is bought at full price, and its points are released by the end of the hold at the latest", async () => {
      expect(await loyalty.account(moved.customer.id)).toMatchObject({
        points_balance: 1000,
        points_held: 0,
        points_available: 1000,
        lifetime_redeemed: 0,
      })
    })

    it("R47: still completes with its points if they are available; otherwise there is no order and nothing is spent", async () => {
      const kept = await shopper(1000)
      const gone = await shopper(1000)
      for (const { cartId, token } of [kept, gone]) {
        await apply(shop, cartId, token, 1000)
        await query(
          database,
          "select clientele_points_hold_end(id, 'expired', 'time') from clientele_points_hold where cart_id = $1",
          [cartId],
        )
      }
      await shop.admin.post(`/admin/customers/${gone.customer.id}/loyalty/adjustments`, { points: -500, reason: "x" })
      // Paying refreshes nothing, so that both carts still carry what was applied to them.
      expect((await shop.completeCart(kept.cartId)).total).toBe(30)
      expect((await loyalty.account(kept.customer.id)).points_balance).toBe(0)
      await expect(shop.completeCart(gone.cartId)).rejects.toThrow(/hold_expired/)
      expect((await loyalty.account(gone.customer.id)).points_balance).toBe(500)
    })
  })

  describe("points that return", () => {
    it("R33: a canceled order gives all redeemed points back, once", async () => {
      const { customer, token, cartId } = await shopper(1000)
      await apply(shop, cartId, token, 1000)
      const order = await shop.completeCart(cartId)
      await shop.cancel(order)
      await eventually(
        () => loyalty.account(customer.id),
        (account) => account.points_balance === 1000,
      )
      await loyalty.reconcile({ order_ids: [order.id], repair: true })
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, lifetime_redeemed: 0 })
    })

    it("R33: returned goods give their share of the points back", async () => {
      const { customer, token, cartId } = await shopper(1000, { product: "shirt", shipping: "free" })
      await apply(shop, cartId, token, 1000)
      const order = await shop.capture(await shop.completeCart(cartId))
      await loyalty.granted(order.id, 30)
      await shop.fulfill(order)
      await shop.receiveReturn(order, await shop.requestReturn(order, 1))
      await loyalty.granted(order.id, 15)
      expect((await loyalty.account(customer.id)).points_balance).toBe(500 + 15)
    })

    it("ADR 0003: an order edit keeps the points that were posted on a line", async () => {
      const { token, cartId } = await shopper(1000)
      await apply(shop, cartId, token, 1000)
      const order = await shop.completeCart(cartId)
      expect(order.total).toBe(30)
      const edited = await shop.editOrder(order, { quantity: 3 })
      expect([30, 50]).toContain(edited.total)
      expect(edited.total).toBe(50)
    })
  })

  describe("a cart of another customer", () => {
    // Guard: the comparison of the mailbox in postHolds (workflows/redemption/deduct-points.ts).
    it("M32: a cart that another customer takes over makes no order and spends no points", async () => {
      const { customer, token, cartId } = await shopper(1000)
      await apply(shop, cartId, token, 1000)
      const other = await shop.register()
      await give(shop, other, 1000)
      const { cart } = await shop
        .as(other)
        .post<{ cart: { email: string; customer_id: string } }>(`/store/carts/${cartId}/customer`)
      expect(cart).toMatchObject({ customer_id: other.id, email: other.email })
      await expect(shop.completeCart(cartId, { customer: other })).rejects.toThrow(/cart_changed/)
      expect(await query(database, "select 1 from order_cart where cart_id = $1", [cartId])).toEqual([])
      for (const one of [customer, other]) {
        expect(await loyalty.account(one.id)).toMatchObject({ points_balance: 1000, lifetime_redeemed: 0 })
      }
      // Whoever has the cart now can let the points go, and buys it at its price.
      await shop.guest.delete(`/store/carts/${cartId}/loyalty-redemption`)
      expect((await shop.completeCart(cartId, { customer: other })).total).toBe(40)
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 0 })
    })
  })

  it("R33: a refund takes back earned points and returns no redeemed points", async () => {
    const { customer, token, cartId } = await shopper(1000)
    await apply(shop, cartId, token, 1000)
    const order = await shop.capture(await shop.completeCart(cartId))
    await loyalty.granted(order.id, 30)
    const redeemed = { lifetime_redeemed: 1000 }
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 30, ...redeemed })
    await shop.refund(order, 15)
    await loyalty.granted(order.id, 15)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 15, ...redeemed })
    await shop.refund(order, 15)
    await loyalty.granted(order.id, 0)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 0, ...redeemed })
    expect((await loyalty.account(customer.id)).ledger.map(({ reason }) => reason)).not.toContain("redeem_return")
  })

  it("R32: a draft order cannot redeem, neither with a token nor with the code of a hold; paid, it earns", async () => {
    const { customer, token, cartId } = await shopper(1000)
    const { draft_order } = await shop.admin.post<{ draft_order: { id: string } }>("/admin/draft-orders", {
      email: customer.email,
      region_id: shop.regions.usd?.id,
      sales_channel_id: shop.salesChannelId,
      items: [{ variant_id: shop.variants.shirt, quantity: 2 }],
    })
    const missing = { status: 404, body: { code: "not_found" } }
    expect(await apply(shop, draft_order.id, token, 1000)).toMatchObject(missing)
    expect((await loyalty.account(customer.id)).points_held).toBe(0)

    const applied = await apply(shop, cartId, token, 500)
    const edit = `/admin/draft-orders/${draft_order.id}/edit`
    await shop.admin.post(edit)
    const code = applied.body.loyalty_redemption.id
    const taken = await shop.admin.send("POST", `${edit}/promotions`, { promo_codes: [code] })
    expect(taken.status).toBe(400)
    await shop.admin.delete(edit)

    await shop.admin.post(`/admin/draft-orders/${draft_order.id}/convert-to-order`)
    const order = await shop.markAsPaid(await shop.order(draft_order.id))
    expect(order).toMatchObject({ total: 40, discount_total: 0 })
    await loyalty.granted(order.id, 40)
    const { ledger, points_held } = await loyalty.account(customer.id)
    expect(ledger.map(({ reason, points }) => [reason, points])).toEqual([
      ["order", 40],
      ["manual", 1000],
    ])
    expect(points_held).toBe(500)
  })
}
