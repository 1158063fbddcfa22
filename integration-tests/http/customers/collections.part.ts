import type { ClienteleRoutes } from "../../../src/types"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"

type Aging = ClienteleRoutes["GET /admin/credit/aging"]["response"]
type Receivables = ClienteleRoutes["GET /admin/customers/:id/credit/receivables"]["response"]
type Statement = ClienteleRoutes["GET /admin/customers/:id/credit/statement"]["response"]
type OpenItems = ClienteleRoutes["GET /admin/credit/receivables"]["response"]
type Accounts = ClienteleRoutes["GET /admin/credit/accounts"]["response"]
type Exposure = ClienteleRoutes["GET /admin/credit/exposure"]["response"]
type Refusal = { code: string; message: string }

const DAY_MS = 24 * 60 * 60 * 1000
const dayFromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

/** What is late, as the merchant sees it. */
export function collections(open: () => OpenStore): void {
  let shop: Shop

  beforeAll(() => {
    ;({ shop } = open())
  })

  async function newAccount(customer: object = {}): Promise<string> {
    const body = { email: newEmail(), ...customer }
    const { customer: made } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", body)
    await shop.admin.post(`/admin/customers/${made.id}/credit`, { credit_limit: 1000, allocation: "manual" })
    return made.id
  }

  /** An item that is due so many days from now. */
  const owe = (id: string, amount: number, days: number) =>
    shop.admin.post<{ entry: { receivable_id: string } }>(`/admin/customers/${id}/credit/adjustments`, {
      amount,
      reason: "opening balance",
      due_on: dayFromNow(days),
    })
  const pay = (id: string, amount: number) => shop.admin.post(`/admin/customers/${id}/credit/payments`, { amount })

  test("R28: the ageing has each bucket, unapplied cash and the account's name", async () => {
    const id = await newAccount({ company_name: "Ageing & Sons" })
    await owe(id, 10, 0)
    await owe(id, 20.5, -1)
    await owe(id, 30, -31)
    await owe(id, 40, -61)
    await owe(id, 50, -91)
    await pay(id, 5.25)
    const { aging, count } = await shop.admin.get<Aging>(`/admin/credit/aging?account_id=${id}`)
    const figures = {
      buckets: { current: 10, d1_30: 20.5, d31_60: 30, d61_90: 40, d90_plus: 50 },
      total: 150.5,
      unapplied: 5.25,
      balance: 145.25,
    }
    expect({ aging, count }).toEqual({
      count: 1,
      aging: {
        as_of: dayFromNow(0),
        currency_code: "usd",
        ...figures,
        // No order was charged: an opening balance is no sale.
        dso: null,
        accounts_count: 1,
        accounts: [{ account_id: id, name: "Ageing & Sons", currency_code: "usd", ...figures }],
      },
    })
    const before = await shop.admin.get<Aging>(`/admin/credit/aging?account_id=${id}&as_of=${dayFromNow(-1)}`)
    expect(before.aging).toMatchObject({ as_of: dayFromNow(-1), total: 0, accounts: [] })
    const all = await shop.admin.get<Aging>("/admin/credit/aging?limit=1&page=1")
    expect(all).toMatchObject({ limit: 1, offset: 0, aging: { accounts: [expect.anything()] } })
  })

  test("R28: the list has the open items of all accounts, by due date, in pages, with the customers' names", async () => {
    const name = `Across ${newEmail()}`
    const [first, second] = [await newAccount({ company_name: name }), await newAccount({ company_name: name })]
    const late = (await owe(first, 10, -40)).entry.receivable_id
    await owe(second, 20, -39)
    await owe(first, 30, 5)
    const until = `currency_code=USD&due_until=${dayFromNow(6)}`
    const walk = async (filters: string) => {
      const found: OpenItems["receivables"] = []
      let cursor: string | null = ""
      do {
        const url: string = `/admin/credit/receivables?limit=1&${filters}${cursor ? `&cursor=${cursor}` : ""}`
        const page: OpenItems = await shop.admin.get<OpenItems>(url)
        found.push(...page.receivables)
        cursor = page.next_cursor
      } while (cursor !== null)
      return found.filter((one) => one.account_name === name)
    }
    expect(await walk(until)).toEqual([
      expect.objectContaining({ id: late, account_id: first, open_amount: 10, status: "overdue", days_overdue: 40 }),
      expect.objectContaining({ account_id: second, open_amount: 20, status: "overdue", currency_code: "usd" }),
      expect.objectContaining({ account_id: first, open_amount: 30, status: "open", days_overdue: 0 }),
    ])
    expect(await walk("status=overdue")).toHaveLength(2)
    expect(await walk(`account_id=${first}&due_until=${dayFromNow(-1)}`)).toHaveLength(1)
    await shop.admin.post(`/admin/customers/${first}/credit/receivables/${late}/dispute`, { reason: "broken" })
    expect((await walk(`q=${encodeURIComponent(name)}`)).map(({ id }) => id)).toHaveLength(3)
    expect(await walk("q=nothing-is-called-this")).toEqual([])
    expect(await walk("disputed=true")).toEqual([expect.objectContaining({ id: late, disputed: true })])
    expect(await walk(`disputed=false&${until}`)).toHaveLength(2)
    const refused = await shop.admin.send<Refusal>("GET", "/admin/credit/receivables?cursor=nonsense")
    expect(refused).toMatchObject({
      status: 400,
      body: { code: "invalid_request", message: expect.stringContaining("cursor") },
    })
  })

  test("R22, R28: the list has all accounts, the largest balance first, and the totals by currency", async () => {
    const [most, less] = [await newAccount({ company_name: "Owes Most" }), await newAccount()]
    await owe(most, 90_000_001, -1)
    await owe(less, 90_000_000.5, 1)
    await shop.admin.post(`/admin/customers/${less}/credit`, { on_hold: "orders" })
    const page = await shop.admin.get<Accounts>("/admin/credit/accounts?limit=1")
    expect(page.accounts).toEqual([
      expect.objectContaining({
        account_id: most,
        name: "Owes Most",
        current_balance: 90_000_001,
        overdue_amount: 90_000_001,
      }),
    ])
    const next = await shop.admin.get<Accounts>(`/admin/credit/accounts?limit=1&cursor=${page.next_cursor}`)
    expect(next.accounts).toEqual([expect.objectContaining({ account_id: less, on_hold: "orders", members_count: 1 })])
    const ids = async (filter: string) =>
      (await shop.admin.get<Accounts>(`/admin/credit/accounts?${filter}`)).accounts.map((one) => one.account_id)
    expect(await ids("overdue=true")).toEqual(expect.arrayContaining([most]))
    expect(await ids("overdue=true")).not.toContain(less)
    expect(await ids("on_hold=orders&currency_code=usd")).toContain(less)
    expect(await ids("q=owes+most")).toEqual([most])
    expect(await ids("q=owes+most&currency_code=eur")).toEqual([])
    expect(await ids("q=nothing-is-called-this")).toEqual([])
    const short = await shop.admin.send<Refusal>("GET", "/admin/credit/accounts?q=o")
    expect(short).toMatchObject({ status: 400, body: { message: expect.stringContaining("q: must have at least 2") } })
    const { exposure } = await shop.admin.get<Exposure>("/admin/credit/exposure")
    const dollars = exposure.find((one) => one.currency_code === "usd")
    expect(dollars?.balance).toBeGreaterThanOrEqual(180_000_001.5)
    expect(dollars?.overdue_amount).toBeGreaterThanOrEqual(90_000_001)
    expect(dollars?.accounts_on_hold).toBeGreaterThanOrEqual(1)
    const bad = await shop.admin.send<Refusal>("GET", "/admin/credit/accounts?on_hold=maybe")
    expect(bad).toMatchObject({
      status: 400,
      body: { code: "invalid_request", message: expect.stringContaining("on_hold") },
    })
  })

  test("R28: a statement is JSON, CSV without formulas, or a page that runs no script", async () => {
    const evil = '<script>alert("1")</script>'
    const id = await newAccount({ company_name: evil })
    await owe(id, 100.5, 30)
    await shop.admin.post(`/admin/customers/${id}/credit/payments`, { amount: 120, reference: '=HYPERLINK("//x")' })
    const url = `/admin/customers/${id}/credit/statement?from=${dayFromNow(-10)}&to=${dayFromNow(0)}`
    const { statement } = await shop.admin.get<Statement>(url)
    expect(statement).toMatchObject({
      account_id: id,
      name: evil,
      currency_code: "usd",
      opening: 0,
      closing: -19.5,
      rows: [
        { type: "adjustment", amount: 100.5, balance: 100.5, due_on: dayFromNow(30) },
        { type: "payment", amount: -120, balance: -19.5, reference: '=HYPERLINK("//x")' },
      ],
      aging: { total: 100.5, unapplied: 120, balance: -19.5 },
    })
    const today = dayFromNow(0)
    const csv = await shop.admin.send<string>("GET", `${url}&format=csv`)
    expect(csv.headers.get("content-type")).toContain("text/csv")
    expect(String(csv.body).split("\n")).toEqual([
      "date,type,order,po_number,reference,dated_on,due_on,amount,balance,currency",
      `${dayFromNow(-10)},opening_balance,,,,,,,0.00,USD`,
      `${today},adjustment,,,,${today},${dayFromNow(30)},100.50,100.50,USD`,
      `${today},payment,,,"'=HYPERLINK(""//x"")",${today},,-120.00,-19.50,USD`,
      `${today},closing_balance,,,,,,,-19.50,USD`,
      "",
    ])
    const page = await shop.admin.send<string>("GET", `${url}&format=html`)
    expect(page.headers.get("content-type")).toContain("text/html")
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'")
    expect(page.body).not.toContain("<script>")
    expect(page.body).toContain("<bdi>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;</bdi>")
    expect(page.body).toContain('<td class="n">-19.50</td>')
    expect(page.body).not.toMatch(/src=|href=|url\(/)
  })

  test.each([
    ["from", "from=2026-02-01&to=2026-01-01"],
    ["to", "to=2999-01-01"],
    ["from", "from=2026-02-30"],
    ["from", "from=1999-12-31"],
    ["format", "format=pdf"],
  ])("R28: a statement's refusal names %s for %s", async (field, search) => {
    const id = await newAccount()
    const { status, body } = await shop.admin.send<Refusal>("GET", `/admin/customers/${id}/credit/statement?${search}`)
    expect([status, body.code]).toEqual([400, "invalid_request"])
    expect(body.message).toContain(`${field}:`)
  })

  test("R28: an admin user disputes an open item and ends the dispute; lists show it", async () => {
    const id = await newAccount()
    const { entry } = await owe(id, 10, -5)
    const item = `/admin/customers/${id}/credit/receivables/${entry.receivable_id}/dispute`
    const disputed = async () =>
      (await shop.admin.get<Receivables>(`/admin/customers/${id}/credit/receivables`)).receivables[0]?.disputed
    for (const body of [{}, { reason: " " }, { reason: 1 }, { reason: "x", by: "y" }]) {
      const refused = await shop.admin.send<Refusal>("POST", item, body)
      expect([refused.status, refused.body.code]).toEqual([400, "invalid_request"])
    }
    const answer = await shop.admin.post(item, { reason: "two parcels were broken" })
    expect(answer).toEqual({ id: entry.receivable_id, object: "receivable", disputed: true })
    expect(await disputed()).toBe(true)
    const { export: data } = await shop.admin.get<{ export: { credit: object } }>(`/admin/customers/${id}/export`)
    expect(data.credit).toMatchObject({ disputes: [{ reason: "two parcels were broken", ended_at: null }] })
    expect(await shop.admin.send("DELETE", item)).toMatchObject({ status: 200, body: { disputed: false } })
    expect(await disputed()).toBe(false)
    const other = await newAccount()
    const foreign = await shop.admin.send("POST", item.replace(id, other), { reason: "x" })
    expect(foreign).toMatchObject({ status: 404, body: { code: "not_found" } })
  })

  test("R28: a statement of a customer without an account is a 404", async () => {
    expect(await shop.admin.send("GET", "/admin/customers/cus_unknown/credit/statement")).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    })
  })

  test.each([
    ["as_of", "2026-02-30"],
    ["as_of", "2999-01-01"],
    ["as_of", "0000-01-01"],
    ["as_of", "today"],
    ["currency_code", "dollars"],
    ["limit", "0"],
    ["page", "1&offset=3"],
    ["account", "x"],
    ["account_id", "%00"],
  ])("R28: %s=%s is a 400 that names the field", async (field, value) => {
    const { status, body } = await shop.admin.send<Refusal>("GET", `/admin/credit/aging?${field}=${value}`)
    expect([status, body.code]).toEqual([400, "invalid_request"])
    expect(body.message).toContain(field === "page" ? "offset" : field)
  })
}
