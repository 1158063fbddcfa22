import type { Simulation } from "../../../src/workflows/points/simulation"
import { query } from "../../helpers/database"
import type { OpenStore } from "../../helpers/open-store"

/** What proposed settings make of past orders (R50). A shirt costs 20, shipping 5. */
export function simulation(open: () => OpenStore): void {
  const simulate = async (body: object) =>
    (await open().shop.admin.post<{ simulation: Simulation }>("/admin/loyalty/simulate", body)).simulation
  const DAY = "2019-06-01"

  /** An order of another time: no other test's order is in its period. */
  async function orderOf(quantity: number, day: string, plan: object = {}) {
    const order = await open().shop.placeOrder({ quantity, capture: true, ...plan })
    await query(open().database, `update "order" set created_at = ($2 || 'T12:00:00Z')::timestamptz where id = $1`, [
      order.id,
      day,
    ])
    return order
  }

  /** All that a simulation could have written. */
  const written = () =>
    query(
      open().database,
      `select (select count(*) from clientele_points_entry) as entries, (select count(*) from clientele_points_setting_change) as settings,
         (select count(*) from clientele_points_completion) as completions`,
    )

  // Guards: `simulate` in simulate-programme.ts; `until` in order-pages.ts.
  it("R50: a simulation shows points, value and share of revenue of a period under proposed and current settings, and writes nothing", async () => {
    await open().begin({ loyalty_points_enabled: true, loyalty_min_order_subtotal_to_earn: 0 })
    const gain = await orderOf(5, DAY)
    const lose = await orderOf(1, "2019-06-02")
    await orderOf(9, "2019-06-03")
    const canceled = await open().shop.placeOrder({})
    await open().shop.cancel(canceled)
    await query(open().database, `update "order" set created_at = '2019-06-02T12:00:00Z' where id = $1`, [canceled.id])
    const before = await written()
    const period = { from: DAY, to: "2019-06-02" }
    const settings = { loyalty_points_per_currency_unit: 2, loyalty_min_order_subtotal_to_earn: 50 }
    expect(await simulate({ ...period, settings })).toEqual({
      ...period,
      orders: 2,
      by_currency: [
        {
          currency_code: "usd",
          orders: 2,
          revenue: "120",
          today: { points: 120, value: "1.2", share_of_revenue: "0.0100" },
          proposed: { points: 200, value: "2", share_of_revenue: "0.0167" },
        },
      ],
      by_day: [
        { day: DAY, today: 100, proposed: 200 },
        { day: "2019-06-02", today: 20, proposed: 0 },
      ],
      customers: { gain: 1, lose: 1, same: 0 },
      most_changed: [
        { email: gain.email, today: 100, proposed: 200 },
        { email: lose.email, today: 20, proposed: 0 },
      ],
      next_cursor: null,
    })
    expect(await written()).toEqual(before)
  })

  // Guard: `next` in pagesOf.
  it("R50: a long period is simulated in parts, each order once", async () => {
    const first = await simulate({ from: DAY, to: "2019-06-03", limit: 2 })
    const second = await simulate({ from: DAY, to: "2019-06-03", limit: 2, cursor: first.next_cursor })
    expect([first.orders + second.orders, second.next_cursor]).toEqual([3, null])
  })

  it.each([
    ["settings", { settings: { loyalty_points_per_currency_unit: -1 } }, "loyalty_points_per_currency_unit"],
    ["an unknown setting", { settings: { no_such: 1 } }, "no_such"],
    ["a period that ends before it begins", { from: DAY, to: "2019-05-01" }, "from"],
    ["more than a year", { from: "2017-01-01", to: DAY }, "from"],
    ["a cursor of nothing", { from: DAY, to: DAY, cursor: "order_no" }, "cursor"],
    ["a day that is none", { from: "2019-02-30" }, "from"],
  ])("R50: %s is a 400 that names it", async (_what, body, named) => {
    const answer = await open().shop.admin.send<{ message: string }>("POST", "/admin/loyalty/simulate", body)
    expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(named)])
  })
}
