import type { HttpTypes } from "@medusajs/framework/types"
import { query, type TestDatabase } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"
import { eventually, type Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, pointsDiscount, tokenOf } from "../../helpers/redemption"
import type { Customer, Shop } from "../../helpers/shop"

type HoldRow = { id: string; points: number; requested: number | null; status: string; ended_because: string | null }

/** A hold has what its cart carries (ADR 0044). */
export function fitting(open: () => OpenStore): void {
  let database: TestDatabase
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, shop, loyalty } = open())
    await open().begin({ loyalty_points_enabled: true, loyalty_max_redeem_percent: 100 })
    await shop.admin.post("/admin/promotions", {
      code: "HALF",
      type: "standard",
      status: "active",
      application_method: { type: "percentage", target_type: "items", allocation: "across", value: 50 },
    })
  })

  async function shopper(points = 5000): Promise<{ customer: Customer; token: string }> {
    const customer = await shop.register()
    await give(shop, customer, points)
    return { customer, token: await tokenOf(database, customer.email) }
  }

  /** Downloads of 20.00 each, which cost no shipping. */
  const cartOf = async ({ email }: Customer, quantity: number) =>
    (await shop.fillCart({ email, quantity, product: "download" })).id
  const read = async (cartId: string) =>
    (
      await shop.guest.get<HttpTypes.StoreCartResponse>(
        `/store/carts/${cartId}?fields=total,*items,*items.adjustments,*payment_collection.payment_sessions`,
      )
    ).cart
  const discountOf = async (cartId: string) => pointsDiscount(await read(cartId))
  const setQuantity = async (cartId: string, quantity: number) =>
    shop.guest.send("POST", `/store/carts/${cartId}/line-items/${(await read(cartId)).items?.[0]?.id}`, { quantity })
  const holdsOf = (cartId: string) =>
    query<HoldRow>(
      database,
      `select id, points::int as points, requested::int as requested, status, ended_because
       from clientele_points_hold where cart_id = $1 order by created_at`,
      [cartId],
    )
  const liveOf = async (cartId: string) => (await holdsOf(cartId)).find(({ status }) => status === "held")
  const held = async ({ id }: Customer) => (await loyalty.account(id)).points_held
  const untilHeld = async (customer: Customer, points: number) =>
    expect(
      await eventually(
        () => held(customer),
        (now) => now === points,
      ),
    ).toBe(points)
  /** As a process leaves it that was killed between a cart's change and its hold. */
  const growHold = (cartId: string, points: number) =>
    query(
      database,
      `with grown as (update clientele_points_hold set points = points + $2 where cart_id = $1 and status = 'held'
         returning account_id)
       update clientele_points_account set held = held + $2 where id = (select account_id from grown)`,
      [cartId, points],
    )
  const startPayment = async (cartId: string) => {
    const { payment_collection } = await shop.guest.post<{ payment_collection: { id: string } }>(
      "/store/payment-collections",
      { cart_id: cartId },
    )
    const { id } = payment_collection
    const path = `/store/payment-collections/${id}/payment-sessions`
    await shop.guest.post(path, { provider_id: "pp_system_default" })
  }
  const sessionsOf = async (cartId: string) =>
    ((await read(cartId)).payment_collection?.payment_sessions ?? []).map(({ id, amount }) => ({ id, amount }))

  // Guard: fitApplied in carry (workflows/shared/redemption/replace-hold.ts).
  it("R44: a cart that accepts 2000 of 5000 requested points holds 2000, and a second cart uses the other 3000", async () => {
    const { customer, token } = await shopper()
    const [one, two] = [await cartOf(customer, 1), await cartOf(customer, 2)]
    expect((await apply(shop, one, token, 5000)).body.loyalty_redemption.points).toBe(2000)
    expect(await held(customer)).toBe(2000)
    expect(await liveOf(one)).toMatchObject({ points: 2000, requested: 5000 })
    const second = await apply(shop, two, await tokenOf(database, customer.email), 3000)
    expect(second.body.loyalty_redemption).toMatchObject({ points: 3000, discount_amount: "30.00" })
    expect(await held(customer)).toBe(5000)
    for (const [cartId, total] of [
      [one, 0],
      [two, 10],
    ] as const) {
      expect((await shop.completeCart(cartId)).total).toBe(total)
    }
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 0, points_held: 0 })
  })

  // Guard: fitAfterChange in heldActions (workflows/redemption/decorate-promotions.ts).
  it("R44: a smaller quantity frees points, and a greater one takes no more until they are applied again", async () => {
    const { customer, token } = await shopper()
    const cartId = await cartOf(customer, 2)
    expect((await apply(shop, cartId, token, 4000)).body.loyalty_redemption.points).toBe(4000)
    await setQuantity(cartId, 1)
    await untilHeld(customer, 2000)
    // What was asked for is over: a retry of a checkout with 4000 points applies them again.
    expect(await liveOf(cartId)).toMatchObject({ points: 2000, requested: null })
    await setQuantity(cartId, 3)
    expect(await discountOf(cartId)).toBe(20)
    expect(await held(customer)).toBe(2000)
    expect((await apply(shop, cartId, token, 4000)).body.loyalty_redemption.points).toBe(4000)
    expect(await held(customer)).toBe(4000)
  })

  // Guard: the stored cart in fitHold; a hold that is fitted where the change is worked out has 2000 points then.
  it("R44: a cart change that fails after its calculation keeps hold and discount", async () => {
    const { customer, token } = await shopper()
    const cartId = await cartOf(customer, 2)
    await apply(shop, cartId, token, 4000)
    await query(
      database,
      "alter table cart_line_item_adjustment add constraint no_twenty check (amount <> 20) not valid",
    )
    const failed = await setQuantity(cartId, 1)
    await query(database, "alter table cart_line_item_adjustment drop constraint no_twenty")
    expect(failed.status).toBe(500)
    // It has the cart's lease only when what the failed change has left to do is over.
    expect((await apply(shop, cartId, token, 4000)).status).toBe(200)
    expect((await holdsOf(cartId))[0]).toMatchObject({ points: 4000, ended_because: "replaced" })
    expect(await discountOf(cartId)).toBe(40)
  })

  // Guards: the stored cart in fitHold; `expected` there, without which the preview ends the hold of the cart that lost its lines.
  it("R44: a preview with a coupon changes no hold, even if the cart has lost its discount", async () => {
    const { customer, token } = await shopper()
    const cartId = await cartOf(customer, 2)
    await apply(shop, cartId, token, 4000)
    const body = { email: customer.email, cart_id: cartId, coupon_code: "HALF" }
    const preview = async () => (await shop.guest.send("POST", "/store/loyalty/preview", body)).status
    expect(await preview()).toBe(200)
    expect((await apply(shop, cartId, token, 4000)).status).toBe(200)
    // As when the hold could not be looked up while Medusa worked out the cart.
    await query(
      database,
      "delete from cart_line_item_adjustment where item_id in (select id from cart_line_item where cart_id = $1)",
      [cartId],
    )
    expect(await preview()).toBe(200)
    expect((await apply(shop, cartId, token, 4000)).status).toBe(200)
    const replaced = { points: 4000, ended_because: "replaced" }
    expect(await holdsOf(cartId)).toMatchObject([replaced, replaced, { points: 4000, status: "held" }])
    expect(await held(customer)).toBe(4000)
  })

  // Guard: freeUncarried in replace-hold.ts.
  it("R44: points that another cart holds but does not carry are available to this cart; points that it carries are not", async () => {
    const { customer, token } = await shopper()
    const [one, two] = [await cartOf(customer, 1), await cartOf(customer, 2)]
    await apply(shop, one, token, 2000)
    await growHold(one, 3000)
    expect(await held(customer)).toBe(5000)
    const other = await tokenOf(database, customer.email)
    expect(await apply(shop, two, other, 3001)).toMatchObject({ status: 400, body: { code: "insufficient_points" } })
    expect((await apply(shop, two, other, 3000)).body.loyalty_redemption.points).toBe(3000)
    expect(await liveOf(one)).toMatchObject({ points: 2000 })
    expect(await discountOf(one)).toBe(20)
    expect(await held(customer)).toBe(5000)
  })

  // Guard: `takeLease` in withFreeCartLease: a cart that somebody works at is between its hold and its lines.
  it("R44: a cart that another call is changing keeps its points", async () => {
    const { customer, token } = await shopper()
    const [one, two] = [await cartOf(customer, 1), await cartOf(customer, 2)]
    await apply(shop, one, token, 2000)
    await growHold(one, 3000)
    await query(
      database,
      "insert into clientele_checkout_lease (cart_id, holder, until) values ($1, 'other', now() + interval '1 minute')",
      [one],
    )
    const refused = await apply(shop, two, await tokenOf(database, customer.email), 3000)
    expect(refused).toMatchObject({ status: 400, body: { code: "insufficient_points" } })
    expect(await liveOf(one)).toMatchObject({ points: 5000 })
    await query(database, "delete from clientele_checkout_lease where cart_id = $1", [one])
  })

  // Guard: `needed` in readWhole (workflows/checkout/ensure-redemption.ts); without it the cart can never be completed.
  it("R45: a cart that carries more points than its hold is 409 on complete, and then has the discount that the hold covers", async () => {
    const { customer, token } = await shopper()
    const cartId = await cartOf(customer, 2)
    await apply(shop, cartId, token, 4000)
    await query(
      database,
      "select clientele_points_hold_shrink(id, 4000, 1500, null) from clientele_points_hold where cart_id = $1",
      [cartId],
    )
    await startPayment(cartId).catch(() => undefined)
    const complete = () => shop.guest.send("POST", `/store/carts/${cartId}/complete`)
    expect(await complete()).toMatchObject({ status: 409, body: { code: "cart_changed" } })
    expect(await discountOf(cartId)).toBe(15)
    await startPayment(cartId)
    expect(await complete()).toMatchObject({ status: 200, body: { type: "order", order: { total: 25 } } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 3500, points_held: 0 })
  })

  // Guard: repriceCart in carry; with refreshCart Medusa deletes the session over the price that comes back.
  it("R44: a refused re-apply keeps the payment session, and a successful re-apply removes it", async () => {
    const { customer, token } = await shopper()
    const cartId = await cartOf(customer, 2)
    await apply(shop, cartId, token, 1500)
    await startPayment(cartId)
    const before = await sessionsOf(cartId)
    expect(before).toMatchObject([{ amount: 25 }])
    await loyalty.set("loyalty_min_checkout_total", 1000)
    const refused = await apply(shop, cartId, token, 2000)
    await loyalty.set("loyalty_min_checkout_total", 0)
    expect(refused).toMatchObject({ status: 400, body: { code: "below_minimum_total" } })
    expect(await sessionsOf(cartId)).toEqual(before)
    expect(await discountOf(cartId)).toBe(15)
    expect((await apply(shop, cartId, token, 1500)).body.payment_session_required).toBe(false)
    expect(await sessionsOf(cartId)).toEqual(before)
    expect((await apply(shop, cartId, token, 2000)).body.payment_session_required).toBe(true)
    expect(await sessionsOf(cartId)).toEqual([])
  })

  /** Points that a cart's lines are worth at 100 points for 1.00. */
  const carriedBy = async (cartId: string) => Math.round((await discountOf(cartId)) * 100)
  const isFitted = async (cartIds: string[]) => {
    const pairs = await Promise.all(
      cartIds.map(async (id) => [(await liveOf(id))?.points ?? 0, await carriedBy(id)] as const),
    )
    return { isDone: pairs.every(([live, carried]) => live === carried), pairs }
  }

  // Guards: Medusa's lock and the cart's lease in fitHold; `p_from` in clientele_points_hold_shrink.
  it("M1 M2 M75: two carts of one account that change and apply points in parallel end with holds that equal their points", async () => {
    const { customer, token } = await shopper(6000)
    const carts = [await cartOf(customer, 2), await cartOf(customer, 2)]
    const tokens = [token, await tokenOf(database, customer.email)]
    const statuses = new Set<number>()
    for (let round = 0; round < 3; round++) {
      const calls = carts.flatMap((cartId, i) => [
        setQuantity(cartId, 1 + ((round + i) % 3)),
        apply(shop, cartId, tokens[i] ?? "", 1500 + 500 * ((round * 3 + i) % 6)),
        apply(shop, cartId, tokens[i] ?? "", 800 + 100 * round),
        setQuantity(cartId, 1 + ((round * 2 + i) % 2)),
      ])
      for (const { status } of await Promise.all(calls)) statuses.add(status)
    }
    const { pairs } = await eventually(
      () => isFitted(carts),
      ({ isDone }) => isDone,
    )
    expect(pairs.map(([live]) => live)).toEqual(pairs.map(([, carried]) => carried))
    const used = pairs.reduce((sum, [live]) => sum + live, 0)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 6000, points_held: used })
    expect(used).toBeLessThanOrEqual(6000)
    for (const cartId of carts) {
      await shop.completeCart(cartId)
    }
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 6000 - used, points_held: 0 })
    // Medusa answers 500 where its own lock on the cart is not free for two seconds.
    expect([...statuses].filter((status) => ![200, 400, 409, 500].includes(status))).toEqual([])
  }, 60_000)

  // Guard: keepLease in replaceHold.
  it("M75: a call that lost its lease to another process is 409 cart_busy, and the cart keeps its points", async () => {
    const { customer, token } = await shopper()
    const cartId = await cartOf(customer, 2)
    await apply(shop, cartId, token, 1000)
    const { applying } = await whileLocked(database, { sql: "lock table clientele_points_hold" }, async (locked) => {
      const call = apply(shop, cartId, token, 2000)
      await locked.waiting(1)
      await query(database, "update clientele_checkout_lease set holder = 'other' where cart_id = $1", [cartId])
      return { applying: call }
    })
    const busy = await applying
    expect(busy).toMatchObject({ status: 409, body: { code: "cart_busy" } })
    expect(await liveOf(cartId)).toMatchObject({ points: 1000 })
    await query(database, "delete from clientele_checkout_lease where cart_id = $1", [cartId])
    expect((await apply(shop, cartId, token, 2000)).status).toBe(200)
    expect(await held(customer)).toBe(2000)
  })

  // Guard: MOST_CALLS in withCartLease.
  it("M75: of 60 calls on a cart whose lease another process has, ten are 409 cart_busy at once", async () => {
    const cartId = await cartOf(await shop.register(), 1)
    await query(
      database,
      "insert into clientele_checkout_lease (cart_id, holder, until) values ($1, 'other', now() + interval '1 minute')",
      [cartId],
    )
    const release = () => shop.guest.send<{ code?: string }>("DELETE", `/store/carts/${cartId}/loyalty-redemption`)
    let refused = 0
    const calls = Array.from({ length: 60 }, async () => {
      const answer = await release()
      refused += answer.body.code === "cart_busy" ? 1 : 0
      return answer.status
    })
    const early = await eventually(
      async () => refused,
      (count) => count >= 10,
    )
    await query(database, "delete from clientele_checkout_lease where cart_id = $1", [cartId])
    const statuses = await Promise.all(calls)
    expect({ early, served: statuses.filter((status) => status === 200).length }).toEqual({ early: 10, served: 50 })
  })

  // Guard: `lock_timeout` of clientele_points_hold_place.
  it("M48: applying points while another session has locked the account is 409 account_busy, and the cart keeps its points", async () => {
    const { customer, token } = await shopper()
    const cartId = await cartOf(customer, 2)
    await apply(shop, cartId, token, 1000)
    const account = {
      sql: "select id from clientele_points_account where mailbox = $1 for update",
      values: [customer.email],
    }
    const refused = await whileLocked(database, account, () => apply(shop, cartId, token, 2000))
    expect(refused).toMatchObject({
      status: 409,
      body: { code: "account_busy", message: expect.stringContaining("Try again in a few seconds") },
    })
    expect(await discountOf(cartId)).toBe(10)
    expect((await apply(shop, cartId, token, 2000)).status).toBe(200)
    expect(await held(customer)).toBe(2000)
  })

  // Guard: `lock_timeout` of clientele_points_hold_post.
  it("M48: completing while another session has locked the account is 409 account_busy and makes no order; afterwards it makes one", async () => {
    const { customer, token } = await shopper()
    const cartId = await cartOf(customer, 2)
    await apply(shop, cartId, token, 1000)
    await startPayment(cartId)
    const account = {
      sql: "select id from clientele_points_account where mailbox = $1 for update",
      values: [customer.email],
    }
    const complete = () => shop.guest.send("POST", `/store/carts/${cartId}/complete`)
    const refused = await whileLocked(database, account, complete)
    expect(refused).toMatchObject({ status: 409, body: { code: "account_busy" } })
    expect(await query(database, "select order_id from order_cart where cart_id = $1", [cartId])).toEqual([])
    expect(await complete()).toMatchObject({ status: 200, body: { type: "order", order: { total: 30 } } })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 4000, points_held: 0 })
  })
}
