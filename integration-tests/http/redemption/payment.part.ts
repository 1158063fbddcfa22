import type { HttpTypes } from "@medusajs/framework/types"
import { beginPayment, complete, fillWithPoints, ordersOf, type Payer, preparePayer } from "../../faults/completing"
import { trialBalance } from "../../faults/ledger"
import { query, type TestDatabase } from "../../helpers/database"
import { withServer } from "../../helpers/database-server"
import { eventually, type Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, tokenOf } from "../../helpers/redemption"
import { newEmail, type Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"
import { createCoupon } from "./coupons"

export function payment(open: () => OpenStore): void {
  // A payment over another amount than the cart costs, because points came or went while it was begun (ADR 0025).

  let database: TestDatabase
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, store, shop, loyalty } = open())
    await open().begin({ loyalty_points_enabled: true })
  })

  afterEach(async () => expect(await trialBalance(database.url)).toEqual([]))

  const OUTDATED = { status: 409, body: { code: "payment_outdated", type: "not_allowed", message: expect.any(String) } }

  const release = (cartId: string) =>
    shop.guest.send<{ released: boolean; cart: { total: number } }>(
      "DELETE",
      `/store/carts/${cartId}/loyalty-redemption`,
    )

  /** What a cart costs, and what its payment is over. */
  async function amounts(cartId: string): Promise<{ total: number; collection: number; sessions: number[] }> {
    const fields = "total,*payment_collection,*payment_collection.payment_sessions"
    const { cart } = await shop.guest.get<HttpTypes.StoreCartResponse>(`/store/carts/${cartId}?fields=${fields}`)
    const { amount = 0, payment_sessions = [] } = cart.payment_collection ?? {}
    return {
      total: cart.total,
      collection: Number(amount),
      sessions: payment_sessions.map((one) => Number(one.amount)),
    }
  }

  /** Begins a payment that has read what is to be paid, and is written only after `meanwhile`. */
  async function beginPaymentDuring(cartId: string, meanwhile: () => Promise<unknown>): Promise<void> {
    await withServer(async (gate) => {
      await gate.query("begin")
      // Whoever makes a payment session waits; reading, and what has none yet to delete, goes on.
      await gate.query("lock table payment_session in share mode")
      const begun = beginPayment(shop, cartId)
      const waiting = () =>
        query(
          database,
          "select 1 from pg_locks where relation = 'payment_session'::regclass and mode = 'RowExclusiveLock' and not granted",
        )
      expect(await eventually(waiting, (found) => found.length > 0)).toHaveLength(1)
      await meanwhile()
      await gate.query("commit")
      await begun
    }, database.name)
  }

  /** Gives a payment's session another amount, as a race that no test can force would. */
  const tamper = ({ sessionId }: Payer, amount: number) =>
    query(database, "update payment_session set amount = $2, raw_amount = $3 where id = $1", [
      sessionId,
      amount,
      { value: String(amount), precision: 20 },
    ])

  const expectOrder = async (payer: Payer, total: number) => {
    expect(await complete(shop, payer.cartId)).toMatchObject({
      status: 200,
      body: { type: "order", order: { total } },
    })
    const [paid] = await query<{ amount: number }>(
      database,
      `select p.amount::int as amount from payment p join payment_collection c on c.id = p.payment_collection_id
     join cart_payment_collection l on l.payment_collection_id = c.id where l.cart_id = $1`,
      [payer.cartId],
    )
    expect(paid?.amount).toBe(total)
  }

  // Guard: agreesWithCollection in src/api/store/carts/completion.ts; behind it checkPayments in deduct-points.ts, which tells the staff.
  it("R44, R45: a session that begins while the points are removed is refused, and a new session has the full price", async () => {
    const customer = await shop.register()
    await give(shop, customer, 1000)
    const { cartId, holdId } = await fillWithPoints(shop, database, customer.email)
    const { payment_collection } = await shop.guest.post<HttpTypes.StorePaymentCollectionResponse>(
      "/store/payment-collections",
      { cart_id: cartId },
    )
    expect(payment_collection.amount).toBe(30)
    await beginPaymentDuring(cartId, async () => expect((await release(cartId)).body.released).toBe(true))
    // Medusa's race: it completes such a cart, and 10.00 are never paid.
    expect(await amounts(cartId)).toEqual({ total: 40, collection: 40, sessions: [30] })

    expect(await complete(shop, cartId)).toMatchObject(OUTDATED)
    expect(await amounts(cartId)).toEqual({ total: 40, collection: 40, sessions: [] })
    expect(await ordersOf(database, customer.email)).toEqual([])
    expect(store.output()).not.toContain(`the completion of ${cartId} was refused`)
    const sessionId = await beginPayment(shop, cartId)
    await expectOrder({ customer, cartId, holdId, sessionId }, 40)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 0 })
  })

  // Guards: the same.
  it("R44, R45: a session that begins while the points are applied is refused, so the shopper does not pay more than the price", async () => {
    const customer = await shop.register()
    await give(shop, customer, 1000)
    const cart = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
    await shop.guest.post("/store/payment-collections", { cart_id: cart.id })
    const token = await tokenOf(database, customer.email)
    await beginPaymentDuring(cart.id, async () => expect((await apply(shop, cart.id, token, 1000)).status).toBe(200))
    expect(await amounts(cart.id)).toEqual({ total: 30, collection: 30, sessions: [40] })
    expect(await complete(shop, cart.id)).toMatchObject(OUTDATED)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 1000 })
    const sessionId = await beginPayment(shop, cart.id)
    await expectOrder({ customer, cartId: cart.id, holdId: "", sessionId }, 30)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
  })

  describe("R44, R45: a cart whose points pay for everything", () => {
    beforeAll(() => loyalty.set("loyalty_max_redeem_percent", 100))
    afterAll(() => loyalty.set("loyalty_max_redeem_percent", 50))

    // Guards: `due` in coversTotal; the last line of renewPayment (both in workflows/shared/redemption/check-payment.ts); `decimal(cart.total)`
    // in carry (workflows/shared/redemption/replace-hold.ts).
    it.each(["pending", "authorized"])(
      "needs no payment, and its old session that is %s takes no money",
      async (status) => {
        const customer = await shop.register()
        await give(shop, customer, 4000)
        const cart = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
        await shop.guest.post("/store/payment-collections", { cart_id: cart.id })
        const token = await tokenOf(database, customer.email)
        await beginPaymentDuring(cart.id, async () =>
          expect(await apply(shop, cart.id, token, 4000)).toMatchObject({
            status: 200,
            body: { payment_session_required: false, cart: { total: 0 } },
          }),
        )
        expect(await amounts(cart.id)).toEqual({ total: 0, collection: 0, sessions: [40] })
        await query(
          database,
          `update payment_session set status = $2 where payment_collection_id =
         (select payment_collection_id from cart_payment_collection where cart_id = $1)`,
          [cart.id, status],
        )
        const answer = await complete(shop, cart.id)
        if (status === "authorized") {
          expect(answer).toMatchObject(OUTDATED)
          expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 4000, points_held: 4000 })
          return
        }
        expect(answer).toMatchObject({ status: 200, body: { type: "order", order: { total: 0 } } })
        expect((await amounts(cart.id)).sessions).toEqual([])
        expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
      },
    )

    // Guard: pays_all in clampRedemption (modules/points/domain/redemption.ts).
    it("leaves no fraction to pay beside a coupon in percent", async () => {
      const customer = await shop.register()
      await give(shop, customer, 4000)
      await createCoupon(shop, "FRACTION", { value: 12.34567 })
      const cart = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
      await shop.guest.post(`/store/carts/${cart.id}/promotions`, { promo_codes: ["FRACTION"] })
      const applied = await apply(shop, cart.id, await tokenOf(database, customer.email), 4000)
      expect(applied.body).toMatchObject({
        loyalty_redemption: { points: 3506, discount_amount: "35.06" },
        payment_session_required: false,
        cart: { total: 0 },
      })
      expect(await complete(shop, cart.id)).toMatchObject({ status: 200, body: { type: "order", order: { total: 0 } } })
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 494, points_held: 0 })
    })
  })

  // Guards: updatePaymentCollections in renewPayment (workflows/shared/redemption/check-payment.ts): else the next session is wrong as well;
  // renewWhenRefused in src/api/store/carts/completion.ts: else nothing brings the collection to the total.
  it("R44: a payment collection with the old amount gets the cart's total", async () => {
    const payer = await preparePayer(shop, database)
    await tamper(payer, 25)
    await query(
      database,
      `update payment_collection set amount = 25, raw_amount = '{"value": "25", "precision": 20}'
     where id = (select payment_collection_id from payment_session where id = $1)`,
      [payer.sessionId],
    )
    expect(await complete(shop, payer.cartId)).toMatchObject(OUTDATED)
    expect(await amounts(payer.cartId)).toEqual({ total: 30, collection: 30, sessions: [] })
    await beginPayment(shop, payer.cartId)
    await expectOrder(payer, 30)
  })

  // Guard: `PAID` in renewPayment.
  it("R44: a session that already has the shopper's money is refused, but not deleted", async () => {
    const payer = await preparePayer(shop, database)
    await tamper(payer, 25)
    await query(database, "update payment_session set status = 'authorized' where id = $1", [payer.sessionId])
    expect(await complete(shop, payer.cartId)).toMatchObject(OUTDATED)
    expect((await amounts(payer.cartId)).sessions).toEqual([25])
    // A new session gives it back to the shopper: Medusa asks the provider to drop the earlier one.
    await beginPayment(shop, payer.cartId)
    await expectOrder(payer, 30)
  })

  describe("R46: create-order", () => {
    const createOrder = (body: object) => shop.guest.send("POST", "/store/checkout/create-order", body)
    const fickle = { provider_id: "pp_fickle_fickle", data: { outcome: "authorise" } }

    // Guard: `isOver` in serves (workflows/checkout/prepare-payment.ts).
    it("R46: makes a session with the right amount for a stated payment", async () => {
      const payer = await preparePayer(shop, database)
      await tamper(payer, 25)
      const answer = await createOrder({ cart_id: payer.cartId, payment: fickle })
      expect(answer).toMatchObject({ status: 200, body: { type: "order", order: { total: 30 } } })
      await expectOrder(payer, 30)
    })

    // Guard: checkPayment in prepare (workflows/checkout/create-order.ts).
    it("R46: refuses without a stated payment, and the same call with one makes the order", async () => {
      const payer = await preparePayer(shop, database)
      await tamper(payer, 25)
      expect(await createOrder({ cart_id: payer.cartId })).toMatchObject(OUTDATED)
      expect((await amounts(payer.cartId)).sessions).toEqual([])
      const answer = await createOrder({ cart_id: payer.cartId, payment: fickle })
      expect(answer).toMatchObject({ status: 200, body: { type: "order", order: { total: 30 } } })
    })
  })

  // Guard: checkPayments in deduct-points.ts: the bank's webhook completes a cart without any route of ours.
  it("R45: a webhook for a payment of another amount makes no order and returns the money, with points and after their removal", async () => {
    const carrying = await preparePayer(shop, database)
    await tamper(carrying, 25)
    const released = await preparePayer(shop, database)
    await release(released.cartId)
    const late = { ...released, sessionId: await beginPayment(shop, released.cartId) }
    await tamper(late, 30)
    const right = await preparePayer(shop, database)
    for (const [{ sessionId: session_id }, amount] of [
      [carrying, 25],
      [late, 30],
      [right, 30],
    ] as const) {
      await shop.guest.send("POST", "/hooks/payment/fickle_fickle", { session_id, amount, action: "captured" })
    }
    const orders = await eventually(
      () => ordersOf(database, right.customer.email),
      (found) => found.some(({ linked }) => linked),
    )
    expect(orders).toMatchObject([{ hold: right.holdId }])
    const paid = ({ cartId }: Payer) =>
      query<{ captured: number; refunded: number }>(
        database,
        `select coalesce((select sum(c.amount) from capture c where c.payment_id = p.id), 0)::int as captured,
         coalesce((select sum(r.amount) from refund r where r.payment_id = p.id), 0)::int as refunded
       from payment p join cart_payment_collection l on l.payment_collection_id = p.payment_collection_id
       where l.cart_id = $1`,
        [cartId],
      )
    for (const payer of [carrying, late]) {
      const [payment] = await eventually(
        () => paid(payer),
        ([one]) => Number(one?.refunded) > 0,
      )
      expect(payment?.refunded).toBe(payment?.captured)
      expect(await ordersOf(database, payer.customer.email)).toEqual([])
      expect(store.output()).toContain(`the completion of ${payer.cartId} was refused (payment_outdated)`)
    }
    expect((await loyalty.account(carrying.customer.id)).points_balance).toBe(1000)
  }, 60_000)

  // Guard: `completed_at` in checkRedemption (workflows/checkout/ensure-redemption.ts): the cart would be worked out again.
  it("R46: a cart that the webhook completed without its points answers that order, although its hold is active", async () => {
    const payer = await preparePayer(shop, database)
    await query(database, "delete from cart_line_item_adjustment where code = $1", [payer.holdId])
    await tamper(payer, 40)
    await shop.guest.send("POST", "/hooks/payment/fickle_fickle", {
      session_id: payer.sessionId,
      amount: 40,
      action: "captured",
    })
    const orders = await eventually(
      () => ordersOf(database, payer.customer.email),
      (found) => found.some(({ linked }) => linked),
    )
    expect(orders).toHaveLength(1)
    expect(await loyalty.account(payer.customer.id)).toMatchObject({ points_balance: 1000, points_held: 1000 })
    expect(await complete(shop, payer.cartId)).toMatchObject({
      status: 200,
      body: { type: "order", order: { total: 40 } },
    })
  })

  // Guard: `holds` in checkPayments: nothing is asked of carts that never had points.
  it("ADR 0001: a cart that never had points completes as in Medusa, whatever amount its session has", async () => {
    const email = newEmail("plain")
    const cart = await shop.fillCart({ email, quantity: 2, product: "download" })
    const sessionId = await beginPayment(shop, cart.id)
    await tamper({ customer: { id: "", email, token: "" }, cartId: cart.id, holdId: "", sessionId }, 25)
    expect((await complete(shop, cart.id)).body.type).toBe("order")
  })
}
