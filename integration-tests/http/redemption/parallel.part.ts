import type { HttpTypes } from "@medusajs/framework/types"
import { query, type TestDatabase } from "../../helpers/database"
import type { Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { type Applied, apply, give, pointsDiscount, tokenOf } from "../../helpers/redemption"
import type { Customer, Shop } from "../../helpers/shop"

/** Several calls at once on one cart, and with one token. */
export function parallel(open: () => OpenStore): void {
  let database: TestDatabase
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, shop, loyalty } = open())
    await open().begin({ loyalty_points_enabled: true, loyalty_max_redeem_percent: 100 })
  })

  async function shopper(points = 4000): Promise<{ customer: Customer; token: string; cartId: string }> {
    const customer = await shop.register()
    await give(shop, customer, points)
    const cart = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
    return { customer, token: await tokenOf(database, customer.email), cartId: cart.id }
  }

  const read = async (cartId: string) =>
    (await shop.guest.get<HttpTypes.StoreCartResponse>(`/store/carts/${cartId}?fields=total,*items,*items.adjustments`))
      .cart
  const release = (cartId: string) => shop.guest.send("DELETE", `/store/carts/${cartId}/loyalty-redemption`)
  const held = async (customer: Customer) => (await loyalty.account(customer.id)).points_held
  const holdsOf = (cartId: string) =>
    query<{ points: number }>(
      database,
      "select points::int as points from clientele_points_hold where cart_id = $1 and status = 'held'",
      [cartId],
    )

  // Guard: withCartLease in applyRedemption and releaseRedemption; without it most calls are 409 or 500, and the points are lost.
  it("M75: 20 parallel applies and releases on a cart with points all succeed, and the last one stands", async () => {
    const { customer, token, cartId } = await shopper()
    expect((await apply(shop, cartId, token, 500)).status).toBe(200)
    const calls = Array.from({ length: 20 }, (_, i) =>
      i % 5 === 4 ? release(cartId) : apply(shop, cartId, token, 100 * (i + 1)),
    )
    const answers = await Promise.all<{ status: number }>(calls)
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))

    const final = await apply(shop, cartId, token, 700)
    expect(final.body.loyalty_redemption.points).toBe(700)
    expect(pointsDiscount(await read(cartId))).toBe(7)
    expect(await holdsOf(cartId)).toEqual([{ points: 700 }])
    expect(await held(customer)).toBe(700)
  })

  it("M75: after parallel applies the cart carries the points of one answer, and exactly these are held", async () => {
    const { customer, token, cartId } = await shopper()
    const answers = await Promise.all([300, 600, 900, 1200, 1500].map((points) => apply(shop, cartId, token, points)))
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200))
    const carried = Math.round(pointsDiscount(await read(cartId)) * 100)
    expect(answers.map(({ body }) => body.loyalty_redemption.points)).toContain(carried)
    expect(await holdsOf(cartId)).toEqual([{ points: carried }])
    expect(await held(customer)).toBe(carried)
  })

  // Guard: `putBack` in replaceHold. 50 points are too few for the cart once the minimum of the programme is 1, not 100.
  it("M75: a re-apply that is refused leaves the points that the cart had", async () => {
    const { customer, token, cartId } = await shopper()
    const first = await apply(shop, cartId, token, 1500)
    const tooMany = await apply(shop, cartId, token, 5000)
    expect(tooMany).toMatchObject({ status: 400, body: { code: "insufficient_points" } })
    const tooFew = await apply(shop, cartId, token, 50)
    expect(tooFew).toMatchObject({ status: 400, body: { code: "below_minimum_points" } })
    expect((await read(cartId)).total).toBe(25)
    expect(await holdsOf(cartId)).toEqual([{ points: 1500 }])

    // What the cart cannot carry is noticed only once Medusa has worked it out: the earlier hold is placed again.
    await loyalty.set("loyalty_min_checkout_total", 1000)
    const beyond = await apply(shop, cartId, token, 2000)
    await loyalty.set("loyalty_min_checkout_total", 0)
    expect(beyond).toMatchObject({ status: 400, body: { code: "below_minimum_total" } })
    expect((await read(cartId)).total).toBe(25)
    const [hold] = await query<{ id: string; points: number; expires_at: Date; proof: boolean }>(
      database,
      `select points::int as points, expires_at, proof_id is not null as proof from clientele_points_hold
       where cart_id = $1 and status = 'held'`,
      [cartId],
    )
    expect(hold).toEqual({
      points: 1500,
      expires_at: new Date(first.body.loyalty_redemption.expires_at),
      proof: true,
    })
    expect(await held(customer)).toBe(1500)
  })

  // Guard: `unbindToken` in replaceHold, and that verifyShopper binds nothing.
  it("R43: a refused apply leaves the token unbound, and the token works for another cart", async () => {
    const { customer, token, cartId } = await shopper(1000)
    const other = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
    expect((await apply(shop, cartId, token, 5000)).status).toBe(400)
    await loyalty.set("loyalty_min_checkout_total", 1000)
    expect((await apply(shop, cartId, token, 500)).status).toBe(400)
    await loyalty.set("loyalty_min_checkout_total", 0)
    expect(await held(customer)).toBe(0)
    expect((await apply(shop, other.id, token, 500)).status).toBe(200)
    expect(await apply(shop, cartId, token, 500)).toMatchObject({
      status: 400,
      body: { code: "redemption_token_invalid" },
    })
  })

  // Guard: the look at the live hold in undoReplacement; without it the refused call unbinds the token of the other.
  it("M32 M75: a refused apply in parallel with a successful one leaves the token bound to its cart", async () => {
    const { customer, token, cartId } = await shopper()
    const other = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
    await loyalty.set("loyalty_points_per_currency_discount", 1000)
    await loyalty.set("loyalty_min_points_to_redeem", 1)
    // Five points are less than a cent, so the cart carries none of them.
    const answers = await Promise.all([500, 5, 5].map((points) => apply(shop, cartId, token, points)))
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 400])
    const elsewhere = await apply(shop, other.id, token, 500)
    await loyalty.set("loyalty_min_points_to_redeem", 100)
    await loyalty.set("loyalty_points_per_currency_discount", 100)
    expect(elsewhere).toMatchObject({ status: 400, body: { code: "redemption_token_invalid" } })
    expect(await holdsOf(cartId)).toEqual([{ points: 500 }])
  })

  // Guards: `useToken` in bindToken, and `putBack` after it.
  it("M28 M32: a token used on eight carts in parallel works for one of them, and the others hold nothing", async () => {
    const { customer, token, cartId } = await shopper()
    const carts = [cartId]
    for (let i = 0; i < 3; i++) {
      carts.push((await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })).id)
    }
    const answers = await Promise.all([...carts, ...carts].map((id) => apply(shop, id, token, 500)))
    const served = new Set([...carts, ...carts].filter((_, i) => answers[i]?.status === 200))
    expect(served.size).toBe(1)
    expect(answers.filter(({ status }) => status !== 200).map(({ status }) => status)).toEqual(Array(6).fill(400))
    expect(await held(customer)).toBe(500)
  })

  it("R43: the token may be sent under the name that verify-otp gives it", async () => {
    const { token, cartId } = await shopper()
    const send = (body: object) => shop.guest.send<Applied>("POST", `/store/carts/${cartId}/loyalty-redemption`, body)
    expect((await send({ redemption_token: token, points: 500 })).body.loyalty_redemption.points).toBe(500)
    expect(await send({ redemption_token: token, token, points: 500 })).toMatchObject({
      status: 400,
      body: { code: "invalid_request", message: expect.stringContaining("redemption_token") },
    })
  })

  it("R43: a token shows the signed-in customer the points of the own mailbox, and of no other", async () => {
    const { customer, token } = await shopper()
    const stranger = await shop.register()
    const points = async (who: Customer, proof?: string) => {
      const headers = proof === undefined ? undefined : { "x-loyalty-token": proof }
      return (
        await shop
          .as(who)
          .send<{ loyalty: { points_balance: number } | null }>(
            "GET",
            "/store/customers/me/loyalty",
            undefined,
            headers,
          )
      ).body.loyalty?.points_balance
    }
    expect(await points(customer)).toBeUndefined()
    expect(await points(customer, token)).toBe(4000)
    expect(await points(stranger, token)).toBeUndefined()
    expect(await points(customer, "no-token")).toBeUndefined()
  })
}
