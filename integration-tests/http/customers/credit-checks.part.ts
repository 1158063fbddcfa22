import type { ClienteleRoutes } from "../../../src/types"
import { query } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"

export function creditChecks(open: () => OpenStore): void {
  let shop: Shop

  beforeAll(() => {
    ;({ shop } = open())
  })

  type Check = { id: string; status: string; credit_score: number | null; provider: string; actor_id: string | null }
  type List = { credit_checks: Check[]; next_cursor: string | null }

  async function newCustomer(): Promise<string> {
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email: newEmail() })
    return customer.id
  }

  test("R25: an admin user makes checks and reads them in pages; without any history there is no score", async () => {
    const id = await newCustomer()
    const first = await shop.admin.post<{ credit_check: Check }>(`/admin/customers/${id}/credit-check`, {})
    expect(first.credit_check).toMatchObject({
      status: "insufficient_data",
      credit_score: null,
      provider: "internal",
      recommended_credit_limit: null,
      current_credit_limit: null,
      actor_id: expect.stringMatching(/^user_/),
    })
    const second = await shop.admin.post<{ credit_check: Check }>(`/admin/customers/${id}/credit-check`, {
      provider: "internal",
    })
    const page = await shop.admin.get<List>(`/admin/customers/${id}/credit-checks?limit=1`)
    expect(page.credit_checks).toEqual([second.credit_check])
    const rest = await shop.admin.get<List>(`/admin/customers/${id}/credit-checks?cursor=${page.next_cursor}`)
    const providers = { providers: ["internal"], default_provider: "internal" }
    expect(rest).toEqual({ credit_checks: [first.credit_check], next_cursor: null, ...providers })
  })

  test("R25: an unknown provider is a 400 that names the field, an unknown customer a 404, and neither makes a check", async () => {
    const id = await newCustomer()
    const unknown = await shop.admin.send<{ message: string }>("POST", `/admin/customers/${id}/credit-check`, {
      provider: "oracle",
    })
    expect(unknown.status).toBe(400)
    expect(unknown.body.message).toContain("provider: must be one of internal")
    expect((await shop.admin.send("POST", "/admin/customers/cus_none/credit-check", {})).status).toBe(404)
    expect((await shop.admin.send("GET", "/admin/customers/cus_none/credit-checks")).status).toBe(404)
    expect((await shop.admin.get<List>(`/admin/customers/${id}/credit-checks`)).credit_checks).toEqual([])
  })

  type Applied = ClienteleRoutes["POST /admin/customers/:id/credit-checks/:check_id/apply"]["response"]
  type Change = { status?: string; limit?: number | null; currency?: string; expires?: string }

  /** A check with a result, as a provider would make it of a customer with a history. */
  async function newCheck(
    customerId: string,
    { status = "ok", limit = 750, currency = "usd", expires = "1 day" }: Change = {},
  ) {
    const id = `ccheck_${newEmail()}`
    const score = status === "ok" ? 700 : null
    const nothing = { balance: "0", held: "0", paid: [], overdue: [], charges: { count: 0, amount: "0" } }
    const unknown = { credit_limit: null, tenure_days: null, reversed_payments: 0 }
    const snapshot = { as_of: new Date().toISOString(), currency_code: currency, ...nothing, ...unknown }
    await query(
      open().database,
      `insert into clientele_credit_check (id, customer_id, provider, status, credit_score, credit_rating, risk_assessment,
         currency_code, recommended_credit_limit, reasons, snapshot, as_of, expires_at)
       values ($1, $2, 'internal', $3, $4::int, case when $4::int > 0 then 'good' end, case when $4::int > 0 then 'low' end,
         $5, $6, '[]', $8, now(), now() + $7::interval)`,
      [id, customerId, status, score, currency, limit, expires, JSON.stringify(snapshot)],
    )
    return id
  }
  const path = (customerId: string, checkId: string, rest = "/apply") =>
    `/admin/customers/${customerId}/credit-checks/${checkId}${rest}`

  // Guards: applyLimit; announceTerms and CHECK_APPLIED in the workflow.
  test("R25, R64: an admin user who applies a check sets the limit once, is stored as the actor, and causes one event", async () => {
    const id = await newCustomer()
    const checkId = await newCheck(id)
    expect(await shop.admin.get(path(id, checkId, ""))).toMatchObject({
      credit_check: { id: checkId, applied_at: null },
    })
    const { credit_check, credit } = await shop.admin.post<Applied>(path(id, checkId), {})
    expect(credit).toMatchObject({ account_id: id, currency_code: "usd", credit_limit: 750, members_count: 1 })
    expect(credit_check).toMatchObject({ applied_at: expect.any(String), applied_by: expect.stringMatching(/^user_/) })
    await shop.admin.post(`/admin/customers/${id}/credit`, { credit_limit: 100 })
    const again = await shop.admin.post<Applied>(path(id, checkId), {})
    expect(again).toMatchObject({ credit: { credit_limit: 100 }, credit_check })
    expect((await shop.admin.get<List>(`/admin/customers/${id}/credit-checks`)).credit_checks).toEqual([credit_check])
    const events = async () =>
      [
        ...open()
          .store.output()
          .matchAll(/recorded clientele\.credit\.(check_applied) (\{.*\})/g),
      ].filter(([line]) => line.includes(id))
    const [[, , data] = []] = await eventually(events, (rows) => rows.length > 0)
    expect(JSON.parse(String(data))).toEqual({
      account_id: id,
      customer_ids: [id],
      check_id: checkId,
      credit_limit: "750",
    })
    expect(await events()).toHaveLength(1)
  })

  // Guards: limitOf and getCreditCheck in the workflow; the comparison of currencies in applyLimit.
  test.each<[string, Change, number, string]>([
    ["without enough data", { status: "insufficient_data", limit: null }, 400, "credit_check_not_applicable"],
    ["without a limit", { limit: null }, 400, "credit_check_not_applicable"],
    ["that has expired", { expires: "-1 second" }, 400, "credit_check_expired"],
    ["in another currency", { currency: "eur" }, 400, "currency_mismatch"],
  ])("R25: a check %s is not applied, and the limit stays", async (_what, change, status, code) => {
    const id = await newCustomer()
    await shop.admin.post(`/admin/customers/${id}/credit`, { credit_limit: 100 })
    const checkId = await newCheck(id, change)
    expect(await shop.admin.send("POST", path(id, checkId), {})).toMatchObject({ status, body: { code } })
    expect(await shop.admin.get(`/admin/customers/${id}/credit`)).toMatchObject({ credit: { credit_limit: 100 } })
  })

  test("R25: reading or applying another customer's check is a 404 and makes no account", async () => {
    const [id, other] = [await newCustomer(), await newCustomer()]
    const checkId = await newCheck(other)
    for (const [method, rest] of [
      ["GET", ""],
      ["POST", "/apply"],
    ] as const) {
      const body = method === "POST" ? {} : undefined
      for (const url of [path(id, checkId, rest), path(id, "ccheck_none", rest), path("cus_none", checkId, rest)]) {
        expect([url, await shop.admin.send(method, url, body)]).toMatchObject([
          url,
          { status: 404, body: { code: "not_found" } },
        ])
      }
    }
    expect(await shop.admin.get(`/admin/customers/${id}/credit`)).toEqual({ credit: null })
  })
}
