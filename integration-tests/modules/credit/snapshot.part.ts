import knex, { type Knex } from "knex"
import { CreditModuleService } from "../../../src/modules/credit"
import { CreditCheckModuleService } from "../../../src/modules/credit_check"
import { defaultModelOptions } from "../../../src/modules/credit_check/domain/model-options"
import { InternalProvider } from "../../../src/modules/credit_check/providers/internal-provider"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"

let database: TestDatabase
const pools: Knex[] = []

/** The services on connections whose session has another time zone. */
function inZone(zone: string) {
  const pool = {
    min: 0,
    max: 2,
    afterCreate: (connection: Connection, done: Done) => connection.query(`set time zone '${zone}'`, done),
  }
  const db = knex({ client: "pg", connection: database.url, pool })
  pools.push(db)
  const provider = new InternalProvider(defaultModelOptions)
  return {
    credit: new CreditModuleService({ __pg_connection__: db }),
    checks: new CreditCheckModuleService({ __pg_connection__: db, clientele_credit_check_provider_internal: provider }),
  }
}
type Done = (error: Error | null) => void
type Connection = { query(sql: string, done: Done): void }

beforeAll(async () => {
  database = await createDatabase()
})

afterAll(async () => {
  await Promise.all(pools.map((db) => db.destroy()))
  await database?.drop()
})

let version = 0
const run = (sql: string, values: unknown[]) => query(database, sql, values)

/** Days before today (UTC) as PostgreSQL's date. */
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

async function entry(
  account: string,
  type: string,
  change: { dated_on?: string; created_at?: string; reverses?: number } = {},
) {
  version++
  await run(
    `insert into clientele_credit_entry (account_id, version, type, amount, balance_after, reverses, idempotency_key, request_hash,
       dated_on, created_at) values ($1, $2, $3, -1, 0, $4, $5, '', $6, coalesce($7::timestamptz, now()))`,
    [
      account,
      version,
      type,
      change.reverses ?? null,
      `key_${version}`,
      change.dated_on ?? null,
      change.created_at ?? null,
    ],
  )
  return version
}

async function receivable(
  account: string,
  charged: string,
  open: string,
  issued: number,
  due: number,
): Promise<string> {
  const id = `item_${++version}`
  await run(
    `insert into clientele_credit_receivable (id, account_id, order_id, charged, open, issued_on, due_on)
     values ($1, $2, $1, $3, $4, $5, $6)`,
    [id, account, charged, open, ago(issued), ago(due)],
  )
  return id
}

const allocate = (account: string, entryVersion: number, item: string, amount: string) =>
  run("insert into clientele_credit_allocation (account_id, version, receivable_id, amount) values ($1, $2, $3, $4)", [
    ...[account, entryVersion, item, amount],
  ])

test("R26: a snapshot has payments by days late, overdue items, purchases and reversals of the ledger, in any session's time zone", async () => {
  const account = "cus_1"
  const { credit, checks } = inZone("UTC")
  await credit.saveTerms(account, { credit_limit: "5000", payment_terms: "net_30" }, "usd")
  await run("update clientele_credit_account set balance = 300, held = 25.5 where customer_id = $1", [account])
  // Due 70 days ago: a part came 5 days early, another one 10 days late, a third was taken back.
  const first = await receivable(account, "100.50", "0", 100, 70)
  await allocate(account, await entry(account, "payment", { dated_on: ago(75) }), first, "60")
  await allocate(account, await entry(account, "payment", { dated_on: ago(60) }), first, "40.50")
  const bounced = await entry(account, "payment", { dated_on: ago(60), created_at: `${ago(60)}T12:00:00Z` })
  await allocate(account, bounced, first, "7")
  await allocate(account, bounced, first, "-7")
  await entry(account, "reversal", { reverses: bounced })
  // A correction on the same day is no reversal.
  const mistyped = await entry(account, "payment")
  await entry(account, "reversal", { reverses: mistyped })
  // A credit memo is no payment.
  const second = await receivable(account, "200", "150", 40, 10)
  await allocate(account, await entry(account, "credit_memo", { dated_on: ago(10) }), second, "50")
  // Not due yet; older than the windows of payments and purchases.
  await receivable(account, "150", "150", 5, -25)
  const old = await receivable(account, "999", "0", 800, 770)
  await allocate(account, await entry(account, "payment", { dated_on: ago(770) }), old, "999")
  // Canceled, so it is no purchase.
  await receivable(account, "0", "0", 900, 870)

  const snapshot = await credit.findSnapshot(account)
  expect(snapshot).toEqual({
    as_of: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
    currency_code: "usd",
    credit_limit: "5000",
    balance: "300",
    held: "25.5",
    tenure_days: 800,
    paid: [
      { days_late: -5, amount: "60", parts: 1 },
      { days_late: 10, amount: "40.50", parts: 1 },
    ],
    overdue: [{ days_late: 10, amount: "150", items: 1 }],
    charges: { count: 3, amount: "450.50" },
    reversed_payments: 1,
  })
  for (const zone of ["Pacific/Kiritimati", "Pacific/Niue"]) {
    const elsewhere = await inZone(zone).credit.findSnapshot(account)
    expect({ ...elsewhere, as_of: "" }).toEqual({ ...snapshot, as_of: "" })
  }

  const nobody = { external_id: null, company_name: null, first_name: null, last_name: null }
  const subject = { ...nobody, customer_id: account, email: null, phone: null, tax_id: null, website: null }
  const check = await checks.runCheck({ subject, snapshot: snapshot as NonNullable<typeof snapshot>, actor_id: null })
  expect(check).toMatchObject({ status: "ok", confidence: "low", snapshot, current_credit_limit: "5000" })
})

// Guard: the refund's entry in `part` of readSnapshot.
test("R26, M61: money that was paid back counts neither as an invoice paid early nor as a part of a payment", async () => {
  const account = "cus_refunds"
  const { credit } = inZone("UTC")
  await credit.saveTerms(account, { credit_limit: "5000", allocation: "manual" }, "usd")
  let keys = 0
  const request = (amount: string) => ({
    ...{ account_id: account, idempotency_key: `refunds_${++keys}`, actor_id: null, reason: "x", amount },
  })
  const late = await credit.adjust({ ...request("100"), due_on: ago(60) })
  const allocations = [{ receivable_id: String(late.entry.receivable_id), amount: "100" }]
  await credit.recordPayment({ ...request("400"), dated_on: ago(10), allocations })
  for (const amount of ["100", "150", "50"]) await credit.refundUnapplied(request(amount))
  expect(await credit.findSnapshot(account)).toMatchObject({ paid: [{ days_late: 50, amount: "100", parts: 1 }] })
})

test("R26: a customer without an account has no snapshot, and a new account an empty one", async () => {
  const { credit } = inZone("UTC")
  expect(await credit.findSnapshot("cus_unknown")).toBeNull()
  await credit.saveTerms("cus_new", {}, "eur")
  expect(await credit.findSnapshot("cus_new")).toMatchObject({
    ...{ currency_code: "eur", credit_limit: null, tenure_days: null, paid: [], overdue: [], reversed_payments: 0 },
    charges: { count: 0, amount: "0" },
  })
})
