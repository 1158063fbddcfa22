import knex, { type Knex } from "knex"
import { CreditModuleService } from "../../../src/modules/credit"
import { CustomerProjectionModuleService } from "../../../src/modules/customer_projection"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"

/** As many accounts and open items as a large shop has. */
const MANY = 100_000

let database: TestDatabase
let db: Knex
let credit: CreditModuleService
let asked: { sql: string; bindings: unknown[] } | undefined

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 4 } })
  db.on("query", ({ sql, bindings }) => {
    asked = { sql, bindings }
  })
  credit = new CreditModuleService({ __pg_connection__: db })
  const values = [MANY]
  await query(
    database,
    `insert into clientele_credit_account (customer_id, currency_code, credit_limit, balance, on_hold)
     select 'cus_' || n, case when n % 10 = 0 then 'jpy' else 'usd' end, 1000, n, case when n % 1000 = 0 then 'orders' else 'none' end
     from generate_series(1, $1::int) n`,
    values,
  )
  await query(
    database,
    `insert into clientele_credit_receivable (id, account_id, charged, open, issued_on, due_on)
     select 'rec_' || n, 'cus_' || n, n, n, '2020-01-01', '2020-01-01'::date + n % 5000 from generate_series(1, $1::int) n`,
    values,
  )
  await query(database, "analyze clientele_credit_account, clientele_credit_receivable")
}, 120_000)

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

/** What PostgreSQL does for the statement that was asked last. */
async function planOfLast(): Promise<string> {
  const { sql, bindings } = asked ?? { sql: "", bindings: [] }
  const plan = await query<{ "QUERY PLAN": string }>(database, `explain ${sql}`, bindings)
  return plan.map((line) => line["QUERY PLAN"]).join("\n")
}

// Guard: the index clientele_credit_receivable_due; without it every page sorts all open items.
test("R28: of 100,000 open items a page, also one in the middle, is read from the index by due date", async () => {
  const first = await credit.listOpenItems({ limit: 20 })
  expect(first.receivables.map(({ due_on }) => due_on)).toEqual(Array(20).fill("2020-01-01"))
  expect(await planOfLast()).toMatch(/Index Scan using clientele_credit_receivable_due/)
  const middle = Buffer.from(JSON.stringify(["2027-01-01", "rec_1"])).toString("base64url")
  const { receivables } = await credit.listOpenItems({ limit: 20, cursor: middle })
  expect(receivables[0]?.due_on).toBe("2027-01-01")
  const plan = await planOfLast()
  expect(plan).toMatch(/Index Scan using clientele_credit_receivable_due/)
  expect(plan).not.toMatch(/Sort|Seq Scan on clientele_credit_receivable/)
})

test("R28: pages by cursor meet every open item of the filters once, in order of due date and id", async () => {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await credit.listOpenItems({ limit: 7, currency_code: "jpy", due_until: "2020-01-11", cursor })
    seen.push(...page.receivables.map(({ due_on, id }) => `${due_on} ${id}`))
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  // Of each of 5,000 days there are 20 items, and of each tenth one in yen.
  expect(seen).toHaveLength(40)
  expect(seen).toEqual([...new Set(seen)].sort())
})

// Guard: the index clientele_credit_account_on_hold; without it the list of customers reads all accounts.
test("R10: a list of customers on hold, or overdue, begins at the few accounts, not at the customers", async () => {
  await query(
    database,
    `insert into clientele_customer_index (customer_id, reading, created_at, name_key)
     select 'cus_' || n, 0, '2026-01-01'::timestamptz + n * interval '1 second', 'n' || n from generate_series(1, $1::int) n`,
    [MANY],
  )
  await query(database, "analyze clientele_customer_index")
  const projection = new CustomerProjectionModuleService({ __pg_connection__: db })
  const list = (standing: "on_hold" | "overdue", limit = 20) =>
    projection.listCustomers({ among: credit.customersOnTerms(standing) }, { order: "-created_at", limit, offset: 0 })
  const pages: string[] = []
  const noted = (statement: { sql: string }) => statement.sql.includes("order by") && pages.push(statement.sql)
  db.on("query", noted)
  const held = await list("on_hold", 5)
  expect(held).toMatchObject({ count: 100, has_more: true })
  expect(held.customer_ids).toEqual(["cus_100000", "cus_99000", "cus_98000", "cus_97000", "cus_96000"])
  const plan = await query<{ "QUERY PLAN": string }>(database, `explain ${pages.at(-1)}`, [6, 0])
  const told = plan.map((line) => line["QUERY PLAN"]).join("\n")
  expect(told).toContain("clientele_credit_account_on_hold")
  expect(told).not.toMatch(/Seq Scan/)

  // What is paid is not overdue. Guard: `open > 0` in customersOnTerms.
  await query(
    database,
    `insert into clientele_credit_receivable (id, account_id, charged, open, issued_on, due_on)
     values ('rec_paid', 'cus_99999', 5, 0, '2020-01-01', '2020-01-02')`,
  )
  credit.clock = () => new Date("2020-01-04T12:00:00Z")
  const late = await list("overdue")
  // Of each of three days there are 20.
  expect(late).toMatchObject({ count: 60, count_is_estimate: false, has_more: true })
  // Guards: the array in amongCondition, without which all customers are read; `planned`, without which the estimate is 10,001.
  credit.clock = () => new Date("2033-01-01T12:00:00Z")
  const most = await list("overdue")
  expect(most).toMatchObject({ count_is_estimate: true, has_more: true })
  expect(most.count).toBeGreaterThan(50_000)
  const lookup = await query<{ "QUERY PLAN": string }>(database, `explain ${pages.at(-1)}`, ["2033-01-01", 21, 0])
  expect(lookup.map((line) => line["QUERY PLAN"]).join("\n")).toContain("clientele_customer_index_pkey")
  credit.clock = () => new Date()
  db.off("query", noted)
})

test("R22: accounts by what they owe, page by page; filters and sums by currency agree", async () => {
  const first = await credit.listAllAccounts({ limit: 2, on_hold: "orders", currency_code: "jpy" })
  expect(first.accounts.map((one) => one.customer_id)).toEqual(["cus_100000", "cus_99000"])
  const second = await credit.listAllAccounts({ limit: 2, on_hold: "orders", cursor: first.next_cursor ?? "" })
  expect(second.accounts.map((one) => one.current_balance)).toEqual(["98000", "97000"])
  const exposure = await credit.getExposure()
  expect(exposure.map(({ currency_code, accounts }) => [currency_code, accounts])).toEqual([
    ["usd", 90_000],
    ["jpy", 10_000],
  ])
  expect(exposure.map(({ balance }) => Number(balance)).reduce((a, b) => a + b)).toBe((MANY * (MANY + 1)) / 2)
})

test.each([
  ["", "cursor"],
  ["x", "cursor"],
  [Buffer.from('["2026-02-30","rec_1"]').toString("base64url"), "cursor"],
  [Buffer.from('["0000-01-01","rec_1"]').toString("base64url"), "cursor"],
  [Buffer.from('["5","cus_1"]').toString("base64url"), "cursor"],
  [Buffer.from('{"a":1}').toString("base64url"), "cursor"],
])("R28: %s is no cursor of the open items", async (cursor, field) => {
  const message = expect.stringContaining(field)
  await expect(credit.listOpenItems({ limit: 5, cursor })).rejects.toMatchObject({ code: "invalid_request", message })
})
