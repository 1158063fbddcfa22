import { openPointsStore, type PointsStore, settle, trialBalance } from "./store"

export function report(): void {
  // Contract R48 over everything that moves points. Entries cannot be written in the past: each test moves what it has
  // posted there, with the triggers that forbid it switched off.
  let store: PointsStore
  let n = 0

  beforeEach(async () => {
    store = await openPointsStore()
  })
  afterEach(async () => {
    expect(await trialBalance(store.points)).toEqual([])
    await store.close()
  })

  const MAILBOX = "shopper@example.com"

  /** Does something and dates what it posted. @param day as YYYY-MM-DD; noon, UTC */
  async function on<T>(day: string, work: () => Promise<T>): Promise<T> {
    store.points.clock = () => new Date(`${day}T12:00:00Z`)
    const [before] = await store.db("clientele_points_entry").select(store.db.raw("clock_timestamp() as at"))
    const since = before?.at ?? new Date(0)
    const done = await work()
    await store.db.transaction(async (transaction) => {
      await transaction.raw("set local session_replication_role = replica")
      for (const table of ["clientele_points_entry", "clientele_points_lot"]) {
        await transaction(table)
          .where("created_at", ">=", since)
          .update({ created_at: `${day}T12:00:00Z` })
      }
    })
    return done
  }

  const earn = (order_id: string, target: number, more: Partial<Parameters<typeof settle>[1]> = {}) =>
    settle(store.points, { order_id, mailbox: MAILBOX, target, ...more })

  const adjust = (points: number, allow_negative = false) =>
    store.points.adjust({ mailbox: MAILBOX, points, stated_reason: "x", actor_id: "user_1", allow_negative })

  /** Redeems points for an order. */
  async function redeem(order: string, points: number, currency_code = "usd"): Promise<void> {
    const { id } = await store.points.placeHold({
      mailbox: MAILBOX,
      cart_id: `cart_${++n}`,
      points,
      currency_code,
      points_per_currency_discount: 100,
      expires_at: new Date("2026-12-31T00:00:00Z"),
    })
    await store.points.postHold(id, order, points)
  }

  const zeros = { earned: 0, reversed: 0, redeemed: 0, returned: 0, expired: 0, adjusted: 0 }
  const may = (day: number) => `2026-05-${String(day).padStart(2, "0")}`

  it("R48: each kind of movement has its column, and each day opens with the closing balance of the day before", async () => {
    const expires_at = new Date("2026-05-06T00:00:00Z")
    await on("2026-04-30", () => adjust(10))
    await on(may(1), () => earn("order_1", 100, { expires_at }))
    await on(may(2), () => earn("order_1", 70))
    await on(may(3), () => redeem("order_2", 30))
    await on(may(4), () => store.points.returnRedeemed("order_2", 10))
    await on(may(5), () => adjust(-5))
    await on(may(6), () => store.points.expireDue("0", 10))
    await on(may(8), () => adjust(7))
    const rows = await store.points.getRollForward(may(1), may(8), "usd")
    const usd = { currency_code: "usd", ...zeros }
    // Of order_1's 70 points 30 were redeemed and 5 adjusted away; what came back has a new expiry.
    expect(rows).toEqual([
      { ...usd, date: may(1), opening: 10, earned: 100, closing: 110 },
      { ...usd, date: may(2), opening: 110, reversed: -30, closing: 80 },
      { ...usd, date: may(3), opening: 80, redeemed: -30, closing: 50 },
      { ...usd, date: may(4), opening: 50, returned: 10, closing: 60 },
      { ...usd, date: may(5), opening: 60, adjusted: -5, closing: 55 },
      { ...usd, date: may(6), opening: 55, expired: -35, closing: 20 },
      { ...usd, date: may(7), opening: 20, closing: 20 },
      { ...usd, date: may(8), opening: 20, adjusted: 7, closing: 27 },
    ])
    expect((await store.points.findAccount(MAILBOX))?.points_balance).toBe(27)
  })

  it("R48: a day ends at midnight UTC; as of an earlier day nothing later counts", async () => {
    await on(may(1), () => earn("order_1", 100))
    await on(may(2), () => redeem("order_2", 60))
    const [as_it_was] = await store.points.getRollForward(may(1), may(1), "usd")
    expect(as_it_was).toMatchObject({ earned: 100, redeemed: 0, closing: 100 })
    expect(await store.points.getEarnMonths(may(1))).toEqual([
      { month: "2026-05", granted: 100, redeemed: 0, expired: 0 },
    ])
    expect(await store.points.getEarnMonths("2026-04-30")).toEqual([])
  })

  // Guard: the lateral join of ROLL_FORWARD; without it points redeemed in euros come back in dollars.
  it("R48: an order's points stay in its currency to the end; entries without an order are in the store's", async () => {
    await on(may(1), () => earn("order_1", 100, { currency_code: "eur" }))
    await on(may(1), () => earn("order_2", 40))
    await on(may(1), () => adjust(5))
    await on(may(2), () => redeem("order_3", 60, "eur"))
    await on(may(3), () => store.points.returnRedeemed("order_3", 60))
    await on(may(4), () => earn("order_1", 80, { currency_code: "eur" }))
    const rows = await store.points.getRollForward(may(2), may(4), "usd")
    const closing = rows.map((row) => [row.date, row.currency_code, row.opening, row.closing])
    expect(closing).toEqual([
      [may(2), "eur", 100, 40],
      [may(2), "usd", 45, 45],
      [may(3), "eur", 40, 100],
      [may(3), "usd", 45, 45],
      [may(4), "eur", 100, 80],
      [may(4), "usd", 45, 45],
    ])
  })

  it("R48: a merge moves points between accounts and changes no figure", async () => {
    await on(may(1), () => earn("order_1", 100))
    await on(may(1), () => settle(store.points, { order_id: "order_2", mailbox: "other@example.com", target: 50 }))
    await on(may(2), () =>
      store.points.merge({ from: MAILBOX, to: "other@example.com", stated_reason: "x", actor_id: "user_1" }),
    )
    const rows = await store.points.getRollForward(may(2), may(2), "usd")
    expect(rows).toEqual([{ ...zeros, currency_code: "usd", date: may(2), opening: 150, closing: 150 }])
    expect(await store.points.getEarnMonths(may(2))).toEqual([
      { month: "2026-05", granted: 150, redeemed: 0, expired: 0 },
    ])
  })

  describe("by earn month", () => {
    it("R48: granted points are net of reversals, and redemption and expiry belong to the month of the grant", async () => {
      await on("2026-03-10", () => earn("order_1", 100, { expires_at: new Date("2026-05-20T00:00:00Z") }))
      await on("2026-04-10", () => earn("order_2", 200))
      await on("2026-04-11", () => adjust(50))
      await on("2026-04-12", () => earn("order_2", 150))
      await on(may(10), () => redeem("order_3", 60))
      await on(may(21), () => store.points.expireDue("0", 10))
      await on(may(22), () => redeem("order_4", 30))
      expect(await store.points.getEarnMonths(may(31))).toEqual([
        { month: "2026-03", granted: 100, redeemed: 60, expired: 40 },
        { month: "2026-04", granted: 200, redeemed: 30, expired: 0 },
      ])
    })

    // Guard: `granted` of EARN_MONTHS is of entries; the lot's own column is lowered by what had expired.
    it("R48: a reversal after the points have expired leaves no more expired than granted", async () => {
      await on("2026-03-10", () => earn("order_1", 100, { expires_at: new Date("2026-04-20T00:00:00Z") }))
      await on("2026-04-21", () => store.points.expireDue("0", 10))
      await on(may(1), () => earn("order_1", 60))
      expect(await store.points.getEarnMonths(may(31))).toEqual([
        { month: "2026-03", granted: 100, redeemed: 0, expired: 100 },
      ])
    })

    // Guard: `came_back` of EARN_MONTHS; without it a declined payment and its retry are redeemed twice.
    it("R48: returned points do not count as redeemed", async () => {
      await on("2026-03-10", () => earn("order_1", 100))
      const { id } = await store.points.placeHold({
        mailbox: MAILBOX,
        cart_id: "cart_declined",
        points: 80,
        currency_code: "usd",
        points_per_currency_discount: 100,
        expires_at: new Date("2027-01-01T00:00:00Z"),
      })
      await on("2026-03-11", () => store.points.postHold(id, "order_declined", 80))
      await on("2026-03-11", () => store.points.unpostHold("order_declined"))
      await on("2026-03-11", () => store.points.postHold(id, "order_2", 80))
      await on("2026-03-12", () => store.points.returnRedeemed("order_2", 20))
      expect(await store.points.getEarnMonths(may(31))).toEqual([
        { month: "2026-03", granted: 100, redeemed: 60, expired: 0 },
      ])
    })

    // Guard: `root` of EARN_MONTHS; without it they are granted, and spent, a second time.
    it("R48: points that return to a new lot stay points of their month, even the second time", async () => {
      await on("2026-03-10", () => earn("order_1", 100, { expires_at: new Date("2026-04-20T00:00:00Z") }))
      await on("2026-04-10", () => redeem("order_2", 100))
      await on("2026-04-15", () => store.points.returnRedeemed("order_2", 100))
      await on("2026-04-16", () => redeem("order_3", 90))
      await on("2026-05-14", () => store.points.returnRedeemed("order_3", 50))
      await on("2026-07-01", () => store.points.expireDue("0", 10))
      expect(await store.points.getEarnMonths("2026-07-31")).toEqual([
        { month: "2026-03", granted: 100, redeemed: 40, expired: 60 },
      ])
    })
  })
}
