import knex, { type Knex } from "knex"
import { type CashRequest, CreditModuleService, type Terms } from "../../../src/modules/credit"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"

let database: TestDatabase
let db: Knex
let credit: CreditModuleService

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 20 } })
  credit = new CreditModuleService({ __pg_connection__: db })
})

afterEach(async () => {
  expect((await credit.findDisagreements("", 10_000)).disagreements).toEqual([])
})

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

let last = 0
const newId = (prefix: string) => `${prefix}_${++last}`

async function newAccount(terms: Terms = {}, currency = "usd"): Promise<string> {
  const id = newId("cus")
  await credit.saveTerms(id, { credit_limit: "100000", payment_terms: "net_30", ...terms }, currency)
  return id
}

async function settle(order_id: string, target: string, due_on = "2026-02-09") {
  const { fencing_token } = await credit.drawReading([order_id])
  return (await credit.settle([{ order_id, target, issued_on: "2026-01-10", due_on }], fencing_token))[0]
}

/** An order on account. @returns its id */
async function charge(account_id: string, amount: string, due_on?: string, currency_code = "usd"): Promise<string> {
  const order_id = newId("order")
  const asked = { order_id, account_id, customer_id: account_id, cart_id: null, payment_session_id: null, amount }
  expect((await credit.placeHold({ ...asked, currency_code, over_limit: "reject" })).status).toBe("held")
  await settle(order_id, amount, due_on)
  return order_id
}

const cash = (account_id: string, amount: string, change: Partial<CashRequest> = {}): CashRequest => ({
  account_id,
  amount,
  idempotency_key: newId("key"),
  actor_id: "user_1",
  reason: "by hand",
  ...change,
})

/** What is open on each item, by order (`own` for one without), the oldest due first. */
async function open(account_id: string): Promise<Record<string, string>> {
  const statuses = ["open", "overdue"] as const
  const { receivables } = await credit.listReceivables(account_id, { statuses, limit: 50, offset: 0 })
  return Object.fromEntries(receivables.map((one) => [one.order_id ?? "own", one.open]))
}

async function figures(account_id: string) {
  const [account] = await credit.listAccounts([account_id])
  return { balance: account?.current_balance, unapplied: account?.unapplied }
}

/** The whole ledger of an account, to see that nothing changed. */
const ledger = async (account_id: string) => [
  await query(database, "select * from clientele_credit_account where customer_id = $1", [account_id]),
  await query(database, "select * from clientele_credit_entry where account_id = $1 order by version", [account_id]),
  await query(database, "select * from clientele_credit_receivable where account_id = $1 order by id", [account_id]),
  await query(database, "select * from clientele_credit_allocation where account_id = $1 order by id", [account_id]),
  await query(database, "select * from clientele_credit_cash where account_id = $1 order by version", [account_id]),
  await query(database, "select * from clientele_credit_allocation_request where account_id = $1", [account_id]),
]

test("R23: a payment pays the oldest due item first, and the rest is unapplied cash", async () => {
  const account = await newAccount()
  const late = await charge(account, "60", "2026-03-01")
  const early = await charge(account, "40", "2026-02-01")
  const { entry } = await credit.recordPayment(
    cash(account, "70.50", { reference: "cheque 7", dated_on: "2026-01-31" }),
  )
  expect(entry).toMatchObject({ type: "payment", amount: "-70.5", balance_after: "29.5", reference: "cheque 7" })
  expect(entry).toMatchObject({ dated_on: "2026-01-31", actor_id: "user_1" })
  expect(await open(account)).toEqual({ [late]: "29.5" })
  await credit.recordPayment(cash(account, "50"))
  expect(await open(account)).toEqual({})
  expect(await figures(account)).toEqual({ balance: "-20.5", unapplied: "20.5" })
  expect(early).toBeDefined()
})

test("R23: a payment pays the items that it names, by receivable or order; the rest is allocated later", async () => {
  const account = await newAccount()
  const [first, second] = [await charge(account, "60"), await charge(account, "40")]
  const allocations = [{ order_id: second, amount: "30" }]
  const { entry } = await credit.recordPayment(cash(account, "50", { allocations }))
  expect(await open(account)).toEqual({ [first]: "60", [second]: "10" })
  expect(await figures(account)).toEqual({ balance: "50", unapplied: "20" })
  const later = { account_id: account, idempotency_key: newId("key"), actor_id: null, entry_id: entry.id }
  const request = { ...later, allocations: [{ order_id: first, amount: "15" }] }
  expect(await credit.allocate(request)).toBe(true)
  expect(await credit.allocate(request)).toBe(false)
  expect(await open(account)).toEqual({ [first]: "45", [second]: "10" })
  await expect(credit.allocate({ ...request, allocations: [{ order_id: first, amount: "5" }] })).rejects.toMatchObject({
    code: "idempotency_conflict",
  })
})

test("R23: a manual account allocates nothing by itself", async () => {
  const account = await newAccount({ allocation: "manual" })
  const order = await charge(account, "60")
  await credit.recordPayment(cash(account, "60"))
  expect(await open(account)).toEqual({ [order]: "60" })
  expect(await figures(account)).toEqual({ balance: "0", unapplied: "60" })
})

// Guard: `v_left = 0` and the tolerance in clientele_credit_cash_in.
test("R23: a short payment within the account's tolerance closes the item by a write-off", async () => {
  const account = await newAccount({ short_payment_tolerance: "1" })
  const [order, other] = [await charge(account, "100"), await charge(account, "50", "2026-05-01")]
  await credit.recordPayment(cash(account, "99"))
  expect(await open(account)).toEqual({ [other]: "50" })
  await credit.recordPayment(cash(account, "48.99"))
  expect(await open(account)).toEqual({ [other]: "1.01" })
  const { entries } = await credit.listEntries(account, null, 50)
  expect(entries.filter(({ type }) => type === "write_off")).toMatchObject([{ amount: "-1", order_id: order }])
})

test("R23: a payment that is reversed opens its items again, with what was written off for it", async () => {
  const account = await newAccount({ short_payment_tolerance: "1" })
  const order = await charge(account, "100")
  const { entry } = await credit.recordPayment(cash(account, "99"))
  const { idempotency_key: key, ...bounced } = cash(account, "0", { reason: "bounced" })
  const reversal = await credit.reverse({ ...bounced, idempotency_key: key, entry_id: entry.id })
  expect(reversal.entry).toMatchObject({ type: "reversal", amount: "99", reverses: entry.id, reason: "bounced" })
  expect(await open(account)).toEqual({ [order]: "100" })
  expect(await figures(account)).toEqual({ balance: "100", unapplied: "0" })
  expect((await credit.reverse({ ...bounced, idempotency_key: key, entry_id: entry.id })).applied).toBe(false)
  await expect(credit.reverse({ ...bounced, idempotency_key: newId("key"), entry_id: entry.id })).rejects.toMatchObject(
    { code: "entry_reversed" },
  )
})

test("R23: a refund pays unapplied cash out, and the refunded money is owed again if its payment bounces", async () => {
  const account = await newAccount()
  const { entry } = await credit.recordPayment(cash(account, "80"))
  await expect(credit.refundUnapplied(cash(account, "80.01"))).rejects.toMatchObject({ code: "unapplied_exceeded" })
  const refund = await credit.refundUnapplied(cash(account, "50"))
  expect(await figures(account)).toEqual({ balance: "-30", unapplied: "30" })
  expect(await open(account)).toEqual({})
  await credit.reverse({ ...cash(account, "0"), entry_id: entry.id })
  expect(await open(account)).toEqual({ own: "50" })
  expect(await figures(account)).toEqual({ balance: "50", unapplied: "0" })
  await credit.reverse({ ...cash(account, "0"), entry_id: refund.entry.id })
  expect(await figures(account)).toEqual({ balance: "0", unapplied: "0" })
})

// Guards: the order by version and the type of the entry in clientele_credit_move_paid; `r.paid` in clientele_credit_charge_own.
test("R23, R24b: a refund of what is paid on an order takes the newest payment first, and nothing that is no money", async () => {
  const account = await newAccount({ allocation: "manual" })
  const [order, other] = [await charge(account, "100"), await charge(account, "50")]
  const on = (amount: string) => ({ allocations: [{ order_id: order, amount }] })
  const { entry: first } = await credit.recordPayment(cash(account, "30", on("30")))
  const { entry: second } = await credit.recordPayment(cash(account, "20", on("20")))
  await credit.recordCreditMemo(cash(account, "10", on("10")))
  await credit.recordPayment(cash(account, "7"))
  const payout = { ...cash(account, "35"), order_id: order }
  const { entry } = await credit.refundUnapplied(payout)
  expect(entry).toMatchObject({ type: "refund", amount: "35", balance_after: "118" })
  expect((await credit.refundUnapplied(payout)).applied).toBe(false)
  expect(await open(account)).toEqual({ [order]: "75", [other]: "50" })
  expect(await figures(account)).toEqual({ balance: "118", unapplied: "7" })
  const code = (change: object) => credit.refundUnapplied({ ...cash(account, "15.01"), ...change }).catch((e) => e.code)
  expect(await code({ order_id: order })).toBe("refund_exceeds_paid")
  expect(await code({ order_id: "order_of_another" })).toBe("not_found")
  // The refunded money bounces: it is owed again.
  await credit.reverse({ ...cash(account, "0"), entry_id: second.id })
  expect(await open(account)).toEqual({ [order]: "75", [other]: "50", own: "20" })
  await credit.reverse({ ...cash(account, "0"), entry_id: first.id })
  expect(await open(account)).toEqual({ [order]: "90", [other]: "50", own: "35" })
})

// Guards: the comparison in announcePaid (sql/settlements.ts); paid_announced of a refund's item in clientele_credit_charge_own.
test("R64: a paid item is announced once, for every kind of payment, and again after it was reopened", async () => {
  const account = await newAccount()
  const [a, b] = [await charge(account, "40", "2026-03-01"), await charge(account, "10", "2026-04-01")]
  const told = async () => (await credit.takeUnannouncedPaid([account])).map(({ order_id }) => order_id)
  expect(await told()).toEqual([])
  const { entry } = await credit.recordPayment(cash(account, "55"))
  const both = await Promise.all([told(), told(), told()])
  expect(both.flat().sort()).toEqual([a, b].sort())
  await credit.refundUnapplied(cash(account, "5"))
  expect(await told()).toEqual([])
  await credit.reverse({ ...cash(account, "0"), entry_id: entry.id })
  expect(await told()).toEqual([])
  await credit.recordPayment(cash(account, "60"))
  expect((await told()).sort()).toEqual([a, b, null].sort())
})

test("R23: an adjustment up is an item of its own, one down is money; credit memos and write-offs need a reason", async () => {
  const account = await newAccount({ allocation: "manual" })
  const up = await credit.adjust(cash(account, "30", { due_on: "2026-03-05" } as Partial<CashRequest>))
  expect(await open(account)).toEqual({ own: "30" })
  await credit.adjust(cash(account, "-12.5"))
  await credit.recordCreditMemo(cash(account, "2.5"))
  expect(await figures(account)).toEqual({ balance: "15", unapplied: "15" })
  const receivable_id = up.entry.receivable_id as string
  const off = await credit.writeOff({ ...cash(account, "0"), receivable_id, amount: "10" })
  expect(await open(account)).toEqual({ own: "20" })
  await credit.reverse({ ...cash(account, "0"), entry_id: off.entry.id })
  await credit.writeOff({ ...cash(account, "0"), receivable_id, amount: null })
  expect(await open(account)).toEqual({})
  // What was written off is no money: an item that is gone gives back nothing of it.
  await credit.reverse({ ...cash(account, "0"), entry_id: up.entry.id })
  expect(await figures(account)).toEqual({ balance: "-15", unapplied: "15" })
  for (const act of ["adjust", "recordCreditMemo", "refundUnapplied"] as const) {
    await expect(credit[act](cash(account, "1", { reason: " " }))).rejects.toThrow(/^reason: /)
  }
})

test("R23: a charge follows its order, so neither it nor a reversal can be reversed", async () => {
  const account = await newAccount()
  await charge(account, "10")
  const payment = await credit.recordPayment(cash(account, "10"))
  const reversal = await credit.reverse({ ...cash(account, "0"), entry_id: payment.entry.id })
  for (const entry_id of [`${account}:1`, reversal.entry.id]) {
    const reversing = credit.reverse({ ...cash(account, "0"), entry_id })
    await expect(reversing).rejects.toMatchObject({ code: "entry_not_reversible" })
  }
  await expect(credit.reverse({ ...cash(account, "0"), entry_id: `${account}:99` })).rejects.toMatchObject({
    code: "not_found",
  })
  await expect(credit.reverse({ ...cash(account, "0"), entry_id: "cus_0:1" })).rejects.toMatchObject({
    code: "not_found",
  })
})

/** How often each row of a table is written by a call: its updates, counted by the database. */
async function updatesOf(table: string, call: () => Promise<unknown>): Promise<number> {
  await query(database, "create table if not exists counted_updates (name text)")
  await query(
    database,
    `create or replace function count_update() returns trigger language plpgsql as $$
      begin insert into counted_updates values (tg_table_name); return null; end $$`,
  )
  await query(database, "truncate counted_updates")
  const name = `clientele_credit_${table}`
  await query(
    database,
    `create trigger count_update after update on ${name} for each row execute function count_update()`,
  )
  try {
    await call()
  } finally {
    await query(database, `drop trigger count_update on ${name}`)
  }
  const [row] = await query(database, "select count(*)::integer as n from counted_updates where name = $1", [name])
  return Number(row?.n)
}

// Guard: clientele_credit_allocate takes all pairs at once. One update for each item passes by all earlier ones: 8,000 items, 20 s.
test.each(["account", "cash"])(
  "R23: what a payment and its reversal write of %s does not grow with its items",
  async (table) => {
    const writes: number[][] = []
    for (const items of [2, 12]) {
      const account = await newAccount()
      for (let n = 0; n < items; n++) await charge(account, "10")
      const request = cash(account, String(items * 10))
      const paying = await updatesOf(table, () => credit.recordPayment(request))
      const { entry } = await credit.recordPayment(request)
      const reversing = await updatesOf(table, () => credit.reverse({ ...cash(account, "0"), entry_id: entry.id }))
      // Many payments on one item, and the item falls.
      const order = await charge(account, "100", "2026-01-11")
      for (let n = 0; n < items; n++) await credit.recordPayment(cash(account, "8"))
      const falling = await updatesOf("account", () => settle(order, "0", "2026-01-11"))
      writes.push([paying, reversing, falling])
    }
    expect(writes[1]).toEqual(writes[0])
  },
)

// Guard: allocate_given looks at open cash only. An account keeps the rows of money that is spent.
test("R23: allocating by name reads no cash that is spent", async () => {
  const source = await query(
    database,
    "select prosrc from pg_proc where proname = 'clientele_credit_allocate_given' and prosrc like '%sum(%'",
  )
  expect(source).toEqual([])
  const account = await newAccount({ allocation: "manual" })
  const [first, second] = [await charge(account, "60"), await charge(account, "40")]
  for (const amount of ["30", "20", "45"]) await credit.recordPayment(cash(account, amount))
  const request = { account_id: account, idempotency_key: newId("key"), actor_id: null }
  const over = {
    ...request,
    allocations: [
      { order_id: first, amount: "56" },
      { order_id: second, amount: "40" },
    ],
  }
  await expect(credit.allocate(over)).rejects.toMatchObject({ code: "unapplied_exceeded" })
  await credit.allocate({
    ...request,
    allocations: [
      { order_id: first, amount: "55" },
      { order_id: second, amount: "40" },
    ],
  })
  expect(await open(account)).toEqual({ [first]: "5" })
})

// Guard: clientele_credit_allocate_oldest in charge and reverse.
test("R23: money that becomes free pays the oldest due item of an automatic account, not the next order", async () => {
  const account = await newAccount({ overdue_block_amount: "0" })
  const [early, late] = [await charge(account, "100", "2099-02-01"), await charge(account, "100", "2099-03-01")]
  await credit.recordPayment(cash(account, "100", { allocations: [{ order_id: late, amount: "100" }] }))
  await settle(late, "0", "2099-03-01")
  expect(await open(account)).toEqual({})
  expect(await figures(account)).toEqual({ balance: "0", unapplied: "0" })
  const next = await charge(account, "30", "2099-04-01")
  expect(await open(account)).toEqual({ [next]: "30" })
  const up = await credit.adjust({ ...cash(account, "50"), due_on: "2099-05-01" })
  const allocations = [{ receivable_id: up.entry.receivable_id as string, amount: "50" }]
  await credit.recordPayment(cash(account, "50", { allocations }))
  await credit.reverse({ ...cash(account, "0"), entry_id: up.entry.id })
  expect(await open(account)).toEqual({})
  expect(await figures(account)).toEqual({ balance: "-20", unapplied: "20" })
  expect(early).toBeDefined()
})

// Guard: the key of a short write-off, and its range in clientele_credit_reverse.
test("R23: a payment's reversal opens no other payment's write-off, whatever their keys are", async () => {
  const account = await newAccount({ short_payment_tolerance: "1" })
  const [first, second] = [await charge(account, "100"), await charge(account, "50", "2026-05-01")]
  const bank = newId("bank")
  const { entry } = await credit.recordPayment(cash(account, "99", { idempotency_key: bank }))
  await credit.recordPayment(cash(account, "49", { idempotency_key: `${bank}:short:7` }))
  await credit.reverse({ ...cash(account, "0"), entry_id: entry.id })
  expect(await open(account)).toEqual({ [first]: "100" })
  expect(second).toBeDefined()
})

const tomorrow = () => new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)

// Guard: each check of domain/cash-request.ts, clientele_credit_lock and clientele_credit_allocate_given.
test.each<[string, (ids: Record<"account" | "paid" | "item" | "foreign", string>) => Partial<CashRequest>, string]>([
  ["a negative amount", () => ({ amount: "-5" }), "invalid_request"],
  ["zero", () => ({ amount: "0" }), "invalid_request"],
  ["more decimals than the currency has", () => ({ amount: "1.005" }), "invalid_request"],
  ["not a number", () => ({ amount: "NaN" }), "invalid_request"],
  ["10¹³", () => ({ amount: "10000000000000" }), "invalid_request"],
  ["an exponent", () => ({ amount: "1e3" }), "invalid_request"],
  ["a JSON number", () => ({ amount: 5 as unknown as string }), "invalid_request"],
  ["a day in the future", () => ({ dated_on: tomorrow() }), "invalid_request"],
  ["a day that is none", () => ({ dated_on: "2026-02-30" }), "invalid_request"],
  ["no key", () => ({ idempotency_key: "" }), "invalid_request"],
  ["another currency", () => ({ currency_code: "EUR" }), "currency_mismatch"],
  ["an unknown account", () => ({ account_id: "cus_none" }), "not_found"],
  ["another account's item", ({ foreign }) => ({ allocations: [{ order_id: foreign, amount: "1" }] }), "not_found"],
  ["a paid item", ({ paid }) => ({ allocations: [{ order_id: paid, amount: "1" }] }), "receivable_paid"],
  [
    "more than is open on an item",
    ({ item }) => ({ amount: "90", allocations: [{ order_id: item, amount: "50.01" }] }),
    "allocation_exceeds_open",
  ],
  [
    "more than the payment",
    ({ item }) => ({
      amount: "10",
      allocations: [
        { order_id: item, amount: "9" },
        { order_id: item, amount: "1.01" },
      ],
    }),
    "allocation_exceeds_payment",
  ],
  ["an allocation of nothing", ({ item }) => ({ allocations: [{ order_id: item, amount: "0" }] }), "invalid_request"],
])("R23: a payment with %s is refused and changes nothing", async (_what, change, code) => {
  const account = await newAccount()
  const [paid, item] = [await charge(account, "20"), await charge(account, "50", "2026-04-01")]
  await credit.recordPayment(cash(account, "20"))
  const foreign = await charge(await newAccount(), "5")
  const before = await ledger(account)
  const request = cash(account, "5", change({ account, paid, item, foreign }))
  await expect(credit.recordPayment(request)).rejects.toMatchObject({ code })
  expect(await ledger(account)).toEqual(before)
})

test.each([
  ["jpy", "100", "100.5"],
  ["kwd", "1.125", "1.1255"],
])("R23: amounts in %s have the decimals of their currency", async (currency, good, bad) => {
  const account = await newAccount({}, currency)
  await charge(account, good, "2026-02-09", currency)
  await expect(credit.recordPayment(cash(account, bad))).rejects.toMatchObject({ code: "invalid_request" })
  await credit.recordPayment(cash(account, good))
  expect(await figures(account)).toEqual({ balance: "0", unapplied: "0" })
})

// Guard: the request hash in clientele_credit_earlier.
test("M58: fifty parallel payments with one key are booked once, and another payload with it is an error", async () => {
  const account = await newAccount()
  const request = cash(account, "10.00")
  const answers = await Promise.all(Array.from({ length: 50 }, () => credit.recordPayment(request)))
  expect(answers.filter(({ applied }) => applied)).toHaveLength(1)
  expect(new Set(answers.map(({ entry }) => entry.id)).size).toBe(1)
  expect(await figures(account)).toEqual({ balance: "-10", unapplied: "10" })
  expect((await credit.recordPayment({ ...request, amount: "10" })).applied).toBe(false)
  const other = await newAccount()
  for (const change of [{ amount: "11" }, { account_id: other }, { note: "x" }, { allocations: [] }]) {
    const again = credit.recordPayment({ ...request, ...change })
    await expect(again).rejects.toMatchObject({ code: "idempotency_conflict" })
  }
  await expect(credit.recordCreditMemo(request)).rejects.toMatchObject({ code: "idempotency_conflict" })
})

test("M60: a waiting hold is approved once over what the order costs then, or rejected", async () => {
  const account = await newAccount({ credit_limit: "0" })
  const wait = async (amount: string) => {
    const order_id = newId("order")
    const asked = { order_id, account_id: account, customer_id: account, cart_id: null, payment_session_id: null }
    const more = { amount, currency_code: "usd", over_limit: "approve" } as const
    expect((await credit.placeHold({ ...asked, ...more })).status).toBe("waiting")
    return order_id
  }
  const [approved, rejected] = [await wait("10"), await wait("20")]
  expect((await credit.listWaiting()).map(({ order_id }) => order_id)).toEqual([approved, rejected])
  // Guard: the live membership in clientele_credit_hold_decide.
  const members = "update clientele_credit_member set removed_at ="
  await db.raw(`${members} now() where account_id = ?`, [account])
  expect(await credit.decideHold(approved, "12", "user_1")).toEqual({ decided: false, status: "not_a_member" })
  await db.raw(`${members} null where account_id = ?`, [account])
  const both = await Promise.all([
    credit.decideHold(approved, "12", "user_1"),
    credit.decideHold(approved, "12", "user_2"),
  ])
  expect(both.filter(({ decided }) => decided)).toHaveLength(1)
  expect(await credit.decideHold(rejected, null, "user_1")).toEqual({ decided: true, status: "waiting" })
  expect(await credit.decideHold(rejected, "20", "user_1")).toEqual({ decided: false, status: "waiting" })
  expect(await credit.retryHold(rejected, "20")).toMatchObject({ retried: false, status: "waiting" })
  expect(await credit.releaseHold(rejected)).toBe(true)
  expect((await credit.listAccounts([account]))[0]?.held).toBe("12")
  expect(await credit.listWaiting()).toEqual([])
  expect(await credit.listChanges(account)).toMatchObject([
    { kind: "hold", after: { order_id: rejected, status: "rejected" }, changed_by: "user_1" },
    { kind: "hold", before: { amount: "10" }, after: { order_id: approved, status: "held", amount: "12" } },
    { kind: "terms" },
  ])
})

// Guards: OWN_KEYS in checkPosting and the pattern of versionOf (domain/cash-request.ts); the zero in adjust (cash-service.ts).
test("R23, M58: keys of the ledger's own, an entry's number with zeros before it, and an adjustment of 0 are refused", async () => {
  const account_id = await newAccount()
  const request = { account_id, amount: "5", reason: "x", actor_id: null }
  const refused = (field: string) => ({ code: "invalid_request", message: expect.stringContaining(field) })
  await expect(credit.recordPayment({ ...request, idempotency_key: "~5" })).rejects.toMatchObject(
    refused("idempotency_key"),
  )
  const zero = credit.adjust({ ...request, amount: "0.00", idempotency_key: `zero-${account_id}` })
  await expect(zero).rejects.toMatchObject(refused("amount: must not be 0"))
  const { entry } = await credit.recordPayment({ ...request, idempotency_key: `five-${account_id}` })
  const reversal = { account_id, reason: "x", actor_id: null, idempotency_key: `undo-${account_id}` }
  const padded = entry.id.replace(/:(\d+)$/, ":0$1")
  await expect(credit.reverse({ ...reversal, entry_id: padded })).rejects.toMatchObject({ code: "not_found" })
})

// Guard: the look at the item's state in CreditCashService.reverse, under the account's lock.
test("R49: a reversal that is to happen while the item is unpaid is refused once something is allocated to it, and posts nothing", async () => {
  const account = await newAccount()
  const { entry } = await credit.adjust(cash(account, "50", { reference: "INV-1" }))
  const other = (await credit.adjust({ ...cash(account, "20"), due_on: "2026-01-01", po_number: "PO 1" })).entry
  const takeBack = (entry_id: string) =>
    credit.reverse(
      { account_id: account, entry_id, reason: "import", idempotency_key: newId("key"), actor_id: "user_1" },
      { whileUnpaid: true },
    )
  await credit.recordPayment(
    cash(account, "10", { allocations: [{ receivable_id: String(entry.receivable_id), amount: "10" }] }),
  )
  const states = () => credit.listChargeStates([entry, other].map(({ id }) => ({ account_id: account, entry_id: id })))
  expect(await states()).toEqual(["paid", "open"])
  const before = await ledger(account)
  await expect(takeBack(entry.id)).rejects.toMatchObject({ code: "receivable_paid" })
  expect(await ledger(account)).toEqual(before)
  await takeBack(other.id)
  expect(await states()).toEqual(["paid", "reversed"])
  await expect(takeBack(other.id)).rejects.toMatchObject({ code: "entry_reversed" })
})
