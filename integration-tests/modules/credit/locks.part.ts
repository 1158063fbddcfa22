import knex, { type Knex } from "knex"
import { CreditModuleService } from "../../../src/modules/credit"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"
import { expectLockFirst } from "../../helpers/locked"

let database: TestDatabase
let db: Knex
let credit: CreditModuleService

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 2 } })
  credit = new CreditModuleService({ __pg_connection__: db })
})

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

/** One call for each function that locks an account itself, on the rows that `prepare` makes for it. */
const CALLS: Record<string, string> = {
  clientele_credit_lock: "select clientele_credit_lock('ID', 'usd')",
  clientele_credit_hold_place:
    "select * from clientele_credit_hold_place('new_ID', 'ID', 'ID', null, null, 10, 'usd', false, false, 'UTC')",
  clientele_credit_hold_decide: "select * from clientele_credit_hold_decide('waiting_ID', true, 500, 'user_1')",
  clientele_credit_hold_retry: "select * from clientele_credit_hold_retry('waiting_ID', 10, 'UTC')",
  clientele_credit_hold_release: "select clientele_credit_hold_release('held_ID')",
  clientele_credit_settle:
    "select * from clientele_credit_settle('held_ID', 10, 1000, 'item_ID', '2026-01-10', '2026-02-09', null, null)",
  clientele_credit_capture_begin: "select clientele_credit_capture_begin('third_ID', 'paid_ID', 'pay_1', 5)",
  clientele_credit_capture_note: "select clientele_credit_capture_note('third_ID', 'paid_ID', 'pay_1', 5, 'capt_ID')",
  clientele_credit_capture_void: "select clientele_credit_capture_void('open_ID')",
  clientele_credit_capture_lose: "select clientele_credit_capture_lose('done_ID')",
  clientele_credit_capture_undo: "select clientele_credit_capture_undo('paid_ID')",
}

/** An account with an order that waits, one that is held, and one that is half paid and has two captures. */
async function prepare(id: string): Promise<void> {
  await credit.saveTerms(id, { credit_limit: "200", allocation: "manual" }, "usd")
  const hold = { account_id: id, customer_id: id, cart_id: null, payment_session_id: null, currency_code: "usd" }
  const place = (order_id: string, amount: string) =>
    credit.placeHold({ ...hold, order_id, amount, over_limit: "approve" })
  expect(await place(`paid_${id}`, "100")).toMatchObject({ status: "held" })
  expect(await place(`held_${id}`, "10")).toMatchObject({ status: "held" })
  expect(await place(`waiting_${id}`, "500")).toMatchObject({ status: "waiting" })
  const { fencing_token } = await credit.drawReading([`paid_${id}`])
  const days = { issued_on: "2026-01-10", due_on: "2026-02-09" }
  await credit.settle([{ order_id: `paid_${id}`, target: "100", ...days }], fencing_token)
  await credit.recordPayment({
    account_id: id,
    idempotency_key: `payment-${id}`,
    actor_id: null,
    amount: "60",
    allocations: [{ order_id: `paid_${id}`, amount: "60" }],
  })
  for (const status of ["open", "done"]) {
    const begun = await credit.beginCapture(`paid_${id}`, "pay_1", "20")
    await query(database, "update clientele_credit_capture set id = $1, status = $2, medusa_id = $3 where id = $4", [
      `${status}_${id}`,
      status,
      status === "done" ? `gone_${id}` : null,
      begun?.id,
    ])
  }
}

test("M14, M57: every function that locks an account itself is in this table", async () => {
  const found = await query<{ proname: string }>(
    database,
    `select distinct proname from pg_proc where proname like 'clientele\\_credit\\_%' and prosrc like '%for no key update%'`,
  )
  expect(found.map(({ proname }) => proname).sort()).toEqual(Object.keys(CALLS).sort())
})

// Guard: `for no key update` in each of them.
test.each(Object.entries(CALLS))("M14, M57: %s waits for its account's lock before it writes", async (name, sql) => {
  const id = `cus_${name}`
  await prepare(id)
  const lock = "select 1 from clientele_credit_account where customer_id = $1 for no key update"
  await expectLockFirst(database, { sql: lock, values: [id] }, { name, sql: sql.replaceAll("ID", id) })
})
