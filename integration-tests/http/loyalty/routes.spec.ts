import { createApi } from "../../helpers/api"
import { query, type TestDatabase } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"
import { eventually, type Loyalty, loyaltyOf } from "../../helpers/loyalty"
import { type Customer, openShop, type Shop } from "../../helpers/shop"
import { createShopDatabase } from "../../helpers/shop-database"
import { type Store, startStore } from "../../helpers/store-server"
import { overview } from "./overview.part"

let database: TestDatabase
let store: Store
let shop: Shop
let loyalty: Loyalty
let customer: Customer

beforeAll(async () => {
  database = await createShopDatabase()
  store = await startStore({
    databaseUrl: database.url,
    options: { loyalty: { settings: { loyalty_points_enabled: true, loyalty_points_per_currency_unit: 2 } } },
  })
  shop = await openShop(store, { copies: true })
  loyalty = loyaltyOf(shop.admin)
  customer = await shop.register()
}, 180_000)

afterAll(async () => {
  await store?.stop()
  await database?.drop()
})

type Failure = { type: string; code: string; message: string }
const expectRefusal = (answer: { status: number; body: unknown }, status: number, code: string, field: string) => {
  const { code: found, message } = answer.body as Failure
  expect({ status: answer.status, code: found }).toEqual({ status, code })
  expect(message).toContain(field)
}

describe("settings", () => {
  it("R30: all keys are read with their defaults, and the options' first values", async () => {
    const { settings } = await shop.admin.get<{ settings: Record<string, unknown> }>("/admin/loyalty/settings")
    expect(settings).toEqual({
      loyalty_points_enabled: true,
      loyalty_award_trigger: "payment_paid",
      loyalty_points_per_currency_unit: 2,
      loyalty_min_order_subtotal_to_earn: 0,
      loyalty_points_per_currency_discount: 100,
      loyalty_max_redeem_percent: 50,
      loyalty_min_points_to_redeem: 100,
      loyalty_min_checkout_total: 0,
      loyalty_otp_ttl_minutes: 10,
      loyalty_redemption_token_ttl_minutes: 30,
      loyalty_hold_ttl_minutes: 30,
      loyalty_points_ttl_days: null,
      loyalty_pending_days: 0,
      loyalty_currency_rates: {},
      loyalty_clawback_policy: "negative",
      loyalty_preview_disclosure: "proof",
    })
  })

  it("R30: a value is taken as JSON or in its string form, and logged with its actor", async () => {
    const put = (value: unknown) =>
      shop.admin.send<{ setting: { value: unknown; updated_by: string } }>(
        "PUT",
        "/admin/loyalty/settings/loyalty_max_redeem_percent",
        { value },
      )
    expect((await put(40)).body.setting.value).toBe(40)
    const { setting } = (await put("45")).body
    expect(setting.value).toBe(45)
    expect(setting.updated_by).toMatch(/^user_/)
    const log = await query(
      database,
      "select value, previous, changed_by from clientele_points_setting_change where key = $1 order by id",
      ["loyalty_max_redeem_percent"],
    )
    expect(log).toEqual([
      { value: 40, previous: null, changed_by: setting.updated_by },
      { value: 45, previous: 40, changed_by: setting.updated_by },
    ])
  })

  it.each([
    ["loyalty_points_enabled", "perhaps"],
    ["loyalty_award_trigger", "always"],
    ["loyalty_points_per_currency_unit", -1],
    ["loyalty_points_per_currency_unit", "many"],
    ["loyalty_points_per_currency_discount", 0],
    ["loyalty_max_redeem_percent", 101],
    ["loyalty_max_redeem_percent", 12.5],
    ["loyalty_min_points_to_redeem", 1.5],
    ["loyalty_points_ttl_days", 0],
    ["loyalty_currency_rates", { EUR: { points_per_currency_unit: 1, points_per_currency_discount: 1 } }],
    ["loyalty_currency_rates", { eur: { points_per_currency_unit: 1, points_per_currency_discount: 1, extra: 1 } }],
    ["loyalty_clawback_policy", null],
  ])("R30: %s is refused as %p, and nothing changes", async (key, value) => {
    const before = await shop.admin.get("/admin/loyalty/settings")
    expectRefusal(
      await shop.admin.send("PUT", `/admin/loyalty/settings/${key}`, { value }),
      400,
      "invalid_request",
      key,
    )
    expect(await shop.admin.get("/admin/loyalty/settings")).toEqual(before)
  })

  it("R30 R36: points may not expire before they can be used", async () => {
    const put = (key: string, value: unknown) => shop.admin.send("PUT", `/admin/loyalty/settings/${key}`, { value })
    await put("loyalty_points_ttl_days", 10)
    expectRefusal(await put("loyalty_pending_days", 10), 400, "invalid_request", "loyalty_pending_days")
    expect((await put("loyalty_pending_days", 9)).status).toBe(200)
    expectRefusal(await put("loyalty_points_ttl_days", 9), 400, "invalid_request", "loyalty_points_ttl_days")
    expect((await put("loyalty_points_ttl_days", null)).status).toBe(200)
    expect((await put("loyalty_pending_days", 0)).status).toBe(200)
  })

  // Guard: `lockSettings`, before the settings are read.
  it("R30 R36: two parallel changes cannot make points expire before they can be used", async () => {
    const put = (key: string, value: unknown) => shop.admin.send("PUT", `/admin/loyalty/settings/${key}`, { value })
    const lock = { sql: "lock table clientele_points_setting in share row exclusive mode" }
    const both = await whileLocked(database, lock, async ({ waiting }) => {
      const answers = [put("loyalty_points_ttl_days", 10), put("loyalty_pending_days", 10)]
      await waiting(2)
      return answers
    })
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 400])
    expect((await put("loyalty_points_ttl_days", null)).status).toBe(200)
    expect((await put("loyalty_pending_days", 0)).status).toBe(200)
  })

  // Issue 2, Bad input: an unknown setting is a 400 that names it, and nothing is changed.
  it("R30: an unknown key, a body with other keys or without a value is 400 and changes nothing", async () => {
    const log = () => query(database, "select * from clientele_points_setting_change order by id")
    const before = await log()
    const put = (key: string, body: unknown) => shop.admin.send("PUT", `/admin/loyalty/settings/${key}`, body)
    expectRefusal(await put("loyalty_free_money", { value: 1 }), 400, "unknown_setting", "loyalty_free_money")
    expectRefusal(await put("constructor", { value: 1 }), 400, "unknown_setting", "constructor")
    expectRefusal(await put("loyalty_pending_days", { value: 1, extra: 1 }), 400, "invalid_request", "extra")
    expectRefusal(await put("loyalty_pending_days", {}), 400, "invalid_request", "value")
    expect(await log()).toEqual(before)
  })

  it("R40: the storefront's config has only safe values", async () => {
    const { config } = await shop.guest.get<{ config: object }>("/store/loyalty/config")
    expect(Object.keys(config).sort()).toEqual([
      "currencies",
      "enabled",
      "max_redeem_percent",
      "min_checkout_total",
      "min_points_to_redeem",
      "points_per_currency_discount",
      "points_per_currency_unit",
    ])
  })

  it("R40: the config has the rates and digits of the default currency, and of each that has rates", async () => {
    const read = () => shop.guest.get<{ config: { currencies: object } }>("/store/loyalty/config")
    const usd = {
      points_per_currency_unit: 2,
      points_per_currency_discount: 100,
      min_order_subtotal_to_earn: 0,
      min_checkout_total: 0,
      decimal_digits: 2,
    }
    expect((await read()).config.currencies).toEqual({ usd })
    const rates = { points_per_currency_unit: 0.01, points_per_currency_discount: 1 }
    await loyalty.set("loyalty_currency_rates", { jpy: rates })
    expect((await read()).config.currencies).toEqual({
      usd,
      jpy: { ...rates, min_order_subtotal_to_earn: 0, min_checkout_total: 0, decimal_digits: 0 },
    })
    await loyalty.set("loyalty_currency_rates", {})
  })
})

describe("adjustments", () => {
  const adjust = (body: unknown, headers = {}, id = customer.id) =>
    shop.admin.send<{ entry: { id: string; points: number } }>(
      "POST",
      `/admin/customers/${id}/loyalty/adjustments`,
      body,
      headers,
    )

  it("R35: an adjustment is an entry with reason, note and actor", async () => {
    const { status, body } = await adjust({ points: 120, reason: "goodwill", note: "late parcel" })
    expect(status).toBe(200)
    expect(body.entry).toMatchObject({
      type: "adjust",
      reason: "manual",
      points: 120,
      stated_reason: "goodwill",
      note: "late parcel",
      actor_id: expect.stringMatching(/^user_/),
    })
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 120, points_available: 120 })
  })

  it("R35, M5: a key in the header or the body makes the call safe to repeat", async () => {
    const first = await adjust({ points: 5, reason: "x" }, { "idempotency-key": "k-1" })
    const again = await adjust({ points: 5, reason: "x", idempotency_key: "k-1" })
    expect(again.body.entry).toEqual(first.body.entry)
    expectRefusal(await adjust({ points: 6, reason: "x", idempotency_key: "k-1" }), 400, "idempotency_conflict", "key")
  })

  // Guards: AdminAdjustPoints (api/admin/customers/validators.ts) for fields that are not known; for the points that and
  // `Number.isSafeInteger` in adjust (modules/points/service.ts): one of the two may go.
  it.each([
    [{ points: 0, reason: "x" }, "points"],
    [{ points: 1.5, reason: "x" }, "points"],
    [{ points: "10", reason: "x" }, "points"],
    [{ points: null, reason: "x" }, "points"],
    [{ points: [10], reason: "x" }, "points"],
    [{ points: 2 ** 53, reason: "x" }, "points"],
    [{ points: -(2 ** 53), reason: "x" }, "points"],
    [{ points: 10 }, "reason"],
    [{ points: 10, reason: "  " }, "reason"],
    [{ points: 10, reason: "x", note: "n".repeat(2001) }, "note"],
    [{ points: 10, reason: "x", balance: 1_000_000 }, "balance"],
    [{ points: 10, reason: "x", customer_id: "cus_other" }, "customer_id"],
  ])("M36: case %# is refused naming its field, and nothing changes", async (body, field) => {
    const before = await loyalty.account(customer.id)
    expectRefusal(await adjust(body), 400, "invalid_request", field)
    expect(await loyalty.account(customer.id)).toEqual(before)
  })

  // Guards: for the second the same two; the first is no JSON for Medusa either.
  it("M36: a number that JSON cannot represent is refused", async () => {
    expect((await adjust('{"points": NaN, "reason": "x"}')).status).toBe(400)
    expectRefusal(await adjust('{"points": 1e400, "reason": "x"}'), 400, "invalid_request", "points")
  })

  it("R35: an adjustment never goes below zero unless it is allowed", async () => {
    expectRefusal(await adjust({ points: -100_000, reason: "x" }), 400, "insufficient_points", "points")
    const { points_balance } = await loyalty.account(customer.id)
    const down = await adjust({ points: -points_balance - 7, reason: "x", allow_negative: true })
    expect(down.status).toBe(200)
    expect((await loyalty.account(customer.id)).points_balance).toBe(-7)
  })

  it("R31: a customer without an email has no account and cannot be adjusted", async () => {
    const { customer: nobody } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", {
      email: null,
      first_name: "No",
      last_name: "Mail",
    })
    expect(await shop.admin.get(`/admin/customers/${nobody.id}/loyalty`)).toEqual({ loyalty: null })
    expectRefusal(await adjust({ points: 1, reason: "x" }, {}, nobody.id), 400, "mailbox_required", "email")
  })
})

describe("merging", () => {
  const merge = (id: string, body: unknown) => shop.admin.send("POST", `/admin/customers/${id}/loyalty/merge`, body)

  it("R31: an admin moves the points of an old address to a customer", async () => {
    const [old, now] = [await shop.register(), await shop.register()]
    await shop.admin.post(`/admin/customers/${old.id}/loyalty/adjustments`, { points: 70, reason: "x" })
    const answer = await merge(now.id, { email: old.email.toUpperCase(), reason: "changed address" })
    expect(answer).toMatchObject({ status: 200, body: { merged_points: 70, loyalty: { points_balance: 70 } } })
    expect((await loyalty.account(old.id)).points_balance).toBe(0)
  })

  it("R31: an unknown address, the own address and bad input are refused", async () => {
    const now = await shop.register()
    expectRefusal(await merge(now.id, { email: "nobody@example.com", reason: "x" }), 404, "not_found", "account")
    expectRefusal(await merge(now.id, { email: now.email, reason: "x" }), 400, "invalid_request", "email")
    expectRefusal(await merge(now.id, { email: "nobody", reason: "x" }), 400, "invalid_request", "email")
    expectRefusal(
      await merge(now.id, { email: "a@example.com", reason: "x", points: 5 }),
      400,
      "invalid_request",
      "points",
    )
    expectRefusal(await merge("cus_unknown", { email: "a@example.com", reason: "x" }), 404, "not_found", "not found")
  })

  // Guards: both refusals in src/workflows/points/preview-merge.ts.
  it("R31: a preview of a merge shows the points to move, moves nothing, and is refused like the merge", async () => {
    const [old, now] = [await shop.register(), await shop.register()]
    await shop.admin.post(`/admin/customers/${old.id}/loyalty/adjustments`, { points: 70, reason: "x" })
    const preview = (email: string, id = now.id) =>
      shop.admin.send("GET", `/admin/customers/${id}/loyalty/merge?email=${encodeURIComponent(email)}`)
    const answer = await preview(old.email.toUpperCase())
    expect(answer).toMatchObject({ status: 200, body: { merge: { email: old.email, points_balance: 70 } } })
    expect(answer.body).not.toHaveProperty("merge.ledger")
    expect((await loyalty.account(old.id)).points_balance).toBe(70)
    expectRefusal(await preview("nobody@example.com"), 404, "not_found", "account")
    expectRefusal(await preview(now.email), 400, "invalid_request", "email")
    expectRefusal(await preview("nobody"), 400, "invalid_request", "email")
    expectRefusal(await preview(old.email, "cus_unknown"), 404, "not_found", "not found")
  })
})

describe("reading", () => {
  it("R31: the cursor of the account continues in the entries", async () => {
    const other = await shop.register()
    for (let i = 1; i <= 53; i++) {
      await shop.admin.post(`/admin/customers/${other.id}/loyalty/adjustments`, { points: i, reason: "x" })
    }
    const account = await loyalty.account(other.id)
    expect(account.ledger).toHaveLength(50)
    const rest = await shop.admin.get<{ entries: { points: number }[]; next_cursor: null }>(
      `/admin/customers/${other.id}/loyalty/entries?cursor=${account.next_cursor}`,
    )
    expect(rest).toMatchObject({ entries: [{ points: 3 }, { points: 2 }, { points: 1 }], next_cursor: null })
    const bad = await shop.admin.send("GET", `/admin/customers/${other.id}/loyalty/entries?cursor=abc&limit=999&x=1`)
    for (const field of ["cursor", "limit", "x"]) {
      expectRefusal(bad, 400, "invalid_request", field)
    }
  })

  // M38: there is nobody else's id to guess: what is not there and what is not yours are one answer.
  it.each([
    ["GET", "/admin/customers/cus_unknown/loyalty"],
    ["GET", "/admin/customers/cus_unknown/loyalty/entries"],
    ["POST", "/admin/customers/cus_unknown/loyalty/adjustments"],
    ["GET", "/admin/orders/order_unknown/loyalty"],
  ])("M38: %s %s is 404", async (method, path) => {
    const answer = await shop.admin.send(method, path, method === "POST" ? { points: 1, reason: "x" } : undefined)
    expectRefusal(answer, 404, "not_found", "not found")
  })

  it.each([
    ["GET", "/admin/loyalty/settings"],
    ["PUT", "/admin/loyalty/settings/loyalty_pending_days"],
    ["GET", "/admin/loyalty/report"],
    ["POST", "/admin/loyalty/reconcile"],
    ["GET", "/admin/loyalty/health"],
    ["GET", "/admin/loyalty/accounts"],
    ["GET", "/admin/loyalty/setting-changes"],
    ["POST", "/admin/loyalty/example"],
    ["GET", "/admin/clientele/health"],
    ["POST", "/admin/clientele/jobs/mail-1/retry"],
    ["POST", "/admin/customers/cus_1/loyalty/merge"],
    ["GET", "/admin/customers/cus_1/loyalty/merge?email=a@example.com"],
    ["GET", "/admin/customers/cus_1/loyalty"],
    ["GET", "/admin/customers/cus_1/loyalty/entries"],
    ["POST", "/admin/customers/cus_1/loyalty/adjustments"],
    ["GET", "/admin/orders/order_1/loyalty"],
  ])("M38: %s %s is for admin users only", async (method, path) => {
    const nobody = createApi(store.url)
    const shopper = createApi(store.url, { authorization: `Bearer ${customer.token}` })
    const body = method === "GET" ? undefined : {}
    expect((await nobody.send(method, path, body)).status).toBe(401)
    expect((await shopper.send(method, path, body)).status).toBe(401)
  })

  it("R31, ADR 0008: a sign-in alone shows no points, because it does not verify the mailbox", async () => {
    const own = await shop.as(customer).send("GET", "/store/customers/me/loyalty")
    expect(own).toMatchObject({ status: 200, body: { loyalty: null, proof_required: true } })
    expect((await shop.guest.send("GET", "/store/customers/me/loyalty")).status).toBe(401)
  })
})

describe("the report", () => {
  it("R48: the report rolls forward from day to day and states the liability", async () => {
    const someone = await shop.register()
    await shop.admin.post(`/admin/customers/${someone.id}/loyalty/adjustments`, { points: 1000, reason: "x" })
    const today = new Date().toISOString().slice(0, 10)
    const { report } = await shop.admin.get<{
      report: {
        roll_forward: { date: string; currency_code: string; opening: number; adjusted: number; closing: number }[]
        liability: { currency_code: string; points: number; amount: string }[]
      }
    }>(`/admin/loyalty/report?to=${today}`)
    expect(report.roll_forward).toHaveLength(30)
    const last = report.roll_forward.at(-1)
    expect(last).toMatchObject({ date: today, currency_code: "usd", opening: 0 })
    const [held] = await query<{ sum: string }>(database, "select sum(balance) as sum from clientele_points_account")
    expect(last?.closing).toBe(Number(held?.sum))
    expect(report.liability).toEqual([
      { currency_code: "usd", points: last?.closing, amount: String((last?.closing ?? 0) / 100) },
    ])
  })

  it("R48: the report is a CSV file on request", async () => {
    const answer = await shop.admin.send<string>("GET", "/admin/loyalty/report?format=csv")
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8")
    expect(answer.body.split("\n")[0]).toBe(
      "date,currency_code,opening,earned,reversed,redeemed,returned,expired,adjusted,closing",
    )
  })

  // Guard: escape_formulas in the route; numbers stay numbers, also below 0.
  it("R48, M40: a cell that a spreadsheet would run is text", async () => {
    const entry = (version: number, currency: string, points: number) =>
      query(
        database,
        `insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, currency_code,
           idempotency_key, request_hash) values (0, $1, 'adjust', 'manual', $2, $2, $3, $3, '')`,
        [version, points, currency],
      )
    await entry(1, "=1+1", -5)
    const { body } = await shop.admin.send<string>("GET", "/admin/loyalty/report?format=csv")
    const last = body
      .trim()
      .split("\n")
      .find((line) => line.includes("1+1") && line.endsWith("-5"))
    expect(last).toMatch(/^[\d-]+,'=1\+1,0,0,0,0,0,0,-5,-5$/)
    await query(
      database,
      `begin; set local session_replication_role = replica;
       delete from clientele_points_entry where account_id = 0; commit`,
    )
  })

  it("R48: a currency's liability uses its current rate, and is null without a rate; earn months have their rates", async () => {
    type Report = {
      liability: { currency_code: string; points: number; amount: string | null }[]
      earn_months: { month: string; granted: number; redemption_rate: string; breakage_rate: string }[]
    }
    const read = async () => (await shop.admin.get<{ report: Report }>("/admin/loyalty/report")).report
    const put = (key: string, value: unknown) => shop.admin.send("PUT", `/admin/loyalty/settings/${key}`, { value })
    const rate = (points_per_currency_discount: number) =>
      put("loyalty_currency_rates", { eur: { points_per_currency_unit: 10, points_per_currency_discount } })
    await put("loyalty_points_enabled", true)
    await rate(50)
    const order = await shop.placeOrder({ region: "eur", product: "download", capture: true })
    await shop.admin.post("/admin/loyalty/reconcile", { order_ids: [order.id], repair: true })
    const eur = async () => (await read()).liability.find(({ currency_code }) => currency_code === "eur")
    expect(await eur()).toEqual({ currency_code: "eur", points: 200, amount: "4" })
    await rate(300)
    expect(await eur()).toEqual({ currency_code: "eur", points: 200, amount: "0.67" })
    await put("loyalty_currency_rates", {})
    expect(await eur()).toEqual({ currency_code: "eur", points: 200, amount: null })
    const month = new Date().toISOString().slice(0, 7)
    expect((await read()).earn_months.at(-1)).toMatchObject({
      month,
      redemption_rate: "0.0000",
      breakage_rate: "0.0000",
    })
  })

  it.each([
    ["from=2026-02-30", "from"],
    ["from=yesterday", "from"],
    ["from=2026-02-02&to=2026-02-01", "from"],
    ["from=2020-01-01&to=2026-01-01", "from"],
    ["from=2999-01-01&to=2999-01-02", "from"],
    ["format=xls", "format"],
    ["until=2026-01-01", "until"],
  ])("R48: ?%s is refused naming %s", async (search, field) => {
    expectRefusal(await shop.admin.send("GET", `/admin/loyalty/report?${search}`), 400, "invalid_request", field)
  })
})

it("ADR 0001: the health route reports whether points can be redeemed, and the state of sweep and queue", async () => {
  // The database is a copy of one that was made some time ago; the first sweep is up to five minutes away.
  await query(database, "update clientele_points_watermark set reached_at = now()")
  const { health } = await eventually(
    () => shop.admin.get<{ health: { queue: { workers_running: boolean } } }>("/admin/loyalty/health"),
    ({ health: { queue } }) => queue.workers_running,
  )
  expect(health).toMatchObject({
    redemption: { bound: true },
    sweep: { late: false },
    queue: { backend: "postgres", reachable: true, workers_running: true },
  })
})

describe("reconcile", () => {
  it.each([
    [{}, "order_ids"],
    [{ order_ids: [] }, "order_ids"],
    [{ order_ids: "order_1" }, "order_ids"],
    [{ order_ids: ["a\u0000b"] }, "order_ids"],
    [{ since: "yesterday" }, "since"],
    [{ since: "2026-01-01T00:00:00Z", order_ids: ["order_1"] }, "order_ids"],
    [{ since: "2026-01-01T00:00:00Z", repair: "yes" }, "repair"],
    [{ since: "2026-01-01T00:00:00Z", force: true }, "force"],
    [{ since: "2026-01-01T00:00:00Z", limit: 10_001 }, "limit"],
    [{ since: "2026-01-01T00:00:00Z", limit: 0 }, "limit"],
    [{ since: "2026-01-01T00:00:00Z", cursor: "" }, "cursor"],
    [{ since: "2026-01-01T00:00:00Z", cursor: "a\u0000b" }, "cursor"],
    [{ order_ids: ["order_1"], cursor: "order_1" }, "cursor"],
  ])("R34, M34: %j is refused naming %s", async (body, field) => {
    expectRefusal(await shop.admin.send("POST", "/admin/loyalty/reconcile", body), 400, "invalid_request", field)
  })

  // Medusa's own limit is the guard.
  it("M34: a body of 2 MB is refused", async () => {
    const body = { order_ids: ["x".repeat(2_000_000)] }
    const answer = await shop.admin.send("POST", "/admin/loyalty/reconcile", body)
    expect([400, 413]).toContain(answer.status)
  })
})

describe("what the dashboard's pages read", () => overview(() => ({ shop, database })))
