import { setTimeout as sleep } from "node:timers/promises"
import { openPointsStore, type PointsStore } from "./store"

export function holdLookup(): void {
  let store: PointsStore

  beforeAll(async () => {
    store = await openPointsStore()
  })

  afterAll(async () => {
    await store?.close()
  })

  const place = (n: number) =>
    store.points.placeHold({
      mailbox: "ann@example.com",
      cart_id: `cart_${n}`,
      points: 1,
      currency_code: "usd",
      points_per_currency_discount: 100,
      expires_at: new Date(Date.now() + 86_400_000),
    })

  /** How often the index of each name has been read; PostgreSQL tells up to a second late. */
  async function reads(): Promise<Record<string, number>> {
    const { rows } = (await store.db.raw(
      "select indexrelname as name, idx_scan as n from pg_stat_user_indexes where relname = 'clientele_points_hold'",
    )) as { rows: { name: string; n: string }[] }
    return Object.fromEntries(rows.map(({ name, n }) => [name, Number(n)]))
  }

  // Guard: OF_LIVE_CART in src/modules/points/sql/read-accounts.ts; with `cart_id = ? and status = 'held'` all live holds are read.
  test("R44: a cart's hold is found by its own index, however old the statistics are", async () => {
    await store.points.adjust({
      mailbox: "ann@example.com",
      points: 1000,
      stated_reason: "test",
      actor_id: "user_test",
    })
    await place(0)
    await store.db.raw("vacuum analyze clientele_points_hold")
    for (let n = 1; n <= 400; n++) await place(n)
    const before = await reads()
    for (let n = 0; n < 20; n++) expect((await store.points.findLiveHold(`cart_${n}`))?.cart_id).toBe(`cart_${n}`)

    let after = await reads()
    while ((after.clientele_points_hold_of_cart ?? 0) - (before.clientele_points_hold_of_cart ?? 0) < 20) {
      await sleep(200)
      after = await reads()
    }
    expect((await store.points.findLiveHold("cart_unknown")) ?? null).toBeNull()
  })
}
