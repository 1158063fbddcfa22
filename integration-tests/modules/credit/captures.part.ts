import knex, { type Knex } from "knex"
import { CreditModuleService } from "../../../src/modules/credit"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"

let database: TestDatabase
let db: Knex
let credit: CreditModuleService

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 20 } })
  credit = new CreditModuleService({ __pg_connection__: db })
})

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

let last = 0

/** An order that owes so much on an account of its own. */
async function owing(amount: string) {
  const n = ++last
  const [account_id, order_id] = [`cus_${n}`, `order_${n}`]
  await credit.saveTerms(account_id, { credit_limit: "100000", allocation: "manual" }, "usd")
  const hold = { order_id, account_id, customer_id: account_id, cart_id: null, payment_session_id: null, amount }
  await credit.placeHold({ ...hold, currency_code: "usd", over_limit: "reject" })
  const { fencing_token } = await credit.drawReading([order_id])
  await credit.settle([{ order_id, target: amount, issued_on: "2026-01-10", due_on: "2026-02-09" }], fencing_token)
  const request = (what: string) => ({ account_id, idempotency_key: `${what}-${n}`, actor_id: null, reason: "x" })
  const pay = async (part: string, what = "payment") =>
    credit.recordPayment({ ...request(what), amount: part, allocations: [{ order_id, amount: part }] })
  return { account_id, order_id, request, pay }
}

const stateOf = async (orderId: string) => {
  const [state] = await credit.listCaptureStates([orderId])
  return { paid: state?.paid, captured: state?.captured }
}
const statuses = async (orderId: string) =>
  (await credit.listCaptures([orderId])).map(({ status, amount }) => [status, amount])

/** As the provider does it once Medusa has a row. */
const done = (id: string, medusaId: string) =>
  query(database, "update clientele_credit_capture set status = 'done', medusa_id = $2 where id = $1", [id, medusaId])
const kinds = async (account: string) =>
  (await credit.findDisagreements("", 10_000)).disagreements
    .filter(({ account_id }) => account_id === account)
    .map(({ kind }) => kind)
const age = (table: string, column: string, id: string) =>
  query(database, `update clientele_credit_${table} set updated_at = now() - interval '1 hour' where ${column} = $1`, [
    id,
  ])

// Guard: `least` in clientele_credit_capture_begin. Its lock is shown in locks.part.ts.
test("R24b: parallel captures of an order are together what is paid on it, and each what its payment has room for", async () => {
  const { order_id, pay } = await owing("100")
  await pay("60")
  const begun = await Promise.all([1, 2, 3, 4].map((n) => credit.beginCapture(order_id, `pay_${n}`, "25")))
  expect(begun.map((one) => one?.amount ?? "0").sort()).toEqual(["0", "10", "25", "25"])
  expect(await stateOf(order_id)).toEqual({ paid: "60", captured: "60" })
  expect(await credit.beginCapture("order_none", "pay_1", "25")).toBeNull()
})

// Guard: clientele_credit_capture_undo in clientele_credit_charge_own; an order that is written off in the next moment would keep its captures.
test("R24b: a payout of what is paid on an order begins to undo its captures itself", async () => {
  const { account_id, order_id, request, pay } = await owing("100")
  await pay("60")
  const begun = await credit.beginCapture(order_id, "pay_1", "60")
  await done(String(begun?.id), "capt_payout")
  await credit.refundUnapplied({ ...request("payout"), amount: "60", order_id })
  const [item] = await query<{ id: string }>(
    database,
    "select id from clientele_credit_receivable where order_id = $1",
    [order_id],
  )
  await credit.writeOff({ ...request("lost"), receivable_id: String(item?.id) })
  expect(await statuses(order_id)).toEqual([["undoing", "60"]])
  expect(await stateOf(order_id)).toEqual({ paid: "0", captured: "0" })
  expect(await kinds(account_id)).toEqual([])
})

// Guard: `status = 'open'` in clientele_credit_capture_void.
test("R24b: a capture that Medusa refuses is given up once, one that Medusa has is not", async () => {
  const { order_id, pay } = await owing("100")
  await pay("60")
  const first = await credit.beginCapture(order_id, "pay_1", "20")
  const second = await credit.beginCapture(order_id, "pay_1", "40")
  await done(String(second?.id), "capt_void")
  expect(await Promise.all([1, 2].map(() => credit.voidCapture(String(first?.id))))).toContain(true)
  expect(await credit.voidCapture(String(second?.id))).toBe(false)
  expect(await stateOf(order_id)).toEqual({ paid: "60", captured: "40" })
})

// Guards: `r.open = 0` and the loop's end in clientele_credit_capture_undo, the call of it in clientele_credit_reverse.
test("R24b: captures are undone newest first where money was reversed, and none where the order costs less", async () => {
  const { account_id, order_id, request, pay } = await owing("100")
  const [one, two] = [await pay("30", "one"), await pay("70", "two")]
  for (const room of ["30", "70"]) {
    const begun = await credit.beginCapture(order_id, "pay_1", room)
    await done(String(begun?.id), `capt_${room}_${order_id}`)
  }
  const { fencing_token } = await credit.drawReading([order_id])
  await credit.settle([{ order_id, target: "80", issued_on: "2026-01-10", due_on: "2026-02-09" }], fencing_token)
  expect(await stateOf(order_id)).toEqual({ paid: "80", captured: "100" })
  expect(await credit.undoCaptures(order_id)).toBe(0)
  await credit.reverse({ ...request("back"), entry_id: two.entry.id })
  expect(await stateOf(order_id)).toEqual({ paid: "30", captured: "30" })
  expect(await credit.undoCaptures(order_id)).toBe(0)
  expect(await statuses(order_id)).toEqual([
    ["done", "30"],
    ["undoing", "70"],
  ])
  expect(await credit.listUncaptured(account_id, 10)).toEqual([order_id])
  await credit.endUndoing((await credit.listCaptures([order_id])).at(-1)?.id ?? "")
  expect(await credit.listUncaptured(account_id, 10)).toEqual([])
  expect(await stateOf(order_id)).toEqual({ paid: "30", captured: "30" })
  expect(one.entry.amount).toBe("-30")
})

// Guard: the unique index on medusa_id.
test("R24b: a refund of Medusa's is noted once", async () => {
  const { order_id } = await owing("100")
  const noted = await Promise.all([1, 2, 3].map(() => credit.noteRefund(order_id, "pay_1", `ref_${order_id}`, "5")))
  expect(noted.filter(Boolean)).toHaveLength(1)
  expect(await stateOf(order_id)).toEqual({ paid: "0", captured: "-5" })
})

// Guard: the entry's type in clientele_credit_allocate.
test("R24b: only payments count as paid, not credit memos and adjustments", async () => {
  const { order_id, request, pay } = await owing("100")
  const allocations = [{ order_id, amount: "10" }]
  await credit.recordCreditMemo({ ...request("memo"), amount: "10", allocations })
  await credit.adjust({ ...request("adjust"), amount: "-10", allocations })
  await pay("15")
  expect(await stateOf(order_id)).toEqual({ paid: "15", captured: "0" })
})

// Guards: the rows 'paid', 'captured' and 'captures' of sql/credit-check.ts.
test("M57: the trial balance finds captures that are not the ledger's", async () => {
  const { account_id, order_id, pay } = await owing("100")
  await pay("15")
  expect(await kinds(account_id)).toEqual([])
  await age("receivable", "order_id", order_id)
  expect(await kinds(account_id)).toEqual(["captures"])
  const begun = await credit.beginCapture(order_id, "pay_1", "100")
  expect(await kinds(account_id)).toEqual([])
  await age("capture", "order_id", order_id)
  expect(await kinds(account_id)).toEqual(["captures"])
  await done(String(begun?.id), "capt_check")
  expect(await kinds(account_id)).toEqual([])
  await query(database, "update clientele_credit_receivable set captured = 14, paid = 14 where order_id = $1", [
    order_id,
  ])
  expect(await kinds(account_id)).toEqual(["paid", "captured"])
})

// Guard: `capture_lease < clock_timestamp()` in takeCaptureLease.
test("R24b: one process at a time captures an order, and another one after a crash", async () => {
  const { order_id } = await owing("100")
  const ran: string[] = []
  await credit.withCaptureLease(order_id, async () => {
    expect(await credit.withCaptureLease(order_id, async () => void ran.push("second"))).toBe(false)
  })
  expect(await credit.withCaptureLease(order_id, async () => void ran.push("third"))).toBe(true)
  const failing = credit.withCaptureLease(order_id, () => Promise.reject(new Error("lost")))
  await expect(failing).rejects.toThrow("lost")
  const set = "update clientele_credit_receivable set capture_lease = now() - interval '1 second' where order_id = $1"
  await query(database, set, [order_id])
  expect(await credit.withCaptureLease(order_id, async () => void ran.push("fourth"))).toBe(true)
  expect(ran).toEqual(["third", "fourth"])
})

// As the next completion of a cart deletes the order that a killed one left (ADR 0020). Guard: the charge back in clientele_credit_hold_release.
test("R24b, M55: money that was recorded on an orphan is unapplied once the orphan is deleted, and pays the next order", async () => {
  const { account_id, order_id, pay } = await owing("25")
  await credit.saveTerms(account_id, { allocation: "automatic" }, "usd")
  await Promise.all([pay("25"), credit.releaseHold(order_id)]).catch((error: unknown) => {
    // Deleted before: then there is nothing to pay on it.
    expect(error).toMatchObject({ code: "receivable_paid" })
  })
  await credit.releaseHold(order_id)
  const [after] = await credit.listAccounts([account_id])
  expect(["-25", "0"]).toContain(after?.current_balance)
  expect(after?.unapplied).toBe(after?.current_balance.replace("-", ""))
  expect(await stateOf(order_id)).toEqual({ paid: "0", captured: "0" })
  const next = {
    order_id: `${order_id}_next`,
    account_id,
    customer_id: account_id,
    cart_id: null,
    payment_session_id: null,
  }
  await credit.placeHold({ ...next, amount: "25", currency_code: "usd", over_limit: "reject" })
  const { fencing_token } = await credit.drawReading([next.order_id])
  const settlement = { order_id: next.order_id, target: "25", issued_on: "2026-01-10", due_on: "2026-02-09" }
  await credit.settle([settlement], fencing_token)
  expect((await stateOf(next.order_id)).paid).toBe(after?.unapplied)
  expect(await kinds(account_id)).toEqual([])
})
