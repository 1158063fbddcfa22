import { moveCalendar } from "../../helpers/calendar"
import { lockAccount, openPointsStore, type PointsStore, settle, settlement, trialBalance } from "./store"

export function ledger(): void {
  let store: PointsStore
  let n = 0
  const unique = (what: string) => `${what}_${++n}`
  const mailbox = () => `${unique("shopper")}@example.com`
  const later = () => new Date(Date.now() + 3_600_000)
  const hold = (owner: string, points: number, cart = unique("cart")) => ({
    mailbox: owner,
    cart_id: cart,
    points,
    currency_code: "usd",
    points_per_currency_discount: 100,
    expires_at: later(),
  })

  beforeAll(async () => {
    store = await openPointsStore()
  })
  afterAll(async () => {
    await store.close()
  })
  afterEach(async () => {
    expect(await trialBalance(store.points)).toEqual([])
  })

  describe("awards", () => {
    // Guard: the lock and the second look at the lot in clientele_points_settle.
    it("R68, M4, M19: 50 parallel awards of one order make one entry, from two processes", async () => {
      const owner = mailbox()
      const order_id = unique("order")
      const other = store.another()
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          settle(i % 2 ? store.points : other, { order_id, mailbox: owner, target: 100 }),
        ),
      )
      expect(outcomes.filter((one) => one.outcome === "awarded")).toHaveLength(1)
      const account = await store.points.findAccount(owner)
      expect(account?.points_balance).toBe(100)
      expect(account?.ledger).toHaveLength(1)
    })

    it("M4: batches of 20 orders, each sent ten times in parallel, make one entry per order", async () => {
      const owners = Array.from({ length: 5 }, mailbox)
      const orders = Array.from({ length: 20 }, (_, i) => ({
        order_id: unique("order"),
        mailbox: owners[i % 5] as string,
        target: 10 + i,
      }))
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          const { fencing_token } = await store.points.drawReading([])
          await store.points.settle(orders.map(settlement), fencing_token, false)
        }),
      )
      const balances = await Promise.all(owners.map((owner) => store.points.findAccount(owner)))
      const total = balances.reduce((sum, account) => sum + (account?.points_balance ?? 0), 0)
      expect(total).toBe(orders.reduce((sum, order) => sum + order.target, 0))
      expect(balances.flatMap((account) => account?.ledger ?? [])).toHaveLength(20)
    })

    // Guard: `p_fencing_token <= l.fencing_token` in clientele_points_settle.
    it("M13: an older reading of an order never overrides a newer one", async () => {
      const owner = mailbox()
      const order_id = unique("order")
      const before = await store.points.drawReading([order_id])
      const after = await store.points.drawReading([order_id])
      await store.points.settle([settlement({ order_id, mailbox: owner, target: 0 })], after.fencing_token, false)
      const [late] = await store.points.settle(
        [settlement({ order_id, mailbox: owner, target: 100 })],
        before.fencing_token,
        false,
      )
      expect(late?.outcome).toBe("stale")
      expect((await store.points.findAccount(owner))?.points_balance).toBe(0)
    })

    it("R31: a reversal goes to the account that earned, although the order's email changed", async () => {
      const [first, second] = [mailbox(), mailbox()]
      const order_id = unique("order")
      await settle(store.points, { order_id, mailbox: first, target: 80 })
      await settle(store.points, { order_id, mailbox: second, target: 30 })
      expect((await store.points.findAccount(first))?.points_balance).toBe(30)
      expect((await store.points.findAccount(second))?.points_balance ?? 0).toBe(0)
    })

    it("R33: an unpaid rise waits, a paid one posts the difference only", async () => {
      const owner = mailbox()
      const order_id = unique("order")
      await settle(store.points, { order_id, mailbox: owner, target: 80 })
      expect((await settle(store.points, { order_id, mailbox: owner, target: 90, may_rise: false })).outcome).toBe(
        "unchanged",
      )
      expect(await settle(store.points, { order_id, mailbox: owner, target: 90 })).toMatchObject({
        outcome: "raised",
        points: 10,
        balance_after: 90,
      })
    })
  })

  describe("reversals", () => {
    it("M9: all reversals of one order add up to its earned points, with one entry for each change of target", async () => {
      const owner = mailbox()
      const order_id = unique("order")
      await settle(store.points, { order_id, mailbox: owner, target: 100 })
      for (const target of [70, 70, 30, 0, 0]) {
        await Promise.all(Array.from({ length: 4 }, () => settle(store.points, { order_id, mailbox: owner, target })))
      }
      const entries = await store.points.listOrderEntries(order_id)
      expect(entries.map((entry) => entry.points)).toEqual([100, -30, -40, -30])
      expect((await store.points.findAccount(owner))?.lifetime_earned).toBe(0)
    })

    it("R33: spent points become a debt that new earnings repay first", async () => {
      const owner = mailbox()
      const first = unique("order")
      await settle(store.points, { order_id: first, mailbox: owner, target: 100 })
      const { id } = await store.points.placeHold(hold(owner, 80))
      await store.points.postHold(id, unique("order"), 80)
      await settle(store.points, { order_id: first, mailbox: owner, target: 0 })
      expect((await store.points.findAccount(owner))?.points_balance).toBe(-80)
      await expect(store.points.placeHold(hold(owner, 1))).rejects.toMatchObject({ code: "insufficient_points" })
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 100 })
      expect(await store.points.findAccount(owner)).toMatchObject({ points_balance: 20, points_available: 20 })
    })

    it("R33: the clamp policy stops at 0, and later points repay nothing", async () => {
      const owner = mailbox()
      const first = unique("order")
      await settle(store.points, { order_id: first, mailbox: owner, target: 100 })
      const { id } = await store.points.placeHold(hold(owner, 80))
      await store.points.postHold(id, unique("order"), 80)
      await settle(store.points, { order_id: first, mailbox: owner, target: 0 }, true)
      expect((await store.points.findAccount(owner))?.points_balance).toBe(0)
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 50 }, true)
      await settle(store.points, { order_id: first, mailbox: owner, target: 0 }, true)
      expect((await store.points.findAccount(owner))?.points_balance).toBe(50)
    })

    // Guard: clientele_points_cover_holds in clientele_points_debit; without it the account's CHECK fails the reversal.
    it("M2: a clawback releases the newest holds that it uncovers", async () => {
      const owner = mailbox()
      const order_id = unique("order")
      await settle(store.points, { order_id, mailbox: owner, target: 100 })
      const older = await store.points.placeHold(hold(owner, 40))
      const newer = await store.points.placeHold(hold(owner, 40))
      await settle(store.points, { order_id, mailbox: owner, target: 50 })
      expect(await store.points.findAccount(owner)).toMatchObject({ points_balance: 50, points_held: 40 })
      await expect(store.points.postHold(newer.id, unique("order"), 40)).rejects.toMatchObject({ code: "cart_changed" })
      await store.points.postHold(older.id, unique("order"), 40)
    })

    it("R33: points that expired unused are not reversed again", async () => {
      const owner = mailbox()
      const order_id = unique("order")
      await settle(store.points, { order_id, mailbox: owner, target: 100, expires_at: new Date(Date.now() - 1000) })
      await store.points.expireDue("0", 1000)
      await settle(store.points, { order_id, mailbox: owner, target: 0 })
      expect((await store.points.findAccount(owner))?.points_balance).toBe(0)
    })
  })

  describe("the ledger", () => {
    // Guard: the trigger clientele_points_entry_append_only.
    it.each([
      ["update", "update clientele_points_entry set points = 1"],
      ["delete", "delete from clientele_points_entry"],
      ["truncate", "truncate clientele_points_entry cascade"],
    ])("M3: an entry cannot be changed by %s", async (_name, sql) => {
      await settle(store.points, { order_id: unique("order"), mailbox: mailbox(), target: 5 })
      await expect(store.db.raw(sql)).rejects.toThrow(/append-only/)
    })

    // Guard: the comparison of request_hash in clientele_points_adjust.
    it("R35, M5: the same key with another payload is an error and has no effect", async () => {
      const owner = mailbox()
      const base = { mailbox: owner, stated_reason: "goodwill", actor_id: "user_1", idempotency_key: unique("key") }
      const first = await store.points.adjust({ ...base, points: 50 })
      const again = await store.points.adjust({ ...base, points: 50 })
      expect(again.applied).toBe(false)
      expect(again.entry).toEqual(first.entry)
      await expect(store.points.adjust({ ...base, points: 60 })).rejects.toMatchObject({ code: "idempotency_conflict" })
      expect((await store.points.findAccount(owner))?.points_balance).toBe(50)
    })

    it("M5: 20 parallel calls with one key make one entry", async () => {
      const owner = mailbox()
      const base = { mailbox: owner, stated_reason: "goodwill", actor_id: "user_1", idempotency_key: unique("key") }
      const results = await Promise.all(Array.from({ length: 20 }, () => store.points.adjust({ ...base, points: 5 })))
      expect(results.filter((one) => one.applied)).toHaveLength(1)
      expect((await store.points.findAccount(owner))?.points_balance).toBe(5)
    })

    it("R35: an adjustment never goes below zero unless it is allowed", async () => {
      const owner = mailbox()
      const base = { mailbox: owner, stated_reason: "correction", actor_id: "user_1" }
      await store.points.adjust({ ...base, points: 10 })
      await expect(store.points.adjust({ ...base, points: -11 })).rejects.toMatchObject({ code: "insufficient_points" })
      await store.points.adjust({ ...base, points: -11, allow_negative: true })
      expect((await store.points.findAccount(owner))?.points_balance).toBe(-1)
    })

    it.each([0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("M36: %p points are refused", async (points) => {
      const one = { mailbox: mailbox(), points, stated_reason: "x", actor_id: "user_1" }
      await expect(store.points.adjust(one)).rejects.toMatchObject({ code: "invalid_request" })
      await expect(store.points.placeHold(hold(one.mailbox, points))).rejects.toMatchObject({ code: "invalid_request" })
    })

    // Guard: isEntriesCursor in readEntries (sql/read-accounts.ts).
    it("M53: a page of entries refuses an invalid cursor before it queries the database", async () => {
      for (const cursor of ["2026-99-99", "1".repeat(16), "", "-1", "\0", "1e3"]) {
        const page = store.points.listEntries(mailbox(), cursor)
        await expect(page).rejects.toMatchObject({
          code: "invalid_request",
          message: expect.stringMatching(/^cursor: /),
        })
      }
    })

    it("R31: the cursor walks the whole ledger, newest first, without gaps", async () => {
      const owner = mailbox()
      for (let i = 1; i <= 120; i++) {
        await store.points.adjust({ mailbox: owner, points: i, stated_reason: "x", actor_id: "user_1" })
      }
      const seen: number[] = []
      let cursor: string | null = null
      do {
        const page = await store.points.listEntries(owner, cursor)
        seen.push(...page.entries.map((entry) => entry.points))
        cursor = page.next_cursor
      } while (cursor)
      expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => 120 - i))
    })
  })

  describe("merging", () => {
    const balanceOf = async (owner: string) => (await store.points.findAccount(owner))?.points_balance ?? 0
    const have = async (owner: string, points: number) =>
      store.points.adjust({
        mailbox: owner,
        points,
        stated_reason: "start",
        actor_id: "user_1",
        allow_negative: true,
      })
    const merge = (from: string, to: string, idempotency_key?: string) =>
      store.points.merge({ from, to, stated_reason: "new address", actor_id: "user_1", idempotency_key })

    it.each([
      [100, 50, 150],
      [100, -30, 70],
      [20, -30, -10],
      [-40, 100, 60],
      [-40, 10, -30],
      [-5, -6, -11],
    ])("R31: %i merged into %i makes %i, with paired entries", async (from, to, sum) => {
      const [old, now] = [mailbox(), mailbox()]
      await have(old, from)
      await have(now, to)
      expect(await merge(old, now)).toEqual({ applied: true, points: from })
      expect([await balanceOf(old), await balanceOf(now)]).toEqual([0, sum])
      const last = async (owner: string) => (await store.points.findAccount(owner))?.ledger[0]
      expect([(await last(old))?.points, (await last(now))?.points]).toEqual([-from, from])
    })

    it("R31: a merge releases holds of the old mailbox, and its orders reverse on the new account at their old rate", async () => {
      const [old, now] = [mailbox(), mailbox()]
      const order_id = unique("order")
      await settle(store.points, { order_id, mailbox: old, target: 100 })
      const { id } = await store.points.placeHold(hold(old, 60))
      await merge(old, now)
      expect(await store.points.endHold(id, "released", "shopper")).toBe(false)
      expect((await store.points.drawReading([order_id])).awards.get(order_id)?.terms).toMatchObject({
        points_per_currency_unit: 1,
      })
      await settle(store.points, { order_id, mailbox: old, target: 30 })
      expect([await balanceOf(old), await balanceOf(now)]).toEqual([0, 30])
      expect((await store.points.findAccount(now))?.lifetime_earned).toBe(30)
    })

    it("M5: a repeated merge moves nothing, and parallel merges in both directions do not deadlock", async () => {
      const [a, b] = [mailbox(), mailbox()]
      await have(a, 70)
      await have(b, 30)
      const key = unique("key")
      expect((await merge(a, b, key)).applied).toBe(true)
      expect((await merge(a, b, key)).applied).toBe(false)
      await expect(merge(b, a, key)).rejects.toMatchObject({ code: "idempotency_conflict" })
      await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? merge(a, b) : merge(b, a))))
      expect((await balanceOf(a)) + (await balanceOf(b))).toBe(100)
    })

    it("R31: an unknown mailbox and the same mailbox are refused", async () => {
      const owner = mailbox()
      await have(owner, 1)
      await expect(merge(mailbox(), owner)).rejects.toMatchObject({ code: "not_found" })
      await expect(merge(owner, owner)).rejects.toMatchObject({ code: "invalid_request" })
    })
  })

  describe("holds", () => {
    // Guards: `available < p_points` in clientele_points_hold_place, under the account's lock there. Without either of them
    // the account's CHECK still stops the second, but as an error of the database.
    it("M6: of 50 parallel holds of 60 on 100 points one is placed", async () => {
      const owner = mailbox()
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 100 })
      const gate = await lockAccount(store, owner)
      const placing = Promise.allSettled(Array.from({ length: 50 }, () => store.points.placeHold(hold(owner, 60))))
      await gate.open(5)
      const results = await placing
      expect(results.filter((one) => one.status === "fulfilled")).toHaveLength(1)
      const refused = results.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []))
      expect(new Set(refused)).toEqual(new Set(["insufficient_points"]))
      expect(await store.points.findAccount(owner)).toMatchObject({ points_held: 60, points_available: 40 })
    })

    // Guard: `h.status <> 'held'` in clientele_points_hold_post and _end, under the account's lock.
    it("M7: a hold ends once", async () => {
      const owner = mailbox()
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 100 })
      const { id } = await store.points.placeHold(hold(owner, 60))
      const results = await Promise.allSettled([
        ...Array.from({ length: 10 }, (_, i) => store.points.postHold(id, `${unique("order")}_${i}`, 60)),
        ...Array.from({ length: 10 }, () => store.points.endHold(id, "released", "shopper")),
        ...Array.from({ length: 10 }, () => store.points.endHold(id, "expired", "time")),
      ])
      const ended = results.filter((one) => one.status === "fulfilled" && one.value !== false)
      expect(ended).toHaveLength(1)
      // The others are told so by the rule, not by a CHECK that stops what the rule let through.
      const others = results.filter((one) => one.status === "rejected").map((one) => one.reason.code)
      const told = ["cart_changed", "hold_expired", "completion_in_progress"]
      expect(others.filter((code) => !told.includes(code))).toEqual([])
      expect((await store.points.findAccount(owner))?.points_held).toBe(0)
    })

    // Guard: `p_points > h.points` in clientele_points_hold_post.
    it("R45: a hold pays for no more than it reserved", async () => {
      const owner = mailbox()
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 100 })
      const { id } = await store.points.placeHold(hold(owner, 60))
      for (const points of [61, 0, -1]) {
        const posting = store.points.postHold(id, unique("order"), points)
        await expect(posting).rejects.toMatchObject({ code: "cart_changed" })
      }
      expect(await store.points.findAccount(owner)).toMatchObject({ points_balance: 100, points_held: 60 })
    })

    // Guard: `h.status = 'posted' and h.order_id = p_order_id` in clientele_points_hold_post.
    it("M12: posting a hold again for the same order answers with the earlier entry", async () => {
      const owner = mailbox()
      const order_id = unique("order")
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 100 })
      const { id } = await store.points.placeHold(hold(owner, 60))
      const posted = await Promise.all(Array.from({ length: 10 }, () => store.points.postHold(id, order_id, 50)))
      expect(posted.filter((one) => one.applied)).toHaveLength(1)
      expect(await store.points.findAccount(owner)).toMatchObject({ points_balance: 50, points_held: 0 })
    })

    it("R44: a second hold on a cart replaces the first; another account's cannot", async () => {
      const [owner, stranger] = [mailbox(), mailbox()]
      const cart = unique("cart")
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 100 })
      await settle(store.points, { order_id: unique("order"), mailbox: stranger, target: 100 })
      await store.points.placeHold(hold(owner, 90, cart))
      await store.points.placeHold(hold(owner, 100, cart))
      expect((await store.points.findAccount(owner))?.points_held).toBe(100)
      await expect(store.points.placeHold(hold(stranger, 10, cart))).rejects.toMatchObject({ code: "hold_conflict" })
    })
  })

  /** What a process may do to an account that has 100 points of an order. */
  type Act = (process: PointsStore["points"], owner: string, order_id: string) => Promise<unknown>

  const settleBatch: Act = async (process, owner, order_id) => {
    const { fencing_token } = await process.drawReading([order_id])
    const others = { order_id: unique("order"), mailbox: owner, target: 1 }
    await process.settle(
      [settlement({ order_id, mailbox: owner, target: 120 }), settlement(others)],
      fencing_token,
      false,
    )
  }

  const adjustAndTakeBack: Act = async (process, owner) => {
    const given = { mailbox: owner, points: 5, stated_reason: "x", actor_id: "user_1" }
    const { account_id, entry } = await process.adjust(given)
    const version = Number(entry.id.split("_").at(-1))
    await process.takeBack({ account_id, version, stated_reason: "x", note: "x", actor_id: "user_1" })
  }

  const postExpired: Act = async (process, owner) => {
    const { id } = await process.placeHold(hold(owner, 60))
    await process.endHold(id, "expired", "time")
    await process.postHold(id, unique("order"), 60)
  }

  const postAndUndo: Act = async (process, owner) => {
    const { id } = await process.placeHold(hold(owner, 60))
    const order_id = unique("order")
    await process.postHold(id, order_id, 60)
    await process.unpostHold(order_id)
  }

  describe("expiry", () => {
    const days = (n: number) => new Date(Date.now() + n * 86_400_000)
    afterEach(() => {
      store.points.clock = () => new Date()
    })

    // Guard: `order by expires_at, id` in clientele_points_take.
    it("R36, M8: the lot that expires first is spent first, and expired lots are never spent", async () => {
      const owner = mailbox()
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 30, expires_at: days(20) })
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 50, expires_at: days(10) })
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 20 })
      const { id } = await store.points.placeHold(hold(owner, 40))
      await store.points.postHold(id, unique("order"), 40)
      expect((await store.points.findAccount(owner))?.next_expiry?.points).toBe(10)
      store.points.clock = () => days(11)
      expect((await store.points.findAccount(owner))?.points_available).toBe(50)
      await expect(store.points.placeHold(hold(owner, 51))).rejects.toMatchObject({ code: "insufficient_points" })
      store.points.clock = () => days(21)
      await store.points.expireDue("0", 1000)
      expect((await store.points.findAccount(owner))?.points_balance).toBe(20)
    })

    it("R36: held points do not expire until their hold ends", async () => {
      const owner = mailbox()
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 100, expires_at: days(1) })
      const { id } = await store.points.placeHold(hold(owner, 60))
      store.points.clock = () => days(2)
      await store.points.expireDue("0", 1000)
      expect((await store.points.findAccount(owner))?.points_balance).toBe(60)
      await store.points.endHold(id, "released", "shopper")
      await store.points.expireDue("0", 1000)
      expect((await store.points.findAccount(owner))?.points_balance).toBe(0)
    })

    // Guards in tellExpiring (sql/post-entries.ts): `skip locked`, as who waits for nobody deadlocks with nobody; `expiry_told is
    // distinct from expires_at`. In readMailbox: `anonymized-`.
    it("R36: points that expire soon are announced once, without waiting for locks, and again when the day moves", async () => {
      const [owner, order_id] = [mailbox(), unique("order")]
      const [expires_at, moved] = [days(29), days(20)]
      await settle(store.points, { order_id, mailbox: owner, target: 100, expires_at })
      const { account_id } = await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 7 })
      const other = store.another()
      const told = async () => {
        const runs = Array.from({ length: 10 }, (_, i) => (i % 2 ? store.points : other).takeExpiring(1000))
        return (await Promise.all(runs)).flat().filter((lot) => lot.account_id === account_id)
      }
      const writer = await store.db.transaction()
      await writer.raw("select 1 from clientele_points_lot where source = ? for update", [order_id])
      expect(await told()).toEqual([])
      await writer.commit()
      expect(await told()).toEqual([{ account_id, points: 100, expires_at }])
      expect(await told()).toEqual([])
      await store.db.raw("update clientele_points_lot set expires_at = ? where source = ?", [moved, order_id])
      expect(await told()).toEqual([{ account_id, points: 100, expires_at: moved }])

      expect(await store.points.findMailbox(account_id)).toBe(owner)
      await store.points.anonymizeMailbox(owner)
      expect(await store.points.findMailbox(account_id)).toBeNull()
      expect(await store.points.findMailbox("0")).toBeNull()
    })

    it("M8: expiry and redemption at the same moment leave nothing spent twice", async () => {
      for (let round = 0; round < 10; round++) {
        const owner = mailbox()
        await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 100, expires_at: days(1) })
        const { id } = await store.points.placeHold(hold(owner, 70))
        store.points.clock = () => days(2)
        await Promise.allSettled([
          store.points.postHold(id, unique("order"), 70),
          ...Array.from({ length: 5 }, () => store.points.expireDue("0", 1000)),
        ])
        await store.points.expireDue("0", 1000)
        expect((await store.points.findAccount(owner))?.points_balance).toBe(0)
        store.points.clock = () => new Date()
      }
    })

    // Guard: `#chosenNow` in PointsModuleService, which has PRESENT in src/modules/points/sql read the database's clock.
    it.each<[string, Act]>([
      ["places a hold", (process, owner) => process.placeHold(hold(owner, 10))],
      [
        "settles the order again",
        (process, owner, order_id) => settle(process, { order_id, mailbox: owner, target: 120 }),
      ],
      ["settles a batch", settleBatch],
      ["adjusts", (process, mailbox) => process.adjust({ mailbox, points: 5, stated_reason: "x", actor_id: "user_1" })],
      ["takes an adjustment back", adjustAndTakeBack],
      ["merges", (process, from) => process.merge({ from, to: mailbox(), stated_reason: "x", actor_id: "user_1" })],
      ["expires what is due", (process) => process.expireDue("0", 1000)],
      ["posts a hold that has expired", postExpired],
      ["undoes an order", postAndUndo],
    ])("M49: a process whose clock is a day ahead takes no points that are still valid: it %s", async (_what, act) => {
      const [owner, order_id, expires_at] = [mailbox(), unique("order"), days(0.5)]
      await settle(store.points, { order_id, mailbox: owner, target: 100, expires_at })
      const process = store.another()
      moveCalendar(1)
      try {
        await act(process, owner, order_id)
      } finally {
        jest.useRealTimers()
      }
      const { rows } = await store.db.raw(
        `select l.expired, l.expires_at,
         (select count(*)::int from clientele_points_entry e where e.account_id = l.account_id and e.reason = 'expiry')
           as expiries,
         (select count(*)::int from clientele_points_lot x where x.account_id = l.account_id and x.source like '%:undo')
           as lots_of_returned
       from clientele_points_lot l where l.source = ?`,
        [order_id],
      )
      expect(rows).toEqual([{ expired: "0", expires_at, expiries: 0, lots_of_returned: 0 }])
    })

    it("M49: a process whose clock is a day ahead holds no pending points and finds no hold over", async () => {
      const owner = mailbox()
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 100 })
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 100, available_at: days(0.5) })
      const { id } = await store.points.placeHold({ ...hold(owner, 10), expires_at: days(0.5) })
      const process = store.another()
      moveCalendar(1)
      try {
        await expect(process.placeHold(hold(owner, 91))).rejects.toMatchObject({ code: "insufficient_points" })
        expect((await process.listDueHolds(1000)).map((one) => one.id)).not.toContain(id)
      } finally {
        jest.useRealTimers()
      }
    })

    it("R31: pending points count in the balance and cannot be held before their day", async () => {
      const owner = mailbox()
      await settle(store.points, { order_id: unique("order"), mailbox: owner, target: 100, available_at: days(14) })
      expect(await store.points.findAccount(owner)).toMatchObject({
        points_balance: 100,
        points_pending: 100,
        points_available: 0,
      })
      await expect(store.points.placeHold(hold(owner, 1))).rejects.toMatchObject({ code: "insufficient_points" })
      store.points.clock = () => days(15)
      await store.points.placeHold(hold(owner, 100))
    })
  })
}
