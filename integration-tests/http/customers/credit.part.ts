import type { ClienteleRoutes } from "../../../src/types"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"

type Credit = ClienteleRoutes["GET /admin/customers/:id/credit"]["response"]
type Members = ClienteleRoutes["GET /admin/customers/:id/credit/members"]["response"]
type Entries = ClienteleRoutes["GET /admin/customers/:id/credit/entries"]["response"]
type Receivables = ClienteleRoutes["GET /admin/customers/:id/credit/receivables"]["response"]
type Refusal = { code: string; message: string }

/** Accounts as the merchant keeps them: limit and terms, members, and what is owed. */
export function credit(open: () => OpenStore): void {
  let shop: Shop
  let database: TestDatabase

  beforeAll(() => {
    ;({ shop, database } = open())
  })

  async function newCustomer(): Promise<string> {
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email: newEmail() })
    return customer.id
  }
  const path = (id: string, rest = "") => `/admin/customers/${id}/credit${rest}`

  async function newAccount(body: object = { credit_limit: 1000, payment_terms: "net_30" }): Promise<string> {
    const id = await newCustomer()
    await shop.admin.post(path(id), body)
    return id
  }

  test("R22: a limit and terms make an account, omitted fields stay, and the actor of a change is stored", async () => {
    const id = await newCustomer()
    expect(await shop.admin.get<Credit>(path(id))).toEqual({ credit: null })
    const made = await shop.admin.post<Credit>(path(id), { credit_limit: "1000.50", payment_terms: "net_30" })
    expect(made.credit).toEqual({
      account_id: id,
      currency_code: "usd",
      credit_limit: 1000.5,
      payment_terms: "net_30",
      on_hold: "none",
      tolerance: 0,
      overdue_block_amount: null,
      overdue_block_days: null,
      allocation: "automatic",
      short_payment_tolerance: 0,
      current_balance: 0,
      held: 0,
      available: 1000.5,
      unapplied: 0,
      overdue_amount: 0,
      members_count: 1,
    })
    const changed = await shop.admin.post<Credit>(path(id), { on_hold: "orders", tolerance: 0.1, currency: "EUR" })
    expect(changed.credit).toMatchObject({
      credit_limit: 1000.5,
      on_hold: "orders",
      tolerance: 0.1,
      available: 1100.55,
      currency_code: "eur",
    })
    const changes = await query<{ after: object; changed_by: string }>(
      database,
      "select after, changed_by from clientele_credit_change where account_id = $1 order by id",
      [id],
    )
    expect(changes).toMatchObject([
      { after: { credit_limit: "1000.50", payment_terms: "net_30" }, changed_by: expect.stringMatching(/^user_/) },
      { after: { on_hold: "orders", tolerance: "0.1", currency_code: "eur" } },
    ])
  })

  test.each<[object, string]>([
    [{ credit_limit: -1 }, "credit_limit"],
    [{ credit_limit: "NaN" }, "credit_limit"],
    [{ credit_limit: 1e13 }, "credit_limit"],
    [{ payment_terms: "net_121" }, "payment_terms"],
    [{ on_hold: true }, "on_hold"],
    [{ tolerance: 1.1 }, "tolerance"],
    [{ overdue_block_days: 1.5 }, "overdue_block_days"],
    [{ allocation: "newest" }, "allocation"],
    [{ current_balance: 0 }, "current_balance"],
    [{ available: 10 }, "available"],
  ])("R22, M57: %j is a 400 that names %s, and changes nothing", async (body, field) => {
    const id = await newCustomer()
    const refused = await shop.admin.send<Refusal>("POST", path(id), body)
    expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 400, code: "invalid_request" })
    expect(refused.body.message).toContain(`${field}:`)
    expect(await shop.admin.get<Credit>(path(id))).toEqual({ credit: null })
  })

  test("R22: a customer who is unknown, or has no account, is a 404", async () => {
    const id = await newCustomer()
    for (const rest of ["/entries", "/receivables", "/members"]) {
      expect(await shop.admin.send("GET", path(id, rest))).toMatchObject({ status: 404, body: { code: "not_found" } })
    }
    expect(await shop.admin.send("GET", path("cus_unknown"))).toMatchObject({ status: 404 })
    expect(await shop.admin.send("POST", path(id, "/members"), { customer_id: id })).toMatchObject({ status: 404 })
  })

  test("R22: a buyer is a member of one account, with a limit of its own, and the last member cannot be removed", async () => {
    const [id, other] = [await newAccount(), await newAccount()]
    const buyer = await newCustomer()
    const member = { customer_id: buyer, spending_limit: 250, spending_period: "month" }
    await shop.admin.post(path(id, "/members"), member)
    const { members } = await shop.admin.get<Members>(path(id, "/members"))
    expect(members).toMatchObject([
      { customer_id: id, spending_limit: null },
      { customer_id: buyer, spending_limit: 250, spending_period: "month", added_by: expect.stringMatching(/^user_/) },
    ])
    const refusals: [string, string, object | undefined, string][] = [
      ["POST", path(other, "/members"), { customer_id: buyer }, "already_member"],
      ["POST", path(id, "/members"), { ...member, spending_period: null }, "invalid_request"],
      ["POST", path(id, "/members"), { customer_id: "cus_unknown" }, "not_found"],
      ["DELETE", path(other, `/members/${buyer}`), undefined, "not_found"],
      ["DELETE", path(other, `/members/${other}`), undefined, "last_member"],
    ]
    for (const [method, url, body, code] of refusals) {
      expect([url, (await shop.admin.send<Refusal>(method, url, body)).body.code]).toEqual([url, code])
    }
    expect((await shop.admin.get<Members>(path(id, "/members"))).members).toHaveLength(2)
    await shop.admin.send("DELETE", path(id, `/members/${id}`))
    expect((await shop.admin.get<Credit>(path(id))).credit?.members_count).toBe(1)
    await shop.admin.post(path(other, "/members"), { customer_id: id })
    const moved = await shop.admin.get<Members>(path(other, "/members"))
    expect(moved.members.map(({ customer_id }) => customer_id)).toEqual([other, id])
  })

  // Guards: announceTerms in the workflows that save terms; announce in those of members.
  test("R64: a change of terms or members emits an event with ids, and an unchanged request emits none", async () => {
    const id = await newAccount()
    await shop.admin.post(path(id), { credit_limit: 1000 })
    await shop.admin.send("PATCH", `/admin/customer-profiles/${id}`, { credit_limit: 2000 })
    const buyer = await newCustomer()
    await shop.admin.post(path(id, "/members"), { customer_id: buyer })
    await shop.admin.send("DELETE", path(id, `/members/${buyer}`))
    const recorded = () =>
      [
        ...open()
          .store.output()
          .matchAll(/recorded clientele\.credit\.(\S+) (\{.*\})/g),
      ]
        .filter(([line]) => line.includes(id))
        .map(([, name, data]) => [name, JSON.parse(String(data))])
    await eventually(
      async () => recorded().length,
      (count) => count >= 4,
    )
    const whose = { account_id: id, customer_ids: [id] }
    const bought = { account_id: id, customer_ids: [id, buyer], customer_id: buyer }
    expect(recorded()).toEqual([
      ["account_saved", whose],
      ["account_saved", whose],
      ["member_saved", bought],
      ["member_removed", bought],
    ])
  })

  // Guards: `true` of getMedusaCustomer; endMembershipsStep; the subscriber credit-customers.
  test.each([
    ["the plugin's route", "customer-profiles"],
    ["Medusa's own route", "customers"],
  ])("R9, M59: an account whose customer %s deletes stays readable and has no members", async (_what, route) => {
    const [id, buyer] = [await newAccount(), await newCustomer()]
    await shop.admin.post(path(id, "/members"), { customer_id: buyer })
    await shop.admin.send("DELETE", `/admin/${route}/${id}`)
    const members = () => shop.admin.get<Members>(path(id, "/members")).then((answer) => answer.members)
    expect(await eventually(members, (rows) => rows.length === 0)).toEqual([])
    const held = await shop.admin.post<Credit>(path(id), { on_hold: "orders" })
    expect(held.credit).toMatchObject({ on_hold: "orders", members_count: 0, credit_limit: 1000 })
    expect(await shop.admin.get(path(id, "/receivables"))).toMatchObject({ count: 0 })
    expect(await shop.admin.send("POST", path(id, "/members"), { customer_id: buyer })).toMatchObject({ status: 404 })
    const without = await newCustomer()
    await shop.admin.send("DELETE", `/admin/${route}/${without}`)
    expect(await shop.admin.send("POST", path(without), { credit_limit: 5 })).toMatchObject({ status: 404 })
    // The buyer may be a member of another account.
    const other = await newAccount()
    await shop.admin.post(path(other, "/members"), { customer_id: buyer })
  })

  test("R22, R23: the account shows ledger, open items and the overdue amount by the calendar", async () => {
    const id = await newAccount()
    const member = "select id from clientele_credit_member where account_id = $1"
    for (const [n, due] of [
      [1, "current_date - 40"],
      [2, "current_date + 1"],
      [3, "current_date + 2"],
    ]) {
      const order = `order_${id}_${n}`
      await query(
        database,
        `insert into clientele_credit_hold (order_id, account_id, member_id, amount, status)
         values ($2, $1, (${member}), 10, 'held')`,
        [id, order],
      )
      await query(database, "update clientele_credit_account set held = held + 10 where customer_id = $1", [id])
      await query(
        database,
        `select clientele_credit_settle($1, ${n} * 10, 1, 'crec_' || $1, current_date - 70, ${due}, 'PO-${n}', null)`,
        [order],
      )
    }
    const shown = await shop.admin.get<Credit>(path(id))
    expect(shown.credit).toMatchObject({ current_balance: 60, held: 0, available: 940, overdue_amount: 10 })
    const { customer } = await shop.admin.get<{ customer: object }>(`/admin/customer-profiles/${id}`)
    expect(customer).toMatchObject({ current_balance: 60, credit_limit: 1000 })
    const list = (filter: string) => shop.admin.get<Receivables>(path(id, `/receivables${filter}`))
    expect(await list("?limit=2")).toMatchObject({
      count: 3,
      limit: 2,
      offset: 0,
      receivables: [
        { po_number: "PO-1", amount: 10, open_amount: 10, status: "overdue", days_overdue: 40 },
        { po_number: "PO-2", status: "open", days_overdue: 0, due_at: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
      ],
    })
    expect(await list("?status=overdue,paid")).toMatchObject({ count: 1, receivables: [{ po_number: "PO-1" }] })
    expect(await list("?offset=10")).toMatchObject({ count: 3, receivables: [] })
    expect(await shop.admin.send("GET", path(id, "/receivables?status=late"))).toMatchObject({ status: 400 })
    const first = await shop.admin.get<Entries>(path(id, "/entries?limit=2"))
    expect(first.entries).toMatchObject([
      { type: "charge", amount: 30, balance_after: 60, order_id: `order_${id}_3` },
      { amount: 20, balance_after: 30 },
    ])
    const rest = await shop.admin.get<Entries>(path(id, `/entries?limit=2&cursor=${first.next_cursor}`))
    expect(rest).toMatchObject({ entries: [{ amount: 10, balance_after: 10 }], next_cursor: null })
    const lower = await shop.admin.post<Credit>(path(id), { credit_limit: 20 })
    expect(lower.credit).toMatchObject({ credit_limit: 20, available: 0, warnings: ["limit_below_balance"] })
  })

  // Guards: refuseWhileOpen in leaveCredit; the memberships' step before all others; endMemberships in anonymizeStep.
  test("R9, R18: a customer with open items is neither deleted nor anonymised, except by force", async () => {
    const { customer } = await shop.admin.post<{ customer: { id: string; email: string } }>(
      "/admin/customer-profiles",
      {
        ...{ name: "Owes Money", email: newEmail(), credit_limit: 100 },
      },
    )
    const { id } = customer
    const payment = { amount: 5, idempotency_key: newEmail() }
    await shop.admin.post(path(id, "/payments"), payment)
    const read = async () => [
      await shop.admin.get(`/admin/customer-profiles/${id}`),
      await shop.admin.get(path(id)),
      await shop.admin.get(path(id, "/members")),
    ]
    const before = await read()
    const refused = { status: 400, body: { code: "credit_balance_open" } }
    expect(await shop.admin.send("DELETE", `/admin/customer-profiles/${id}`)).toMatchObject(refused)
    expect(await shop.admin.send("POST", `/admin/customers/${id}/anonymize`, {})).toMatchObject(refused)
    expect(await read()).toEqual(before)
    const forced = await shop.admin.send("POST", `/admin/customers/${id}/anonymize?force=true`, {})
    expect(forced).toMatchObject({ status: 200, body: { anonymized: true } })
    expect(await shop.admin.get(path(id))).toMatchObject({ credit: { current_balance: -5, members_count: 0 } })
    const deleted = await shop.admin.send("DELETE", `/admin/customer-profiles/${id}?force=true`)
    expect(deleted).toMatchObject({ status: 200, body: { deleted: true } })
    expect(await shop.admin.get(path(id))).toMatchObject({ credit: { current_balance: -5, unapplied: 5 } })
  })
}
