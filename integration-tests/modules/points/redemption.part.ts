import { setTimeout as sleep } from "node:timers/promises"
import { whileLocked } from "../../helpers/locked"
import { openPointsStore, type PointsStore, settle, trialBalance } from "./store"

export function redemption(): void {
  let store: PointsStore
  let n = 0
  const unique = (what: string) => `${what}_${++n}`
  const mailbox = () => `${unique("redeemer")}@example.com`
  const DAY = 86_400_000
  const inDays = (days: number) => new Date(Date.now() + days * DAY)

  beforeAll(async () => {
    store = await openPointsStore()
  })
  afterAll(async () => {
    await store.close()
  })
  afterEach(async () => {
    store.points.clock = () => new Date()
    expect(await trialBalance(store.points)).toEqual([])
  })

  /** An account with these lots, and a hold on it. */
  async function held(points: number, lots: { points: number; expires?: Date }[] = [{ points: 100 }]) {
    const owner = mailbox()
    for (const lot of lots) {
      await settle(store.points, {
        order_id: unique("order"),
        mailbox: owner,
        target: lot.points,
        expires_at: lot.expires ?? null,
      })
    }
    const request = { mailbox: owner, cart_id: unique("cart"), points, currency_code: "usd" }
    const { id } = await store.points.placeHold({
      ...request,
      points_per_currency_discount: 100,
      expires_at: inDays(1),
    })
    return { owner, id, order: unique("order") }
  }
  const account = (owner: string) => store.points.findAccount(owner)

  // Guards: `p_from` and the bounds of `p_to` in clientele_points_hold_shrink (schema/functions/hold-shrink.ts).
  it("M1 R44: a hold shrinks only from the points that the caller has read, to at least one point, and never grows", async () => {
    const { owner, id } = await held(60)
    const shrink = (from: number, to: number) => store.points.shrinkHold({ id, from, to, requested: null })
    // Both have read 60 points. What the second frees is measured from its reading, and would free 20 points twice.
    expect(await Promise.all([shrink(60, 40), shrink(60, 40)])).toEqual(expect.arrayContaining([true, false]))
    for (const [from, to] of [
      [60, 30],
      [50, 30],
      [40, 0],
      [40, -1],
      [40, 40],
      [40, 50],
    ] as const) {
      expect(await shrink(from, to)).toBe(false)
    }
    expect(await account(owner)).toMatchObject({ points_balance: 100, points_held: 40 })
    expect(await store.points.listHolds([id])).toMatchObject([{ points: 40 }])
  })

  describe("an order that is undone", () => {
    // Guard: the look at the status under the lock in clientele_points_hold_unpost.
    it("M7, M10: returns the points once, into the hold, for the shopper's retry", async () => {
      const { owner, id, order } = await held(60)
      await store.points.postHold(id, order, 50)
      // All of them have found the posted hold and wait for its account before the first may go on.
      const gate = await store.db.transaction()
      await gate.raw("select 1 from clientele_points_account where mailbox = ? for update", [owner])
      const undoing = Promise.all(Array.from({ length: 8 }, () => store.points.unpostHold(order)))
      const waiting = `select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
      while ((await store.db.raw(waiting)).rows[0].waiting < 8) {
        await sleep(20)
      }
      await gate.commit()
      const undone = await undoing
      expect(undone.filter(Boolean)).toEqual([{ hold_id: id, points: 50 }])
      expect(await account(owner)).toMatchObject({ points_balance: 100, points_held: 60, lifetime_redeemed: 0 })
      await store.points.postHold(id, unique("order"), 60)
      expect(await account(owner)).toMatchObject({ points_balance: 40, points_held: 0, lifetime_redeemed: 60 })
    })

    // Guard: what is subtracted in clientele_points_hold_unpost. An order can be canceled while its
    // payment is still being authorised, and is taken back where that fails.
    it.each([
      [60, 20],
      [60, 60],
    ])("M9, M10: returns %d points once, even if a cancellation returned %d of them before", async (used, returned) => {
      const { owner, id, order } = await held(used)
      await store.points.postHold(id, order, used)
      await store.points.returnRedeemed(order, returned)
      expect(await store.points.unpostHold(order)).toEqual({ hold_id: id, points: used - returned })
      await store.points.returnRedeemed(order, used)
      expect(await account(owner)).toMatchObject({ points_balance: 100, points_held: used, lifetime_redeemed: 0 })
      expect(await store.points.listDeductions([order])).toEqual([])
    })

    it("M10: an order without a redemption is left alone", async () => {
      expect(await store.points.unpostHold(unique("order"))).toBeNull()
    })

    it("M2: a restored hold is no larger than the points left to cover it", async () => {
      const { owner, id, order } = await held(60)
      await store.points.postHold(id, order, 10)
      await store.points.adjust({ mailbox: owner, points: -70, stated_reason: "x", actor_id: "user_1" })
      await store.points.unpostHold(order)
      expect(await account(owner)).toMatchObject({ points_balance: 30, points_held: 30 })
    })

    it("R33: repays a debt from the meantime first", async () => {
      const { owner, id, order } = await held(60)
      await store.points.postHold(id, order, 60)
      const down = { mailbox: owner, points: -80, stated_reason: "x", actor_id: "user_1", allow_negative: true }
      await store.points.adjust(down)
      await store.points.unpostHold(order)
      expect(await account(owner)).toMatchObject({ points_balance: 20, points_held: 20 })
    })
  })

  describe("a hold that is already posted", () => {
    // Guard: PC009 in clientele_points_hold_post: two attempts to complete a cart that both found the
    // hold free. Without it the second shopper's tab says that the cart has changed, and asks for a new code in vain.
    it("M7, M12: is completion_in_progress for another order, and nothing more is spent", async () => {
      const { owner, id, order } = await held(60)
      await store.points.postHold(id, order, 60)
      await expect(store.points.postHold(id, unique("order"), 60)).rejects.toMatchObject({
        code: "completion_in_progress",
      })
      expect(await account(owner)).toMatchObject({ points_balance: 40, lifetime_redeemed: 60 })
    })
  })

  describe("returned goods", () => {
    it("R33: return points up to a total, each point once", async () => {
      const { owner, id, order } = await held(60)
      await store.points.postHold(id, order, 60)
      await Promise.all(Array.from({ length: 10 }, () => store.points.returnRedeemed(order, 20)))
      expect((await account(owner))?.points_balance).toBe(60)
      expect(await store.points.returnRedeemed(order, 1000)).toMatchObject({ points: 40, balance_after: 100 })
      expect(await store.points.returnRedeemed(order, 60)).toBeNull()
      expect(await account(owner)).toMatchObject({ points_balance: 100, lifetime_redeemed: 0 })
    })

    it("R33: return points with their old expiry or 30 days, whichever is later", async () => {
      const lots = [
        { points: 50, expires: inDays(10) },
        { points: 50, expires: inDays(100) },
      ]
      const { owner, id, order } = await held(100, lots)
      await store.points.postHold(id, order, 100)
      await store.points.returnRedeemed(order, 100)
      const expiry = async () => (await account(owner))?.next_expiry
      const first = await expiry()
      expect(first?.points).toBe(50)
      expect(Math.round(((first?.at.getTime() ?? 0) - Date.now()) / DAY)).toBe(30)
      store.points.clock = () => inDays(31)
      await store.points.expireDue("0", 1000)
      const second = await expiry()
      expect(second?.points).toBe(50)
      expect(Math.round(((second?.at.getTime() ?? 0) - Date.now()) / DAY)).toBe(100)
    })

    it("R33: return points after a merge to the account that has them now", async () => {
      const { owner, id, order } = await held(60)
      await store.points.postHold(id, order, 60)
      const heir = mailbox()
      await store.points.merge({ from: owner, to: heir, stated_reason: "x", actor_id: "user_1" })
      await store.points.returnRedeemed(order, 60)
      expect([(await account(owner))?.points_balance, (await account(heir))?.points_balance]).toEqual([0, 100])
    })
  })

  describe("a hold that expired while the shopper paid", () => {
    // Guard: the look at what is available for an expired hold in clientele_points_hold_post.
    it("R47: is renewed if the points are available", async () => {
      const { owner, id, order } = await held(60)
      await store.points.endHold(id, "expired", "time")
      await store.points.postHold(id, order, 60)
      expect(await account(owner)).toMatchObject({ points_balance: 40, points_held: 0 })
    })

    it("R47: is refused if the points are not available, and nothing is spent", async () => {
      const { owner, id, order } = await held(60)
      await store.points.endHold(id, "expired", "time")
      await store.points.adjust({ mailbox: owner, points: -50, stated_reason: "x", actor_id: "user_1" })
      await expect(store.points.postHold(id, order, 60)).rejects.toMatchObject({ code: "hold_expired" })
      expect((await account(owner))?.points_balance).toBe(50)
    })

    it("M7: a released hold cannot be posted", async () => {
      const { id, order } = await held(60)
      await store.points.endHold(id, "released", "shopper")
      await expect(store.points.postHold(id, order, 60)).rejects.toMatchObject({ code: "cart_changed" })
    })
  })

  // Guards: `lock_timeout` of clientele_points_hold_place, _post, _unpost, _shrink, _adjust and _merge;
  // 55P03 in sql/prepared-statements.ts. Without one of the first the call waits for as long as the session holds the account.
  it("M48: each call on a locked account is refused with account_busy, changes nothing, and succeeds once the account is free", async () => {
    const { owner, id } = await held(60)
    const posted = await store.points.placeHold({
      mailbox: owner,
      cart_id: unique("cart"),
      points: 20,
      currency_code: "usd",
      points_per_currency_discount: 100,
      expires_at: inDays(1),
    })
    const [undone, order] = [unique("order"), unique("order")]
    await store.points.postHold(posted.id, undone, 20)
    const by = { stated_reason: "x", actor_id: "user_1" }
    const place = {
      mailbox: owner,
      cart_id: unique("cart"),
      points: 5,
      currency_code: "usd",
      points_per_currency_discount: 100,
      expires_at: inDays(1),
    }
    const calls: (() => Promise<unknown>)[] = [
      () => store.points.placeHold(place),
      () => store.points.shrinkHold({ id, from: 60, to: 50, requested: null }),
      () => store.points.postHold(id, order, 50),
      () => store.points.unpostHold(undone),
      () => store.points.adjust({ mailbox: owner, points: 7, ...by }),
      () => store.points.merge({ from: owner, to: mailbox(), ...by }),
    ]
    const before = await account(owner)
    const lock = { sql: "select 1 from clientele_points_account where mailbox = $1 for update", values: [owner] }
    const answers = await whileLocked(store.database, lock, () => Promise.allSettled(calls.map((call) => call())))
    expect(answers).toEqual(
      calls.map(() => expect.objectContaining({ reason: expect.objectContaining({ code: "account_busy" }) })),
    )
    expect(await account(owner)).toEqual(before)
    for (const call of calls.slice(0, -1)) await call()
    expect(await account(owner)).toMatchObject({ points_balance: 57, points_held: 25, lifetime_redeemed: 50 })
    await calls.at(-1)?.()
    expect(await account(owner)).toMatchObject({ points_balance: 0, points_held: 0 })
  })
}
