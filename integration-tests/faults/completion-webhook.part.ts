import { query, type TestDatabase } from "../helpers/database"
import { whileLocked } from "../helpers/locked"
import { eventually, type Loyalty } from "../helpers/loyalty"
import type { Shop } from "../helpers/shop"
import type { Store } from "../helpers/store-server"
import { beginPayment, complete, type OrderFact, ordersOf, type Payer, preparePayer, writersOf } from "./completing"
import { trialBalance } from "./ledger"

/** A store whose processes keep running. */
type Living = { database: TestDatabase; store: Store; shop: Shop; loyalty: Loyalty }

/** The bank's webhook reports the money before, during or long after the shopper's own completion. */
export function completionWebhook(open: () => Living): void {
  let database: TestDatabase
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  // Orders earn no points, so that the ledger shows only spent points, however soon an award's job runs.
  const earnFrom = (subtotal: number) => loyalty.set("loyalty_min_order_subtotal_to_earn", subtotal)

  beforeAll(async () => {
    ;({ database, store, shop, loyalty } = open())
    await earnFrom(1000)
  })

  afterAll(() => earnFrom(0))

  /** Sends the bank's webhook about the shopper's payment. Medusa processes it five seconds later. */
  const tell = (payer: Payer, action: "captured" | "authorized" = "captured") =>
    shop.guest.send("POST", "/hooks/payment/fickle_fickle", { session_id: payer.sessionId, amount: 30, action })

  const ordered = (payer: Payer): Promise<OrderFact[]> =>
    eventually(
      () => ordersOf(database, payer.customer.email),
      (orders) => orders.some(({ linked }) => linked),
    )

  const expire = (payer: Payer) =>
    query(database, "select clientele_points_hold_end($1, 'expired', 'time')", [payer.holdId])

  const clawBack = (payer: Payer, points: number) =>
    shop.admin.post(`/admin/customers/${payer.customer.id}/loyalty/adjustments`, {
      points: -points,
      reason: "clawback",
    })

  type Refused = { health: { refused: { completions: { cart_id: string; code: string }[] } } }
  const refusals = async () =>
    (await shop.admin.get<Refused>("/admin/loyalty/health")).health.refused.completions.map((one) => [
      one.cart_id,
      one.code,
    ])

  const paid = (payer: Payer) =>
    query<{ captured: string; refunded: string }>(
      database,
      `select coalesce((select sum(c.amount) from capture c where c.payment_id = p.id), 0)::int as captured,
       coalesce((select sum(r.amount) from refund r where r.payment_id = p.id), 0)::int as refunded
     from payment p where p.payment_session_id = $1`,
      [payer.sessionId],
    )

  /** Medusa replaces the session of a payment that it returns. Until then it may delete a new session. */
  const renewed = async (payer: Payer) => {
    const sessions = await eventually(
      () =>
        query<{ id: string }>(
          database,
          `select s.id from payment_session s join cart_payment_collection c using (payment_collection_id)
         where c.cart_id = $1 and s.deleted_at is null`,
          [payer.cartId],
        ),
      (found) => found.length > 0 && found.every(({ id }) => id !== payer.sessionId),
    )
    expect(sessions.map(({ id }) => id)).toEqual([expect.not.stringContaining(payer.sessionId)])
  }

  it("R45, R47, M12: a webhook on time, late, or in parallel with the shopper's completion makes one order; a webhook that is too late makes none", async () => {
    const payers = await Promise.all(Array.from({ length: 4 }, () => preparePayer(shop, database)))
    const [inTime, late, both, tooLate] = payers as [Payer, Payer, Payer, Payer]
    await expire(late)
    await expire(tooLate)
    await clawBack(tooLate, 500)
    for (const payer of payers) expect((await tell(payer, payer === both ? "authorized" : "captured")).status).toBe(200)
    const own = complete(shop, both.cartId)

    // Guard: the shared transaction in decorate-orders.ts.
    for (const payer of [inTime, late, both]) {
      const orders = await ordered(payer)
      expect(orders).toMatchObject([{ linked: true, hold: payer.holdId, entries: [-1000], adjusted: "10.00" }])
      expect(await writersOf(database, orders[0]?.id ?? "")).toHaveLength(1)
      expect(await loyalty.account(payer.customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
    }
    expect((await own).body).toMatchObject({ type: "order", order: { id: (await ordered(both))[0]?.id } })

    // Guards: the look at what is available for an expired hold in clientele_points_hold_post; notingRefusals.
    const flagged = await eventually(refusals, (found) => found.length > 0)
    expect(flagged).toEqual([[tooLate.cartId, "hold_expired"]])
    const [payment] = await eventually(
      () => paid(tooLate),
      ([one]) => Number(one?.refunded) > 0,
    )
    expect(payment).toEqual({ captured: 30, refunded: 30 })
    expect(await ordersOf(database, tooLate.customer.email)).toEqual([])
    expect(await loyalty.account(tooLate.customer.id)).toMatchObject({ points_balance: 500, lifetime_redeemed: 0 })
    expect(store.output()).toContain(`the completion of ${tooLate.cartId} was refused (hold_expired)`)
    const [, told] = /recorded clientele\.points\.refused (.*)/.exec(store.output()) ?? []
    expect(JSON.parse(told ?? "{}")).toMatchObject({
      cart_id: tooLate.cartId,
      hold_id: tooLate.holdId,
      code: "hold_expired",
      customer_ids: expect.arrayContaining([tooLate.customer.id]),
    })
    expect(await trialBalance(database.url)).toEqual([])
  }, 90_000)

  // Guards: `lock_timeout` of clientele_points_hold_post; `account_busy` in REFUSALS (workflows/redemption/refusals.ts).
  it("M48, R45: a webhook that meets a lock on the account for five seconds makes no order, returns the money and reports it; then the cart can be paid", async () => {
    const payer = await preparePayer(shop, database)
    const lock = {
      sql: "select id from clientele_points_account where mailbox = $1 for update",
      values: [payer.customer.email],
    }
    const flagged = await whileLocked(database, lock, async () => {
      expect((await tell(payer)).status).toBe(200)
      return eventually(refusals, (found) => found.some(([cartId]) => cartId === payer.cartId))
    })
    expect(flagged).toContainEqual([payer.cartId, "account_busy"])
    const [payment] = await eventually(
      () => paid(payer),
      ([one]) => Number(one?.refunded) > 0,
    )
    expect(payment).toEqual({ captured: 30, refunded: 30 })
    expect(await ordersOf(database, payer.customer.email)).toEqual([])
    expect(await loyalty.account(payer.customer.id)).toMatchObject({ points_balance: 1000, points_held: 1000 })

    await renewed(payer)
    await beginPayment(shop, payer.cartId)
    expect((await complete(shop, payer.cartId)).body.type).toBe("order")
    expect(await ordersOf(database, payer.customer.email)).toMatchObject([{ hold: payer.holdId, entries: [-1000] }])
    expect(await refusals()).not.toContainEqual([payer.cartId, "account_busy"])
    expect(await trialBalance(database.url)).toEqual([])
  })

  // Guard: PC008 in clientele_points_hold_post.
  it("M2: a reversal while the shopper is at the bank releases the hold, and the cart gets cart_changed", async () => {
    const payer = await preparePayer(shop, database)
    await clawBack(payer, 100)
    expect(await loyalty.account(payer.customer.id)).toMatchObject({ points_balance: 900, points_held: 0 })
    expect((await complete(shop, payer.cartId)).body.code).toBe("cart_changed")
    expect(await ordersOf(database, payer.customer.email)).toEqual([])
    expect(await loyalty.account(payer.customer.id)).toMatchObject({ points_balance: 900, lifetime_redeemed: 0 })
    expect(await refusals()).toContainEqual([payer.cartId, "cart_changed"])
  })

  // Guard: the comparison with what the hold still has, in postHolds (deduct-points.ts).
  it("M2: a hold that is smaller than the discount on the cart makes no order", async () => {
    const payer = await preparePayer(shop, database)
    await query(database, "update clientele_points_account set held = 999 where mailbox = $1", [payer.customer.email])
    await query(database, "update clientele_points_hold set points = 999 where id = $1", [payer.holdId])
    expect((await complete(shop, payer.cartId)).body.code).toBe("cart_changed")
    expect(await ordersOf(database, payer.customer.email)).toEqual([])
    expect(await trialBalance(database.url)).toEqual([])
  })

  it("R47: a refused completion is no longer listed after its cart becomes an order", async () => {
    const payer = await preparePayer(shop, database)
    await expire(payer)
    await clawBack(payer, 500)
    await complete(shop, payer.cartId)
    expect(await refusals()).toContainEqual([payer.cartId, "hold_expired"])
    await shop.admin.post(`/admin/customers/${payer.customer.id}/loyalty/adjustments`, { points: 500, reason: "x" })
    await beginPayment(shop, payer.cartId)
    expect((await complete(shop, payer.cartId)).body.type).toBe("order")
    expect(await refusals()).not.toContainEqual([payer.cartId, "hold_expired"])
  })
}
