import { leaveDeadJob } from "../../cli/dead-job"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import type { Shop } from "../../helpers/shop"

type Context = { shop: Shop; database: TestDatabase }
type Account = { email: string | null; balance: number; held: number; customers: { id: string; name: string | null }[] }

/** What the dashboard's pages on the programme read. */
export function overview(context: () => Context): void {
  const admin = () => context().shop.admin
  const search = async (q: string) =>
    (await admin().get<{ accounts: Account[] }>(`/admin/loyalty/accounts?q=${encodeURIComponent(q)}`)).accounts

  // Computed by hand: the closing of a day is the sum of all entries until then.
  test("R48: the report's totals are the sums of its days, and each day has its liability", async () => {
    const { database } = context()
    const entries: [at: string, reason: string, points: number][] = [
      ["2020-02-28", "order", 500],
      ["2020-03-02", "order", 300],
      ["2020-03-02", "refund_reversal", -100],
      ["2020-03-03", "redemption", -80],
      ["2020-03-05", "redeem_return", 30],
      ["2020-03-05", "expiry", -20],
      ["2020-03-05", "manual", 7],
      ["2020-04-01", "order", 999],
    ]
    for (const [i, [at, reason, points]] of entries.entries()) {
      await query(
        database,
        `insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, currency_code,
           idempotency_key, request_hash, created_at)
         values (0, $1, 'adjust', $2, $3, 0, 'usd', 'overview:' || $5, '', ($4 || 'T12:00:00Z')::timestamptz)`,
        [i + 1, reason, points, at, String(i)],
      )
    }
    const { report } = await admin().get<{
      report: { roll_forward: { date: string; closing: number; liability: string }[]; totals: object[] }
    }>("/admin/loyalty/report?from=2020-03-01&to=2020-03-05")
    expect(report.roll_forward.map(({ date, closing, liability }) => [date, closing, liability])).toEqual([
      ["2020-03-01", 500, "5"],
      ["2020-03-02", 700, "7"],
      ["2020-03-03", 620, "6.2"],
      ["2020-03-04", 620, "6.2"],
      ["2020-03-05", 637, "6.37"],
    ])
    // 50 of 200 points were redeemed in the end.
    expect(report.totals).toEqual([
      {
        currency_code: "usd",
        earned: 300,
        reversed: -100,
        redeemed: -80,
        returned: 30,
        expired: -20,
        adjusted: 7,
        redemption_rate: "0.2500",
      },
    ])
    await query(
      database,
      `begin; set local session_replication_role = replica;
       delete from clientele_points_entry where account_id = 0; commit`,
    )
  })

  test("R31, R66: accounts are listed by address with their customers, and found by the beginning of the address or the customer's name", async () => {
    const { shop } = context()
    const [ada, bob] = [await shop.register("zz-ada@example.com"), await shop.register("zz-bob@example.com")]
    await admin().post(`/admin/customers/${ada.id}`, { first_name: "Adelheid", last_name: "Zzyzx" })
    for (const { id } of [ada, bob]) {
      await admin().post(`/admin/customers/${id}/loyalty/adjustments`, { points: 70, reason: "welcome" })
    }
    const rows = await search("zz-")
    expect(rows.map(({ email }) => email)).toEqual(["zz-ada@example.com", "zz-bob@example.com"])
    expect(rows[0]).toMatchObject({
      balance: 70,
      held: 0,
      customers: [{ id: ada.id, name: "Adelheid Zzyzx", has_account: true }],
    })
    expect(await search("ZZ-B")).toMatchObject([{ email: "zz-bob@example.com" }])
    const named = await eventually(
      () => search("zzyzx"),
      (found) => found.length > 0,
    )
    expect(named).toMatchObject([{ email: "zz-ada@example.com" }])
    // M40: signs of patterns are letters.
    expect(await search("zz%")).toEqual([])
    expect(await search("zz_ada")).toEqual([])
    const page = await admin().get<{ accounts: Account[]; count: number }>(
      "/admin/loyalty/accounts?q=zz-&limit=1&page=2",
    )
    expect(page).toMatchObject({ count: 2, limit: 1, offset: 1, accounts: [{ email: "zz-bob@example.com" }] })
  })

  test("R18, R31: the account of an anonymised person has no address in the list", async () => {
    const { shop } = context()
    const gone = await shop.register("zy-gone@example.com")
    await admin().post(`/admin/customers/${gone.id}/loyalty/adjustments`, { points: 5, reason: "x" })
    await admin().post(`/admin/customers/${gone.id}/anonymize`, {})
    const { accounts } = await admin().get<{ accounts: Account[] }>("/admin/loyalty/accounts?q=anonymized")
    expect(accounts).toMatchObject([{ email: null, balance: 5, customers: [] }])
  })

  test("R30: the change log has actor, setting, earlier and new value, newest first", async () => {
    const key = "loyalty_min_checkout_total"
    for (const value of [11, 12]) {
      await admin().send("PUT", `/admin/loyalty/settings/${key}`, { value })
    }
    const { changes, count } = await admin().get<{ changes: object[]; count: number }>(
      "/admin/loyalty/setting-changes?limit=2",
    )
    expect(changes).toMatchObject([
      { key, value: 12, previous: 11, changed_by_name: "owner@example.com" },
      { key, value: 11, changed_by_name: "owner@example.com" },
    ])
    expect(count).toBeGreaterThan(2)
    await admin().send("PUT", `/admin/loyalty/settings/${key}`, { value: 0 })
  })

  const example = (body: object) =>
    admin().send<{ example: object; code: string; message: string }>("POST", "/admin/loyalty/example", body)
  const plain = {
    loyalty_points_per_currency_unit: 1.5,
    loyalty_points_per_currency_discount: 100,
    loyalty_max_redeem_percent: 50,
    loyalty_min_points_to_redeem: 100,
    loyalty_min_order_subtotal_to_earn: 0,
    loyalty_min_checkout_total: 0,
  }
  const jpy = { jpy: { points_per_currency_unit: 0.01, points_per_currency_discount: 1 } }

  // By hand: 120 × 1.5 = 180 points; half of 120.00 is 60.00, at 100 points for 1.00.
  test.each([
    [{ amount: 120, settings: plain }, ["120", 180, 6000, "60.00"]],
    [{ amount: 0.99, settings: plain }, ["0.99", 1, 0, "0.00"]],
    [{ amount: 120, settings: { ...plain, loyalty_min_points_to_redeem: 6001 } }, ["120", 180, 0, "0.00"]],
    [{ amount: 120, settings: { ...plain, loyalty_min_checkout_total: "120.01" } }, ["120", 180, 0, "0.00"]],
    [{ amount: 120, settings: { ...plain, loyalty_min_order_subtotal_to_earn: 121 } }, ["120", 0, 6000, "60.00"]],
    [
      { amount: 12_000, currency_code: "JPY", settings: { ...plain, loyalty_currency_rates: jpy } },
      ["12000", 120, 6000, "6000"],
    ],
    [{ amount: 5, currency_code: "chf", settings: plain }, ["5", 0, 0, "0.00"]],
  ])("R66: the example of %j has these amounts", async (body, [amount, earned_points, max_points, max_discount]) => {
    expect((await example(body)).body.example).toMatchObject({ amount, earned_points, max_points, max_discount })
  })

  test.each([
    [{ settings: { loyalty_max_redeem_percent: 101 } }, "loyalty_max_redeem_percent"],
    [{ settings: { loyalty_pending_days: 30, loyalty_points_ttl_days: 30 } }, "loyalty_pending_days"],
    [{ settings: { other: 1 } }, "other"],
    [{ currency_code: "euro" }, "currency_code"],
    [{ amount: -1 }, "amount"],
  ])("R66, M34: an example of %j is refused naming %s", async (body, field) => {
    const { status, body: refusal } = await example({ amount: 1, ...body })
    expect(status).toBe(400)
    expect(refusal.message).toContain(field)
  })

  test("R66: an example saves nothing", async () => {
    const read = () => admin().get("/admin/loyalty/settings")
    const before = await read()
    await example({ amount: 1, settings: { loyalty_pending_days: 77 } })
    expect(await read()).toEqual(before)
  })

  type Health = {
    findings: { code: string; level: string; count: number; orders: { id: string; display_id: number | null }[] }[]
    dead_jobs: { job_id: string; failed_reason: string }[]
    steps: { step: string; done: boolean }[]
  }
  const health = async () => (await admin().get<{ health: Health }>("/admin/clientele/health")).health
  const findings = async () => (await health()).findings.map(({ code }) => code)

  test("R66: health names the outbox as a finding, and a failed order with its number", async () => {
    const { shop, database } = context()
    expect(await findings()).toContain("outbox_keeps_mails")
    const order = await shop.placeOrder({ product: "download" })
    await query(database, "insert into clientele_points_failure (order_id, message) values ($1, 'x')", [order.id])
    const found = (await health()).findings.find(({ code }) => code === "failed_orders")
    expect(found).toEqual({
      code: "failed_orders",
      level: "error",
      count: 1,
      orders: [{ id: order.id, display_id: order.display_id }],
    })
    await query(database, "delete from clientele_points_failure")
    expect(await findings()).not.toContain("failed_orders")
    expect((await health()).steps.map(({ step }) => step)).toContain("email_provider")
  })

  // Guard: `isFailed` in src/modules/job_queue/dead.ts.
  test("R66, M74: a dead job shows with its reason and runs again once", async () => {
    const { database } = context()
    const id = await leaveDeadJob(database.url)
    const { dead_jobs } = await health()
    // The store's own worker may have been first, which does not know the job.
    expect(dead_jobs).toMatchObject([
      { job_id: id, failed_reason: expect.stringMatching(/out of paper|does not know the job/) },
    ])
    expect(await findings()).toContain("dead_jobs")
    const retry = () => admin().send<{ code?: string }>("POST", `/admin/clientele/jobs/${id}/retry`)
    expect((await retry()).status).toBe(200)
    await eventually(retry, ({ status }) => status === 404 || status === 200)
    expect((await admin().send("POST", "/admin/clientele/jobs/mail-none/retry")).status).toBe(404)
  }, 60_000)
}
