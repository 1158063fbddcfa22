import { runInStore } from "../../faults/in-store"
import { entriesOf } from "../../faults/ledger"
import { ageOrder, leaveOnly, withoutPasses } from "../../helpers/aging"
import { query, type TestDatabase } from "../../helpers/database"
import type { Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, tokenOf } from "../../helpers/redemption"
import type { Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

export function sweep(open: () => OpenStore): void {
  // A process in mode `server` handles no events and no jobs: whatever is posted here, the comparison has posted.

  let database: TestDatabase
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, store, shop, loyalty } = open())
    await open().begin({ loyalty_points_enabled: true })
  })

  it("R34: a dry run shows the missing points, and a repair posts them once", async () => {
    const order = await shop.orderFromBefore({ capture: true })
    const body = { order_ids: [order.id] }
    const dry = await loyalty.reconcile(body)
    expect(dry).toMatchObject({ checked: 1, repaired: false, differences: [{ order_id: order.id, change: 20 }] })
    expect(await loyalty.why(order.id)).toMatchObject({ granted: 0, target: 20 })
    const repaired = await loyalty.reconcile({ ...body, repair: true })
    expect(repaired).toMatchObject({ repaired: true, differences: [{ outcome: "awarded", change: 20 }] })
    expect(await loyalty.reconcile({ ...body, repair: true })).toMatchObject({ differences: [] })
    expect(await loyalty.why(order.id)).toMatchObject({ granted: 20, target: 20 })
  })

  // Nothing has looked at these orders before everything had happened to them.
  it("M13: a refund, a return or a cancellation before the award leads to the same points as after it", async () => {
    const twice = { quantity: 2, shipping: "free" as const }
    const refunded = await shop.orderFromBefore({ ...twice, capture: true })
    await shop.refund(refunded, 10)
    const returned = await shop.fulfill(await shop.orderFromBefore({ ...twice, capture: true }))
    await shop.receiveReturn(returned, await shop.requestReturn(returned, 1))
    const canceled = await shop.orderFromBefore({ ...twice, capture: true })
    await shop.cancel(canceled)
    const ids = [refunded.id, returned.id, canceled.id]
    await loyalty.reconcile({ order_ids: ids, repair: true })
    const entries = async (id: string) => (await loyalty.why(id)).entries.map(({ points }) => points)
    expect(await Promise.all(ids.map(entries))).toEqual([[30], [20], []])
    await shop.refund(refunded, 30)
    await loyalty.reconcile({ order_ids: ids, repair: true })
    expect(await Promise.all(ids.map(entries))).toEqual([[30, -30], [20], []])
  })

  /** Compares all orders, one in each request. */
  async function walk(repair: boolean) {
    const answers: Awaited<ReturnType<Loyalty["reconcile"]>>[] = []
    let cursor: string | null = null
    do {
      const body = { since: "1990-01-01T00:00:00Z", limit: 1, repair, ...(cursor ? { cursor } : {}) }
      const answer = await loyalty.reconcile(body)
      answers.push(answer)
      cursor = answer.next_cursor
    } while (cursor && answers.length < 50)
    return answers
  }

  // Guard: `cursor` in orderPages (workflows/points/order-pages.ts).
  it("R34: a cursor continues through more orders than one request compares, each once", async () => {
    const placed = [await shop.orderFromBefore({ capture: true }), await shop.orderFromBefore({ capture: true })]
    const answers = await walk(true)
    const [all] = await query<{ count: string }>(database, 'select count(*) from "order"')
    expect(answers.map(({ checked }) => checked)).toEqual(Array(Number(all?.count)).fill(1))
    const seen = answers.flatMap(({ differences }) => differences.map(({ order_id }) => order_id))
    expect(seen).toEqual(placed.map(({ id }) => id).sort())
    const whole = await loyalty.reconcile({ since: "1990-01-01T00:00:00Z" })
    expect(whole).toMatchObject({ checked: answers.length, next_cursor: null })
  })

  // Guard: the last pass of reconcileOrders (workflows/points/reconcile-orders.ts), over missingOrders.
  it("R34: a deduction whose order is deleted is reported once, on the last page", async () => {
    await loyalty.set("loyalty_max_redeem_percent", 100)
    const customer = await shop.register()
    await give(shop, customer, 1000)
    const cart = await shop.fillCart({ email: customer.email })
    await apply(shop, cart.id, await tokenOf(database, customer.email), 1000)
    const order = await shop.completeCart(cart.id)
    await shop.orderFromBefore()
    await query(database, 'update "order" set deleted_at = now() where id = $1', [order.id])
    const answers = await walk(false)
    const told = answers.map(({ disagreements }) => disagreements.map(({ order_id }) => order_id))
    expect(told).toEqual([...Array(answers.length - 1).fill([]), [order.id]])
  })

  // Guard: settleOrEach in workflows/points/settle-pages.ts; without it the good order beside the bad one is not awarded.
  it("R34: an order that cannot be settled is named and does not stop the others", async () => {
    const [bad, good] = [await shop.orderFromBefore({ capture: true }), await shop.orderFromBefore({ capture: true })]
    await query(
      database,
      "insert into clientele_points_lot (source, account_id, of_order, granted, remaining) values ($1, 0, true, 0, 0)",
      [bad.id],
    )
    const result = await loyalty.reconcile({ order_ids: [bad.id, good.id], repair: true })
    expect(result).toMatchObject({ checked: 2, failed: [{ order_id: bad.id }], differences: [{ order_id: good.id }] })
    expect(await loyalty.why(good.id)).toMatchObject({ granted: 20 })
  })

  // Guard: noteCompletions in workflows/points/settle-orders.ts; without it the later change counts as the completion.
  it("R34: an order that was completed while the programme was off earns nothing when it changes later", async () => {
    await loyalty.set("loyalty_award_trigger", "order_completed")
    await loyalty.set("loyalty_points_enabled", false)
    const order = await shop.completeOrder(await shop.orderFromBefore({ capture: true }))
    await loyalty.reconcile({ order_ids: [order.id], repair: true })
    await loyalty.set("loyalty_points_enabled", true)
    await shop.admin.post(`/admin/orders/${order.id}`, { metadata: { changed: "later" } })
    expect(await loyalty.reconcile({ order_ids: [order.id], repair: true })).toMatchObject({ differences: [] })
    expect((await loyalty.why(order.id)).summary).toMatch(/switched off/)
  })

  // Guards: `expirePoints` and `announceExpiringPoints` in src/jobs/points-expiry.ts.
  it("R36 R64: the hourly job expires due points, keeps points that a hold needs, and announces the next expiry, each once", async () => {
    await loyalty.set("loyalty_min_points_to_redeem", 1)
    const expiring = async (points: number, days: number) => {
      const customer = await shop.register()
      await give(shop, customer, points)
      const [lot] = await query<{ account_id: string; version: string; expires_at: Date }>(
        database,
        `update clientele_points_lot l set expires_at = now() + $2 * interval '1 day' from clientele_points_account a
       where a.id = l.account_id and a.mailbox = $1 returning l.account_id, a.version, l.expires_at`,
        [customer.email, days],
      )
      return { ...customer, ...lot }
    }
    const due = await expiring(50, -1)
    const soon = await expiring(30, 29)
    const later = await expiring(20, 31)
    // Points can only be held before they expire.
    const held = await expiring(40, 1)
    const cart = await shop.fillCart({ email: held.email, shipping: "none" })
    const applied = await apply(shop, cart.id, await tokenOf(database, held.email), 25)
    expect(applied.status).toBe(200)
    await query(database, "update clientele_points_lot set expires_at = now() where account_id = $1", [held.account_id])

    const { schedule, runs } = await runInStore(store, "expire", "2")
    expect(schedule).toBe("17 * * * *")
    const expired = (who: typeof due, points: number, balance_after: number) => ({
      name: "clientele.points.expired",
      data: {
        entry_id: `pent_${who.account_id}_${Number(who.version) + 1}`,
        points,
        balance_after,
        customer_ids: [who.id],
      },
    })
    const told = {
      account_id: soon.account_id,
      points: 30,
      expires_at: soon.expires_at?.toISOString(),
      customer_ids: [soon.id],
    }
    expect(runs).toEqual([
      [expired(due, -50, 0), expired(held, -15, 25), { name: "clientele.points.expiring", data: told }],
      [],
    ])
    const balances = [due, soon, later, held].map(async ({ id }) => (await loyalty.account(id)).points_balance)
    expect(await Promise.all(balances)).toEqual([0, 30, 20, 25])
  }, 60_000)

  describe("a sweep without a given order", () => {
    const ids: Record<string, string> = {}

    beforeAll(async () => {
      await loyalty.set("loyalty_award_trigger", "payment_paid")
      const old = async (capture: boolean, quantity = 2) => {
        const order = await shop.orderFromBefore({ quantity, shipping: "free", capture })
        if (capture) await shop.fulfill(order)
        const id = await ageOrder(database, order.id)
        await leaveOnly(database, id, null)
        return shop.order(id)
      }
      const [refunded, partly, returned] = [await old(true), await old(true), await old(true)]
      const unfulfilled = async (name?: string) => {
        const order = await shop.orderFromBefore({ quantity: 2, shipping: "free", capture: true })
        const id = await ageOrder(database, order.id, name)
        await leaveOnly(database, id, null)
        return shop.order(id)
      }
      const [canceled, edited, imported] = [await unfulfilled(), await unfulfilled(), await unfulfilled("imported-1")]
      const [credited, captured] = [await old(false), await old(false)]
      const awarded = [refunded, partly, returned, canceled, edited, imported]
      const repaired = await loyalty.reconcile({ order_ids: awarded.map(({ id }) => id), repair: true })
      expect(repaired.differences).toHaveLength(awarded.length)
      await query(
        database,
        `do $$ begin
        alter table clientele_points_entry disable trigger user;
        update clientele_points_entry set created_at = now() - interval '2 hours';
        alter table clientele_points_entry enable trigger user;
      end $$`,
      )

      await shop.refund(refunded)
      await leaveOnly(database, refunded.id, "refund")
      await shop.refund(partly, 10)
      await leaveOnly(database, partly.id, "order_transaction")
      await shop.receiveReturn(returned, await shop.requestReturn(returned, 1))
      await leaveOnly(database, returned.id, "order_change")
      await shop.cancel(canceled)
      await leaveOnly(database, canceled.id, "order")
      // Asked for long ago, confirmed now.
      await shop.editOrder(edited, { quantity: 1 })
      await leaveOnly(database, edited.id, "order_summary")
      // Half is paid, the other half let off.
      await shop.capture(credited, 20)
      const credit = { amount: 20, reference: "staff", reference_id: "one" }
      await shop.admin.post(`/admin/orders/${credited.id}/credit-lines`, credit)
      await leaveOnly(database, credited.id, "order_credit_line")
      await shop.capture(captured, 40)
      await leaveOnly(database, captured.id, "capture")
      // An award is looked at again for an hour: its order may be one that a retry of the checkout takes back.
      const gone = await shop.orderFromBefore({ shipping: "free", capture: true })
      await loyalty.reconcile({ order_ids: [gone.id], repair: true })
      await query(database, 'delete from "order" where id = $1', [gone.id])
      await shop.cancel(imported)
      await leaveOnly(database, imported.id, null)
      Object.assign(ids, {
        gone: gone.id,
        refunded: refunded.id,
        partly: partly.id,
        returned: returned.id,
        canceled: canceled.id,
        edited: edited.id,
        credited: credited.id,
        captured: captured.id,
        imported: imported.id,
      })
      await withoutPasses(database)
      await runInStore(store, "sweep")
    }, 120_000)

    // A change that no row tells of, in an order whose id is not Medusa's. Guards: nextOrders in sweepOrders; passAfter.
    it("M52: a pass through all orders finds differences that no changed row shows, with ids of any form", async () => {
      const was = ids.imported ?? ""
      expect(await entriesOf(database, [was])).toEqual([[40]])
      await query(
        database,
        `update clientele_points_watermark set since = now() - interval '1 day', reached_at = now() where name = 'orders'`,
      )
      await runInStore(store, "sweep")
      expect(await entriesOf(database, [was])).toEqual([[40, -40]])
      const [pass] = await query(
        database,
        `select after_id, reached_at > now() + interval '11 hours' as waits, since < now() - interval '23 hours' as looks_back
         from clientele_points_watermark where name = 'orders'`,
      )
      expect(pass).toEqual({ after_id: "", waits: true, looks_back: true })
    })

    // Guards: each of the lists in findChangedOrders, workflows/shared/sweep/changed-orders.ts; decideForGone in settle-orders.ts.
    it.each([
      ["a capture, by nothing but its own row", "captured", [40]],
      ["a full refund, by nothing but its own row", "refunded", [40, -40]],
      ["a partial refund, by nothing but its transaction", "partly", [40, -10]],
      ["a return that was received, by nothing but its change", "returned", [40, -20]],
      ["a cancellation, by nothing but the order's time stamp", "canceled", [40, -40]],
      ["an edit that was asked for long ago, by nothing but its new summary", "edited", [40, -20]],
      ["a credit line, by nothing but its own row", "credited", [20]],
      ["an order that was deleted for good", "gone", [20, -20]],
    ])("R34, M52: the sweep finds %s of an old order", async (_what, order, entries) => {
      expect(await entriesOf(database, [ids[order] ?? ""])).toEqual([entries])
    })
  })
}
