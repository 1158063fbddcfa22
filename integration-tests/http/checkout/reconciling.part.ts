import type { ClienteleRoutes } from "../../../src/types"
import type { Answer } from "../../helpers/api"
import type { Customer } from "../../helpers/shop"
import type { AccountShop } from "./accounts"

type Body = ClienteleRoutes["POST /admin/credit/reconcile"]["body"]
type Reconciliation = ClienteleRoutes["POST /admin/credit/reconcile"]["response"]["reconciliation"]
type Refusal = { code: string; message: string }

/** R24, R28: `POST /admin/credit/reconcile`. A licence is 25. */
export function reconciling(open: () => AccountShop): void {
  const send = <T>(body: unknown): Promise<Answer<T>> =>
    open().shop.admin.send<T>("POST", "/admin/credit/reconcile", body)
  const reconcile = async (body: Body) =>
    (await open().shop.admin.post<{ reconciliation: Reconciliation }>("/admin/credit/reconcile", body)).reconciliation
  const buy = (customer: Customer) => open().bought(customer)
  const now = async () => {
    const rows = await open().sql<{ now: Date }>("select clock_timestamp() as now")
    return rows.map((row) => row.now.toISOString()).join()
  }

  // Guards: `input.repair` in reconcileReceivables; `repair` in reconcileReceivablesStep.
  it("R24, R28: shows what an order owes beside what its receivable charges and writes nothing, and posts it with repair, once", async () => {
    const customer = await open().member()
    const order = await buy(customer)
    // Medusa emits no event for a credit line, so that only a sweep would find it.
    const line = { amount: 15, reference: "order", reference_id: order.id }
    await open().shop.admin.post(`/admin/orders/${order.id}/credit-lines`, line)
    const found = {
      checked: 1,
      differences: [{ order_id: order.id, account_id: customer.id, currency_code: "usd", owes: 10, charged: 25 }],
      strays: [],
      failed: [],
      next_cursor: null,
    }
    const order_ids = [order.id, "order_none"]
    const shown = await reconcile({ order_ids })
    expect(shown).toMatchObject(found)
    expect(shown.differences).toMatchObject([{ change: -15, posted: false }])
    expect(await open().ledgerOf(order.id)).toMatchObject({ charged: "25", balance: "25" })
    const repaired = await reconcile({ order_ids, repair: true })
    expect(repaired).toMatchObject(found)
    expect(repaired.differences).toMatchObject([{ change: -15, posted: true }])
    expect(await open().ledgerOf(order.id)).toMatchObject({ charged: "10", balance: "10" })
    expect(await reconcile({ order_ids, repair: true })).toMatchObject({ checked: 1, differences: [] })
  })

  // Guards: the reading under clientele_credit_settle's fencing token; `new Set` in pagesOfOrders.
  it("R28, M56: repairs at once, each naming the order 150 times, post its difference once", async () => {
    const customer = await open().member()
    const order = await buy(customer)
    const line = { amount: 15, reference: "order", reference_id: order.id }
    await open().shop.admin.post(`/admin/orders/${order.id}/credit-lines`, line)
    const order_ids = Array.from({ length: 150 }, () => order.id)
    const found = await Promise.all(Array.from({ length: 6 }, () => reconcile({ order_ids, repair: true })))
    expect(found.map(({ checked, failed }) => [checked, failed])).toEqual(Array(6).fill([1, []]))
    expect(await open().ledgerOf(order.id)).toMatchObject({ charged: "10", balance: "10" })
    const entries = "select amount::float8 as amount from clientele_credit_entry where order_id = $1 order by version"
    expect(await open().sql(entries, [order.id])).toEqual([{ amount: 25 }, { amount: -15 }])
  })

  it("R28: a repair releases the credit of an order that Medusa does not have any more", async () => {
    const customer = await open().member()
    const order = await buy(customer)
    await open().sql('delete from "order" where id = $1', [order.id])
    const stray = { order_id: order.id, kind: "gone", amount: 25, hindrance: null }
    const order_ids = [order.id]
    expect(await reconcile({ order_ids })).toMatchObject({ strays: [{ ...stray, taken_back: false }] })
    expect(await open().ledgerOf(order.id)).toMatchObject({ balance: "25" })
    expect(await reconcile({ order_ids, repair: true })).toMatchObject({ strays: [{ ...stray, taken_back: true }] })
    expect(await open().ledgerOf(order.id)).toMatchObject({ charged: "0", balance: "0" })
  })

  // Guard: `silent` in settleDifferences.
  it("R24a, R28: a repair ends the waiting of a canceled order, and says so", async () => {
    const order = await open().waiting(await open().member({ limit: 10 }))
    await open().sql(`update "order" set status = 'canceled', canceled_at = now() where id = $1`, [order.id])
    const { differences, failed } = await reconcile({ order_ids: [order.id], repair: true })
    // None, if a job of the account was faster.
    expect([failed, differences.filter(({ posted }) => !posted)]).toEqual([[], []])
    expect(await open().ledgerOf(order.id)).toMatchObject({ status: "released", held: "0" })
  })

  // Guards: `size + 1` and `after` in pagesOf (reconcile-receivables.ts).
  it("R28: a limit splits the orders since a moment into pages, which next_cursor continues to the last one", async () => {
    const customer = await open().member()
    const since = await now()
    for (let orders = 0; orders < 3; orders++) await buy(customer)
    const first = await reconcile({ since, limit: 2 })
    expect(first).toMatchObject({ checked: 2, next_cursor: expect.stringMatching(/^order_/) })
    const cursor = String(first.next_cursor)
    expect(await reconcile({ since, limit: 2, cursor })).toMatchObject({ checked: 1, next_cursor: null })
    expect(await reconcile({ since, limit: 3 })).toMatchObject({ checked: 3, next_cursor: null })
    const nothing = { checked: 0, differences: [], strays: [], failed: [], next_cursor: null }
    expect(await reconcile({ since: await now() })).toEqual(nothing)
    // Its moment is in the year 10000.
    expect(await reconcile({ since: "9999-12-31T23:59:59-23:59", repair: true })).toEqual(nothing)
  })

  const since = "2026-01-01T00:00:00Z"
  // Guards: reconcileInput; checkCursor in reconcile-receivables-workflow.ts.
  it.each<[object, string]>([
    [{}, "order_ids"],
    [{ order_ids: [] }, "order_ids"],
    [{ order_ids: "order_1" }, "order_ids"],
    [{ order_ids: ["order_\0"] }, "order_ids.0"],
    [{ order_ids: ["x".repeat(101)] }, "order_ids.0"],
    [{ order_ids: [{ id: "order_1" }] }, "order_ids.0"],
    [{ order_ids: Array.from({ length: 1001 }, () => "o") }, "order_ids"],
    [{ since: "yesterday" }, "since"],
    [{ since: "0000-01-01T00:00:00Z" }, "since"],
    [{ since, order_ids: ["order_1"] }, "since"],
    [{ since, repair: "yes" }, "repair"],
    [{ since, force: true }, "force"],
    [{ since, limit: 0 }, "limit"],
    [{ since, limit: 10_001 }, "limit"],
    [{ since, limit: 1.5 }, "limit"],
    [{ since, limit: Number.NaN }, "limit"],
    [{ since, without: ["cus_1"] }, "without"],
    [{ since, cursor: "" }, "cursor"],
    [{ since, cursor: "order_none" }, "cursor"],
    [{ order_ids: ["order_1"], cursor: "order_1" }, "cursor"],
  ])("R28, M34: %j is refused naming %s", async (body, field) => {
    expect(await send<Refusal>(body)).toMatchObject({
      status: 400,
      body: { code: "invalid_request", message: expect.stringContaining(`${field}: `) },
    })
  })
}
