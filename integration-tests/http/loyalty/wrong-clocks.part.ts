import { runInStore } from "../../faults/in-store"
import { query, type TestDatabase } from "../../helpers/database"
import type { Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { apply, give, tokenOf } from "../../helpers/redemption"
import type { Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

const DAY_MS = 24 * 60 * 60 * 1000

const WATERMARKS = {
  points: "clientele_points_watermark",
  customers: "clientele_customer_projection_checkpoint",
} as const

export function wrongClocks(open: () => OpenStore): void {
  let database: TestDatabase
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, store, shop, loyalty } = open())
    await open().begin({ loyalty_points_enabled: true })
  })

  const watermark = async (which: keyof typeof WATERMARKS) => {
    const [row] = await query<{ behind: string }>(
      database,
      `select extract(epoch from clock_timestamp() - reached_at)::text as behind from ${WATERMARKS[which]} where name = 'sweep'`,
    )
    return Number(row?.behind)
  }
  const health = async () =>
    (
      await shop.admin.get<{ health: { healthy: boolean; sweep: { ahead: boolean; late: boolean; message: string } } }>(
        "/admin/loyalty/health",
      )
    ).health
  const granted = async (id: string) => (await loyalty.why(id)).granted

  // Guards: `watermark.now` in sweepOrders and sweepCustomers; `least` in advanceWatermark (kernel/watermark.ts).
  it.each(["points", "customers"] as const)(
    "M49: a worker whose clock is a day off moves the watermark of the sweep of %s to the database's present",
    async (which) => {
      for (const ahead of [DAY_MS, -DAY_MS]) {
        await query(
          database,
          `update ${WATERMARKS[which]} set reached_at = now() - interval '1 hour' where name = 'sweep'`,
        )
        await runInStore(store, "sweep", which, String(ahead))
        const behind = await watermark(which)
        expect(behind).toBeGreaterThanOrEqual(0)
        expect(behind).toBeLessThan(60)
      }
    },
    60_000,
  )

  // Guards: isAhead in sinceOf and advanceWatermark (kernel/watermark.ts), and in getHealth.
  it("M49: a watermark ahead of the database is shown, and the next sweep repairs it and settles the orders before it", async () => {
    const order = await shop.orderFromBefore({ capture: true })
    const customer = await shop.register()
    for (const table of Object.values(WATERMARKS)) {
      await query(database, `update ${table} set reached_at = now() + interval '1 day' where name = 'sweep'`)
    }
    expect(await health()).toMatchObject({ healthy: false, sweep: { ahead: true, late: false } })
    await query(database, "delete from clientele_customer_index where customer_id = $1", [customer.id])
    await runInStore(store, "sweep", "points")
    await runInStore(store, "sweep", "customers")
    expect(await granted(order.id)).toBe(20)
    expect(
      await query(database, "select 1 from clientele_customer_index where customer_id = $1", [customer.id]),
    ).toHaveLength(1)
    expect(await watermark("points")).toBeGreaterThanOrEqual(0)
    expect(await watermark("customers")).toBeGreaterThanOrEqual(0)
    expect((await health()).sweep).toMatchObject({ ahead: false, late: false })
  }, 60_000)

  // Guard: isClockAhead in expirePoints and expireHolds.
  it("M49: a worker whose clock is a day ahead ends no hold, expires no points, and logs the difference", async () => {
    const customer = await shop.register()
    await give(shop, customer, 1000)
    const cart = await shop.fillCart({ email: customer.email, product: "download" })
    expect((await apply(shop, cart.id, await tokenOf(database, customer.email), 500)).status).toBe(200)
    await query(
      database,
      `update clientele_points_lot set expires_at = now() + interval '12 hours'
       where account_id = (select id from clientele_points_account where mailbox = $1)`,
      [customer.email],
    )
    expect(await runInStore(store, "expire-holds", String(DAY_MS))).toEqual({ ended: 0, expired: 0 })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 1000, points_held: 500 })
    expect(store.output()).toMatch(
      /the expiry of points is postponed, because this worker's clock is 86[34]\d\d s ahead/,
    )
  })
}
