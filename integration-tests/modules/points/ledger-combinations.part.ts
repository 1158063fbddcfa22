import { setTimeout as sleep } from "node:timers/promises"
import { withDeadline } from "../../../src/kernel/deadline"
import PointsModuleService from "../../../src/modules/points/service"
import { openPointsStore, type PointsStore, settle, settlement, trialBalance } from "./store"

export function combinations(): void {
  // Written by a reviewer to break the ledger: each test failed when it was written.
  let store: PointsStore

  beforeEach(async () => {
    store = await openPointsStore()
  })
  afterEach(async () => {
    await store.close()
  })

  const DAY = 86_400_000
  const inDays = (days: number) => new Date(Date.now() + days * DAY)
  const hold = (mailbox: string, cart_id: string, points: number) => ({
    mailbox,
    cart_id,
    points,
    currency_code: "usd",
    points_per_currency_discount: 100,
    expires_at: inDays(9),
  })
  const balance = async (mailbox: string) => (await store.points.findAccount(mailbox))?.points_balance
  const grant = (mailbox: string, points: number) =>
    store.points.adjust({ mailbox, points, stated_reason: "goodwill", actor_id: "user_1" })

  /** Until so many other connections wait for a lock. @throws when they do not come to it in 20 s */
  async function untilWaiting(count: number): Promise<void> {
    const sql = `select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
    const deadline = Date.now() + 20_000
    for (;;) {
      const { waiting } = (await store.db.raw(sql)).rows[0]
      if (waiting >= count) {
        return
      }
      if (Date.now() > deadline) {
        throw new Error(`${waiting} instead of ${count} connections wait for a lock`)
      }
      await sleep(20)
    }
  }

  it("R36: points that a live hold counts on do not expire, although other points are still pending", async () => {
    const { points } = store
    const mailbox = "pending@example.com"
    await settle(points, { order_id: "order_due", mailbox, target: 100, expires_at: inDays(1) })
    await settle(points, { order_id: "order_pending", mailbox, target: 100, available_at: inDays(9) })
    const { id } = await points.placeHold(hold(mailbox, "cart_pending", 100))
    points.clock = () => inDays(2)
    await points.expireDue("0", 1000)
    expect(await points.findAccount(mailbox)).toMatchObject({ points_balance: 200, points_held: 100 })
    expect(await points.postHold(id, "order_spends", 100)).toMatchObject({ applied: true, balance_after: 100 })
  })

  it("M9: expired points are not reversed again after their order falls, rises and falls", async () => {
    const { points } = store
    const one = { order_id: "order_updown", mailbox: "updown@example.com", expires_at: inDays(-1) }
    await settle(points, { ...one, target: 100 })
    await points.expireDue("0", 1000)
    await grant(one.mailbox, 500)
    await settle(points, { ...one, target: 0 })
    await settle(points, { ...one, target: 100 })
    expect(await balance(one.mailbox)).toBe(500)
    await settle(points, { ...one, target: 0 })
    expect(await balance(one.mailbox)).toBe(500)
  })

  it("R33: points that an order earns by a paid rise can be spent, even if its first points have expired", async () => {
    const { points } = store
    const one = { order_id: "order_late", mailbox: "late-rise@example.com" }
    await settle(points, { ...one, target: 100, expires_at: inDays(-1) })
    await points.expireDue("0", 1000)
    await settle(points, { ...one, target: 150, expires_at: inDays(365) })
    await points.expireDue("0", 1000)
    expect(await balance(one.mailbox)).toBe(50)
  })

  it("R33: of two first readings with different rates, the later cannot replace the rate that was frozen", async () => {
    const { points } = store
    const one = settlement({ order_id: "order_two_rates", mailbox: "rates@example.com", target: 100, first: true })
    const early = await points.drawReading([one.order_id])
    const late = await points.drawReading([one.order_id])
    await points.settle([one], early.fencing_token, false)
    const other = { ...one, target: 500, calculation: { ...one.calculation, points_per_currency_unit: 5, target: 500 } }
    await points.settle([other], late.fencing_token, false).catch(() => {})
    const rates = (await points.listOrderEntries(one.order_id)).map((e) => e.calculation?.points_per_currency_unit)
    expect([...new Set(rates)]).toEqual([1])
  })

  it("M5: a merge without points to move is stored under its key", async () => {
    const { points } = store
    await grant("from@example.com", 10)
    await grant("from@example.com", -10)
    const merge = {
      from: "from@example.com",
      to: "to@example.com",
      stated_reason: "moved",
      actor_id: "user_1",
      idempotency_key: "k1",
    }
    expect(await points.merge(merge)).toMatchObject({ points: 0 })
    await grant("from@example.com", 77)
    expect(await points.merge(merge)).toMatchObject({ applied: false, points: 0 })
    expect(await balance("from@example.com")).toBe(77)
  })

  it.each(["returned", "undone"])(
    "M1: a redemption that is %s while a merge runs leaves the figures in agreement",
    async (how) => {
      const { points, db } = store
      const [from, to] = ["merged@example.com", "kept@example.com"]
      await settle(points, { order_id: "order_earned", mailbox: from, target: 100 })
      const { id } = await points.placeHold(hold(from, "cart_merge", 60))
      await points.postHold(id, "order_redeemed", 60)
      const merge = await db.transaction()
      await merge.raw("select * from clientele_points_merge(?, ?, 'merge:1', 'hash', 'moved', 'user_1', now())", [
        from,
        to,
      ])
      const back =
        how === "returned" ? points.returnRedeemed("order_redeemed", 60) : points.unpostHold("order_redeemed")
      await untilWaiting(1)
      await merge.commit()
      await back.catch(() => {})
      expect(await trialBalance(points)).toEqual([])
    },
  )

  it("R33: under clamp, points of a refunded order do not come back by cancelling the order they were spent on", async () => {
    const { points } = store
    const mailbox = "farmer@example.com"
    await settle(points, { order_id: "order_refunded", mailbox, target: 100 })
    const { id } = await points.placeHold(hold(mailbox, "cart_farm", 100))
    await points.postHold(id, "order_canceled", 100)
    await settle(points, { order_id: "order_refunded", mailbox, target: 0 }, true)
    await points.returnRedeemed("order_canceled", 100)
    expect(await balance(mailbox)).toBe(0)
  })

  it("M15: a batch that meets merges does not deadlock", async () => {
    const { points, db } = store
    const states: string[] = []
    const raw = async (sql: string, bindings: readonly unknown[]) => {
      try {
        return await db.raw(sql, [...bindings] as string[])
      } catch (error) {
        states.push(String((error as { code?: string }).code))
        throw error
      }
    }
    const watched = new PointsModuleService(
      { __pg_connection__: { raw, transaction: (work) => db.transaction(work) } },
      {},
    )
    const [low, mid, high] = ["low@example.com", "mid@example.com", "high@example.com"]
    for (const mailbox of [low, mid, high]) await grant(mailbox, 10)
    await settle(points, { order_id: "order_mid", mailbox: mid, target: 10 })
    await settle(points, { order_id: "order_high", mailbox: high, target: 10 })
    const first = await db.transaction()
    await first.raw("select * from clientele_points_merge(?, ?, 'merge:1', 'hash', 'moved', 'user_1', now())", [
      mid,
      low,
    ])

    const { fencing_token } = await points.drawReading(["order_high", "order_mid"])
    const lower = [
      settlement({ order_id: "order_high", mailbox: high, target: 5 }),
      settlement({ order_id: "order_mid", mailbox: mid, target: 5 }),
    ]
    const batch = watched.settle(lower, fencing_token, false)
    await untilWaiting(1)
    const second = watched.merge({ from: high, to: low, stated_reason: "moved", actor_id: "user_1" })
    await untilWaiting(2)
    await first.commit()
    await Promise.all([batch, second])
    expect(states).not.toContain("40P01")
  })

  // Guard: `returns` in src/modules/points/sql/check.ts.
  it("M1, M9: the trial balance finds an order that returned more points than it took, also after a merge", async () => {
    const { points, db } = store
    const [mailbox, heir] = ["forged@example.com", "heir@example.com"]
    await grant(mailbox, 100)
    const { id } = await points.placeHold(hold(mailbox, "cart_forged", 60))
    await points.postHold(id, "order_forged", 60)
    await points.returnRedeemed("order_forged", 50)
    await points.merge({ from: mailbox, to: heir, stated_reason: "one person", actor_id: "user_1" })
    await points.returnRedeemed("order_forged", 60)
    expect(await trialBalance(points)).toEqual([])
    /** What a bug would post: all figures are in step, only the order has given back too much. */
    const forge = (owner: string, order: string | null, key: string) =>
      db.transaction(async (transaction) => {
        await transaction.raw(
          `select clientele_points_post(a, 'adjust', 'redeem_return', 1, ?, null, ?, '', null)
         from clientele_points_account a where mailbox = ?`,
          [order, key, owner],
        )
        await transaction.raw(
          `insert into clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining)
         select ?, id, false, version, 1, 1 from clientele_points_account where mailbox = ?`,
          [key, owner],
        )
      })
    const wrong = async () => (await trialBalance(points)).map(({ kind, found }) => `${kind} ${found}`)
    await forge(heir, "order_forged", "order_forged:redeem:back:9")
    // It came back to both accounts, so both are to be looked at.
    expect(await wrong()).toEqual(["returns 1", "returns 1"])
    await forge(heir, "order_unknown", "order_unknown:redeem:back:1")
    await forge(heir, null, "whatever")
    expect(await wrong()).toEqual(["returns 1", "returns 3"])
  })

  // Guard: `overfull` in src/modules/points/sql/check.ts.
  it("M1: the trial balance finds a lot whose remaining and expired points exceed its grant", async () => {
    const { points, db } = store
    await grant("overfull@example.com", 100)
    expect(await trialBalance(points)).toEqual([])
    const lot = `update clientele_points_lot set expired = ?
    where account_id = (select id from clientele_points_account where mailbox = 'overfull@example.com')`
    await db.raw(lot, [1])
    expect(await trialBalance(points)).toMatchObject([{ kind: "expired", expected: "0", found: "1" }])
    await db.raw(lot, [0])
  })

  // Guards: both `least`, `greatest` and the `case` in advanceWatermark (src/kernel/watermark.ts).
  it("M49: a watermark never passes the database's clock, and goes back only if it was ahead", async () => {
    const { points, db } = store
    const HOUR = 3_600_000
    await points.getWatermark()
    /** Where a sweep's watermark is afterwards, in hours from the database's present. */
    const advanced = async (from: number, to: number) => {
      await db.raw("update clientele_points_watermark set reached_at = clock_timestamp() + make_interval(hours => ?)", [
        from,
      ])
      const { now } = await points.getWatermark()
      await points.advanceWatermark(new Date(now.getTime() + to * HOUR))
      const after = await points.getWatermark()
      expect(after.reached_at.getTime()).toBeLessThanOrEqual(after.now.getTime())
      return Math.round((after.reached_at.getTime() - now.getTime()) / HOUR)
    }
    expect(await advanced(-5, -1)).toBe(-1)
    expect(await advanced(-1, -5)).toBe(-1)
    expect(await advanced(-1, 24)).toBe(0)
    expect(await advanced(24, -5)).toBe(-5)
    expect(await advanced(24, 48)).toBe(0)
  })

  // Guards: `bounded` in each of these methods of PointsModuleService. Without one its call waits as long as the other session.
  it("M48: the state of a sweep is written, or refused within seconds while another session locks its table", async () => {
    const { points, db } = store
    const at = new Date()
    const busy = { code: expect.stringMatching(/^(55P03|account_busy)$/) }
    const writes: Record<string, () => Promise<unknown>> = {
      clientele_points_completion: () => points.noteCompletions([{ order_id: "order_m48", completed_at: at }]),
      clientele_points_disagreement: () => points.noteDisagreements(["order_m48"], []),
      clientele_points_failure: () => points.noteFailures(["order_m48"], []),
      clientele_points_watermark: async () => {
        await expect(points.setPass({ after_id: "", since: at, started_at: at })).rejects.toMatchObject(busy)
        await points.advanceWatermark(at)
      },
    }
    await points.getWatermark()
    const holding = await db.transaction()
    try {
      await holding.raw(`lock table ${Object.keys(writes).join(", ")} in share row exclusive mode`)
      const tried = Object.values(writes).map((write) => withDeadline(30_000, "the write", write()))
      for (const answer of await Promise.allSettled(tried)) {
        expect(answer).toMatchObject({ status: "rejected", reason: busy })
      }
    } finally {
      await holding.rollback()
    }
    for (const write of [...Object.values(writes).slice(0, 3), () => points.advanceWatermark(at)]) await write()
  }, 60_000)

  const takeBack = ({ entry, account_id }: Awaited<ReturnType<typeof grant>>) =>
    store.points.takeBack({
      account_id,
      version: Number(entry.id.split("_").at(-1)),
      stated_reason: "goodwill",
      note: `reverses ${entry.id}`,
      actor_id: "user_1",
    })
  const merge = (from: string, to: string) => store.points.merge({ from, to, stated_reason: "x", actor_id: "user_1" })

  // Guard: `OWNER` in take-back.ts: by the mailbox, the old account is left with a debt and the new one with the points.
  it("R35: an adjustment is reversed once, on the account to which merges have moved its points since", async () => {
    const [a, b, c] = ["a@example.com", "b@example.com", "c@example.com"]
    await grant(a, 10)
    await merge(a, b)
    const up = await grant(a, 50)
    const down = await grant(a, -20)
    await grant(c, 5)
    await merge(a, b)
    await merge(b, c)
    expect(await takeBack(up)).toMatchObject({ applied: true, entry: { points: -50 } })
    expect(await takeBack(up)).toMatchObject({ applied: false })
    expect(await takeBack(down)).toMatchObject({ applied: true, entry: { points: 20 } })
    expect([await balance(a), await balance(b), await balance(c)]).toEqual([0, 0, 15])
    // A merge before the adjustment moved nothing of it, also one that found nothing to move after it.
    const spent = await grant(b, 30)
    await grant(b, -30)
    await merge(b, a)
    expect((await takeBack(spent)).entry).toMatchObject({ points: -30, balance_after: -30 })
    expect([await balance(a), await balance(b), await balance(c)]).toEqual([-30, 0, 15])
  })

  // Guards: the account's key instead of its address; `anonymized` in take-back.ts.
  it("R18 R35: reversing an adjustment of a person who was anonymised since leaves no trace of the person", async () => {
    const given = await grant("gone@example.com", 50)
    await store.points.anonymizeMailbox("gone@example.com")
    expect((await takeBack(given)).entry).toMatchObject({ points: -50, balance_after: 0, stated_reason: null })
    expect(await store.points.findAccount("gone@example.com")).toBeNull()
  })
}
