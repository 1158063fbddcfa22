import knex, { type Knex } from "knex"
import type { BackwardsPage, Placed } from "../../../src/kernel/reading/backwards"
import { ContactModuleService } from "../../../src/modules/contact"
import { CreditModuleService } from "../../../src/modules/credit"
import { CustomerNoteModuleService } from "../../../src/modules/customer_note"
import { CustomerProfileModuleService } from "../../../src/modules/customer_profile"
import { CustomerProjectionModuleService } from "../../../src/modules/customer_projection"
import { OneTimeCodeModuleService } from "../../../src/modules/one_time_code"
import { PointsModuleService } from "../../../src/modules/points"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"

const CUSTOMER = "cus_1"
const MAILBOX = "many@example.com"
const ROWS = 100_000
const LIMIT = 11

let database: TestDatabase
let db: Knex
let read: Record<string, (page: BackwardsPage) => Promise<Placed[]>>

/** A customer with so many rows in each list, every second. */
const FILL = [
  `insert into clientele_customer_note (id, customer_id, body, created_at)
   select 'note_' || n, '${CUSTOMER}', 'x', timestamptz '2026-01-01' + n * interval '1 second' from generate_series(1, ${ROWS}) n`,
  ...["clientele_customer_change", "clientele_contact_change"].map(
    (table) => `insert into ${table} (customer_id, action, changes, changed_at)
     select '${CUSTOMER}', 'changed', '[]', timestamptz '2026-01-01' + n * interval '1 second' from generate_series(1, ${ROWS}) n`,
  ),
  `insert into clientele_code_mail (mailbox, sent_at)
   select '${MAILBOX}', timestamptz '2026-01-01' + n * interval '1 second' from generate_series(1, ${ROWS}) n`,
  `insert into clientele_customer_order (order_id, reading, customer_id, currency_code, display_id, status, payment_status,
     fulfillment_status, total, paid, refunded, revenue, items_count, is_sale, is_transaction, placed_at, canceled_at)
   select 'order_' || n, 1, '${CUSTOMER}', 'usd', n, 'pending', 'captured', 'x', 1, 1, 0, 1, 1, true, true,
     timestamptz '2026-01-01' + n * interval '1 second',
     case when n % 1000 = 0 then timestamptz '2026-03-01' + n * interval '1 second' end from generate_series(1, ${ROWS}) n`,
  `insert into clientele_customer_movement (order_id, movement_id, customer_id, kind, amount, currency_code, made_at)
   select 'order_' || n, 'm_' || n, '${CUSTOMER}', case when n % 1000 = 0 then 'refund' else 'payment' end, 1, 'usd',
     timestamptz '2026-01-01' + n * interval '1 second' from generate_series(1, ${ROWS}) n`,
  `insert into clientele_points_account (mailbox) values ('${MAILBOX}')`,
  `insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, idempotency_key, request_hash, created_at)
   select a.id, n, 'adjust', case when n % 1000 = 0 then 'merge' else 'manual' end::clientele_points_entry_reason, 1, n, 'k' || n, 'h',
     timestamptz '2026-01-01' + n * interval '1 second' from generate_series(1, ${ROWS}) n, clientele_points_account a`,
  `insert into clientele_credit_account (customer_id, currency_code) values ('${CUSTOMER}', 'usd')`,
  `insert into clientele_credit_entry (account_id, version, type, amount, balance_after, idempotency_key, request_hash, created_at)
   select '${CUSTOMER}', n, 'adjustment', 1, n, 'k' || n, 'h', timestamptz '2026-01-01' + n * interval '1 second'
   from generate_series(1, ${ROWS}) n`,
  `insert into clientele_credit_change (account_id, kind, changed_at)
   select '${CUSTOMER}', 'terms', timestamptz '2026-01-01' + n * interval '1 second' from generate_series(1, ${ROWS}) n`,
  `insert into clientele_credit_receivable (id, account_id, issued_on, due_on)
   select 'rec_' || n, '${CUSTOMER}', '2026-01-01', '2026-01-31' from generate_series(1, 10000) n`,
  `insert into clientele_credit_reminder (receivable_id, level, account_id, status, updated_at)
   select 'rec_' || n, 1, '${CUSTOMER}', 'sent', timestamptz '2026-01-01' + n * interval '1 second' from generate_series(1, 10000) n`,
  "analyze",
]

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 5 } })
  for (const statement of FILL) {
    await query(database, statement)
  }
  const cradle = { __pg_connection__: db } as never
  const projection = new CustomerProjectionModuleService(cradle)
  const points = new PointsModuleService(cradle)
  const credit = new CreditModuleService(cradle)
  const codes = new OneTimeCodeModuleService(cradle)
  const contacts = new ContactModuleService(cradle)
  const profiles = new CustomerProfileModuleService(cradle)
  const notes = new CustomerNoteModuleService(cradle)
  read = {
    placed: (page) => projection.listOrdersBackwards(CUSTOMER, "placed", page),
    canceled: (page) => projection.listOrdersBackwards(CUSTOMER, "canceled", page),
    payment: (page) => projection.listMovementsBackwards(CUSTOMER, "payment", page),
    refund: (page) => projection.listMovementsBackwards(CUSTOMER, "refund", page),
    points: (page) => points.listEntriesBackwards(MAILBOX, "others", page),
    merge: (page) => points.listEntriesBackwards(MAILBOX, "merges", page),
    credit: (page) => credit.listEntriesBackwards(CUSTOMER, page),
    terms: (page) => credit.listChangesBackwards(CUSTOMER, page),
    dunning: (page) => credit.listRemindersBackwards(CUSTOMER, page),
    code: (page) => codes.listMailsBackwards(MAILBOX, page),
    note: (page) => notes.listNotesBackwards(CUSTOMER, page),
    contact: (page) => contacts.listChanges(CUSTOMER, page),
    profile: (page) => profiles.listChanges(CUSTOMER, page),
  }
}, 300_000)

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
}, 60_000)

type Plan = { "Actual Rows": number; "Actual Loops": number; "Rows Removed by Filter"?: number; Plans?: Plan[] }

/** The most rows that any part of a plan looked at. */
const looked = (plan: Plan): number =>
  Math.max(
    (plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0)) * plan["Actual Loops"],
    ...(plan.Plans ?? []).map(looked),
  )

/** Reads a page, and how many rows PostgreSQL looked at for it. */
async function explained(name: string, page: BackwardsPage): Promise<{ rows: Placed[]; looked: number }> {
  const statements: { sql: string; bindings: unknown[] }[] = []
  const note = (statement: { sql: string; bindings: unknown[] }) => statements.push(statement)
  db.on("query", note)
  const rows = await read[name]?.(page)
  db.removeListener("query", note)
  const [{ sql, bindings }] = statements as [{ sql: string; bindings: unknown[] }]
  const explain = `explain (analyze, format json) ${sql}`
  const [row] = await query<{ "QUERY PLAN": [{ Plan: Plan }] }>(database, explain, bindings)
  return { rows: rows ?? [], looked: looked((row as { "QUERY PLAN": [{ Plan: Plan }] })["QUERY PLAN"][0].Plan) }
}

// Guards: each index that ADR 0061 names; without the one of merges, their page looks at thousands of entries.
test.each([
  ...[
    "placed",
    "canceled",
    "payment",
    "refund",
    "points",
    "merge",
    "credit",
    "terms",
    "dunning",
    "code",
    "note",
    "contact",
    "profile",
  ],
])("R29, M53: a page of %s reads only a few more of 100,000 rows than it shows", async (name) => {
  const first = await explained(name, { after: null, until: null, limit: LIMIT })
  expect(first.rows).toHaveLength(LIMIT)
  const after = first.rows.at(-1)?.position ?? null
  const second = await explained(name, { after, until: null, limit: LIMIT })
  const until = second.rows.at(-1)?.at ?? null
  const below = await explained(name, { after: null, until, limit: LIMIT })
  for (const page of [first, second]) {
    expect(page.looked).toBeLessThanOrEqual(3 * LIMIT)
  }
  // What is newer than the page was seen before, or came meanwhile: two pages here.
  expect(below.looked).toBeLessThanOrEqual(6 * LIMIT)
  expect(below.rows[0]).toEqual(second.rows.at(-1))
  const positions = [...first.rows, ...second.rows].map(({ position }) => position)
  expect(new Set(positions).size).toBe(2 * LIMIT)
})

// Guard: the order by id in trimChangeLog and trimMails.
test("R29: a limited number of old changes and mails is deleted at once, and nothing else", async () => {
  const cradle = { __pg_connection__: db } as never
  const logs = {
    clientele_customer_change: new CustomerProfileModuleService(cradle),
    clientele_contact_change: new ContactModuleService(cradle),
  }
  const before = new Date("2026-01-01T00:00:05Z")
  for (const [table, service] of Object.entries(logs)) {
    expect(await service.trimChanges(before, 3)).toBe(3)
    expect(await service.trimChanges(before, 3)).toBe(1)
    expect(await service.trimChanges(before, 3)).toBe(0)
    const [left] = await query<{ n: number }>(database, `select count(*)::int as n from ${table}`)
    expect(left?.n).toBe(ROWS - 4)
  }
  const codes = new OneTimeCodeModuleService(cradle)
  expect([await codes.trimMails(before, 10), await codes.trimMails(before, 10)]).toEqual([4, 0])
})

// Guard: the subquery of `until` in readBackwards, where a comparison of moments was.
test("R29: a log whose clock went back loses no row if another source ended the previous page", async () => {
  await query(
    database,
    `insert into clientele_contact_change (customer_id, action, changes, changed_at)
     select 'cus_back', 'changed', '[]', moment::timestamptz from unnest(array['2026-05-01 10:01', '2026-05-01 10:05', '2026-05-01 10:00']) moment`,
  )
  const contacts = new ContactModuleService({ __pg_connection__: db } as never)
  const page = { after: null, until: "2026-05-01T10:02:00.000000Z", limit: 10 }
  const minutes = (await contacts.listChanges("cus_back", page)).map(({ at }) => at.slice(14, 16))
  expect(minutes).toEqual(["00", "05", "01"])
  expect(await contacts.listChanges("cus_back", { ...page, until: "2026-05-01T09:59:59.000000Z" })).toEqual([])
})
