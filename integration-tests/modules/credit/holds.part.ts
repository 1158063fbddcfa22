import knex, { type Knex } from "knex"
import { CreditModuleService, type HoldRequest, NOT_DUE } from "../../../src/modules/credit"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"

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
const newId = (prefix: string) => `${prefix}_${++last}`

async function newAccount(limit: string | null, change: Record<string, unknown> = {}): Promise<string> {
  const id = newId("cus")
  await credit.saveTerms(id, { credit_limit: limit, payment_terms: "net_30" }, "usd")
  for (const [column, value] of Object.entries(change)) {
    await query(database, `update clientele_credit_account set ${column} = $1 where customer_id = $2`, [value, id])
  }
  return id
}

const request = (account_id: string, amount: string, change: Partial<HoldRequest> = {}): HoldRequest => ({
  order_id: newId("order"),
  account_id,
  customer_id: account_id,
  cart_id: null,
  payment_session_id: null,
  amount,
  currency_code: "usd",
  over_limit: "reject",
  ...change,
})

const days = { issued_on: "2026-01-10", due_on: "2026-02-09" }

/** Brings an order to a target, with a new reading. */
async function settle(order_id: string, target: string) {
  const { fencing_token } = await credit.drawReading([order_id])
  const [outcome] = await credit.settle([{ order_id, target, ...days }], fencing_token)
  return outcome
}

async function onAccount(account_id: string, amount: string, target = amount): Promise<string> {
  const asked = request(account_id, amount)
  expect((await credit.placeHold(asked)).status).toBe("held")
  await settle(asked.order_id, target)
  return asked.order_id
}

/** Money on an account that is on no receivable, as a payment leaves it. */
async function receiveCash(account_id: string, amount: string): Promise<void> {
  await query(
    database,
    `with a as (select clientele_credit_post(x, 'payment', -$2::numeric, null, null, null, $3, '', current_date) as a
       from clientele_credit_account x where customer_id = $1),
     c as (insert into clientele_credit_cash (account_id, version, amount, open)
       select (a).customer_id, (a).version, $2, $2 from a)
     select 1`,
    [account_id, amount, newId("key")],
  )
  await query(database, "update clientele_credit_account set unapplied = unapplied + $2 where customer_id = $1", [
    account_id,
    amount,
  ])
}

const account = async (id: string) => (await credit.listAccounts([id]))[0]
const receivable = async (order_id: string) => (await credit.drawReading([order_id])).receivables.get(order_id)

// Guard: the comparison with limit × (1 + tolerance) in clientele_credit_hold_place. Its lock is shown in locks.part.ts.
test("M14: of 60 orders of 10 at once on a limit of 200 with a tolerance of a tenth, 22 hold credit", async () => {
  const id = await newAccount("200", { tolerance: "0.1" })
  const answers = await Promise.all(Array.from({ length: 60 }, () => credit.placeHold(request(id, "10"))))
  expect(answers.filter(({ status }) => status === "held")).toHaveLength(22)
  expect(answers.filter(({ status }) => status === "refused")).toHaveLength(38)
  expect(answers.find(({ status }) => status === "refused")).toEqual({
    status: "refused",
    code: "credit_limit_exceeded",
    available: "0",
    shortfall: "10",
  })
  expect(await account(id)).toMatchObject({ held: "220", available: "0", current_balance: "0" })
})

test("R24: the same order asks twice and holds once; another account's amount of it changes nothing", async () => {
  const id = await newAccount("100")
  const asked = request(id, "60")
  const answers = [await credit.placeHold(asked), await credit.placeHold({ ...asked, amount: "90" })]
  expect(answers.map(({ status }) => status)).toEqual(["held", "held"])
  expect(await account(id)).toMatchObject({ held: "60", available: "40" })
})

test("R24: an account without a limit gives no credit, and says how much is missing", async () => {
  const answer = await credit.placeHold(request(await newAccount(null), "0.01"))
  expect(answer).toMatchObject({ status: "refused", code: "credit_limit_exceeded", shortfall: "0.01" })
})

test.each<[string, Record<string, unknown>, Partial<HoldRequest>, string]>([
  ["on hold for orders", { on_hold: "orders" }, {}, "credit_on_hold"],
  ["in another currency", {}, { currency_code: "EUR" }, "currency_mismatch"],
  ["of others", {}, { customer_id: "cus_stranger" }, "not_a_member"],
  ["that is unknown", {}, { account_id: "cus_unknown" }, "not_a_member"],
])("R24: an account %s gives no credit", async (_what, change, asked, code) => {
  const id = await newAccount("100", change)
  const answer = await credit.placeHold(request(id, "10", asked))
  expect(answer).toMatchObject({ status: "refused", code })
  expect(await account(id)).toMatchObject({ held: "0" })
})

test("R22: an account whose shipping is on hold still takes orders", async () => {
  const id = await newAccount("100", { on_hold: "shipping" })
  expect((await credit.placeHold(request(id, "10"))).status).toBe("held")
})

// Guard: the sum of overdue receivables in clientele_credit_hold_place.
test("R22: more overdue than the account tolerates blocks orders, and days of grace lift it", async () => {
  const id = await newAccount("1000", { overdue_block_amount: "50" })
  const due = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10)
  const order_id = await onAccount(id, "60")
  await query(database, "update clientele_credit_receivable set due_on = $1 where order_id = $2", [due, order_id])
  const refused = await credit.placeHold(request(id, "10"))
  expect(refused).toMatchObject({ status: "refused", code: "credit_overdue", shortfall: "10" })
  await query(database, "update clientele_credit_account set overdue_block_days = 7 where customer_id = $1", [id])
  expect((await credit.placeHold(request(id, "10"))).status).toBe("held")
})

// Guard: v_spent in clientele_credit_hold_place.
test("R22: a member's own limit counts all orders of the period, at what they cost now", async () => {
  const id = await newAccount("1000")
  await query(
    database,
    "update clientele_credit_member set spending_limit = 100, spending_period = 'month' where account_id = $1",
    [id],
  )
  await onAccount(id, "80", "40")
  await query(
    database,
    `update clientele_credit_hold set created_at = now() - interval '100 days'
     where order_id = (select order_id from clientele_credit_hold where account_id = $1)`,
    [id],
  )
  const order_id = await onAccount(id, "80", "40")
  const refused = await credit.placeHold(request(id, "60.01"))
  expect(refused).toMatchObject({ status: "refused", code: "member_limit_exceeded", shortfall: "0.01" })
  expect((await credit.placeHold(request(id, "60"))).status).toBe("held")
  expect(await receivable(order_id)).toMatchObject({ charged: "40" })
})

// Guard: h.created_at in clientele_credit_hold_place.
test("R22: an order counts in the spending period in which it was placed, also where it is approved later", async () => {
  const id = await newAccount("1000")
  const limit =
    "update clientele_credit_member set spending_limit = 100, spending_period = 'month' where account_id = $1"
  await query(database, limit, [id])
  const waiting = request(id, "150", { over_limit: "approve" })
  expect(await credit.placeHold(waiting)).toMatchObject({ status: "waiting", code: "member_limit_exceeded" })
  const earlier = "update clientele_credit_hold set created_at = now() - interval '40 days' where order_id = $1"
  await query(database, earlier, [waiting.order_id])
  expect((await credit.decideHold(waiting.order_id, "150", null)).decided).toBe(true)
  expect((await credit.placeHold(request(id, "100"))).status).toBe("held")
})

// Guard: the join with clientele_credit_member in clientele_credit_hold_place.
test("R22: removing and adding a member again does not reset the spent amount", async () => {
  const id = await newAccount("1000")
  const buyer = newId("cus")
  const member = { customer_id: buyer, spending_limit: "100", spending_period: "month" } as const
  await credit.saveMember(id, member, null)
  expect((await credit.placeHold(request(id, "90", { customer_id: buyer }))).status).toBe("held")
  await credit.removeMember(id, buyer, null)
  await credit.saveMember(id, member, null)
  const refused = await credit.placeHold(request(id, "20", { customer_id: buyer }))
  expect(refused).toMatchObject({ status: "refused", code: "member_limit_exceeded", shortfall: "10" })
})

test("R24a: what the account does not allow waits where the store approves, and counts for nothing", async () => {
  const id = await newAccount("100")
  const asked = request(id, "150", { over_limit: "approve" })
  expect(await credit.placeHold(asked)).toMatchObject({
    status: "waiting",
    code: "credit_limit_exceeded",
    shortfall: "50",
  })
  expect(await account(id)).toMatchObject({ held: "0", available: "100" })
  expect(await settle(asked.order_id, "150")).toMatchObject({ outcome: "waiting", amount: "0" })
  expect((await credit.placeHold(request(id, "10", { override: true }))).status).toBe("held")
})

test.each(["0", "-1", "1.001", "NaN", "1e3", "Infinity", "10000000000000", "", " 5"])(
  "M57: no order holds an amount of '%s'",
  async (amount) => {
    const id = await newAccount("100")
    await expect(credit.placeHold(request(id, amount))).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("amount:"),
    })
    expect(await account(id)).toMatchObject({ held: "0" })
  },
)

test("R24: the first settlement makes the hold a receivable, later ones post the difference, once", async () => {
  const id = await newAccount("100")
  const asked = request(id, "60")
  await credit.placeHold(asked)
  const outcomes = []
  for (const target of ["60", "60", "75.5", "20"]) {
    outcomes.push(await settle(asked.order_id, target))
  }
  expect(outcomes.map((one) => [one?.outcome, one?.amount, one?.balance_after])).toEqual([
    ["posted", "60", "60"],
    ["unchanged", "0", "60"],
    ["posted", "15.5", "75.5"],
    ["posted", "-55.5", "20"],
  ])
  expect(await account(id)).toMatchObject({ current_balance: "20", held: "0", available: "80" })
  expect(await receivable(asked.order_id)).toMatchObject({
    charged: "20",
    open: "20",
    payment_terms: "net_30",
    issued_on: "2026-01-10",
    due_on: "2026-02-09",
  })
})

// Guard: the comparison of fencing tokens in clientele_credit_settle.
test("M56: an order that was read before another settlement never overrides it", async () => {
  const id = await newAccount("100")
  const order_id = await onAccount(id, "60")
  const older = await credit.drawReading([order_id])
  await settle(order_id, "40")
  const [late] = await credit.settle([{ order_id, target: "60", ...days }], older.fencing_token)
  expect(late).toMatchObject({ outcome: "outdated", amount: "0" })
  expect(await account(id)).toMatchObject({ current_balance: "40" })
})

test("M56: twenty settlements at once post one charge", async () => {
  const id = await newAccount("100")
  const asked = request(id, "60")
  await credit.placeHold(asked)
  const { fencing_token } = await credit.drawReading([asked.order_id])
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () =>
      credit.settle([{ order_id: asked.order_id, target: "60", ...days }], fencing_token),
    ),
  )
  expect(outcomes.flat().filter(({ outcome }) => outcome === "posted")).toHaveLength(1)
  expect(await account(id)).toMatchObject({ current_balance: "60", held: "0" })
})

test("R24: an order that owes nothing at first has its receivable, and is charged when an edit raises it", async () => {
  const id = await newAccount("100")
  const order_id = await onAccount(id, "60", "0")
  expect(await account(id)).toMatchObject({ current_balance: "0", held: "0" })
  expect(await settle(order_id, "15")).toMatchObject({ outcome: "posted", amount: "15" })
})

// Guard: clientele_credit_take_back, called by clientele_credit_charge.
test("R23, R24: new charges use unapplied cash, and an order that comes to cost less gives it back, newest first", async () => {
  const id = await newAccount("100")
  await receiveCash(id, "30")
  await receiveCash(id, "50")
  const order_id = await onAccount(id, "60")
  expect(await receivable(order_id)).toMatchObject({ charged: "60", open: "0" })
  expect(await account(id)).toMatchObject({ current_balance: "-20", unapplied: "20", available: "120" })
  await settle(order_id, "25")
  expect(await receivable(order_id)).toMatchObject({ charged: "25", open: "0" })
  expect(await account(id)).toMatchObject({ current_balance: "-55", unapplied: "55" })
  const cash = await query<{ open: string }>(
    database,
    "select trim_scale(open)::text as open from clientele_credit_cash where account_id = $1 order by version",
    [id],
  )
  expect(cash).toEqual([{ open: "5" }, { open: "50" }])
})

test("R22: an account with manual allocation keeps its cash unapplied", async () => {
  const id = await newAccount("100", { allocation: "manual" })
  await receiveCash(id, "30")
  const order_id = await onAccount(id, "60")
  expect(await receivable(order_id)).toMatchObject({ open: "60" })
  expect(await account(id)).toMatchObject({ current_balance: "30", unapplied: "30" })
})

// Guard: that clientele_credit_settle writes the words only with the receivable.
test("R18, R24c: words of an order are on its receivable, and are not written again after they were deleted", async () => {
  const id = await newAccount("100")
  const asked = request(id, "60")
  const words = { po_number: "PO-1", note: "by the gate" }
  const again = async (target: string) => {
    const { fencing_token } = await credit.drawReading([asked.order_id])
    await credit.settle([{ order_id: asked.order_id, target, ...days, ...words }], fencing_token)
  }
  await credit.placeHold(asked)
  await again("60")
  expect(await receivable(asked.order_id)).toMatchObject(words)
  await credit.anonymizeAccount(id)
  await again("50")
  expect(await receivable(asked.order_id)).toMatchObject({ charged: "50", po_number: null, note: null })
})

// Guard: `r.id is not null` in clientele_credit_settle.
test("R24d: an order that comes on account again keeps its receivable", async () => {
  const id = await newAccount("100")
  const order_id = await onAccount(id, "60")
  await credit.releaseHold(order_id)
  expect(await credit.placeHold({ ...request(id, "40"), order_id })).toMatchObject({ status: "held" })
  expect(await settle(order_id, "40")).toMatchObject({ outcome: "posted", amount: "40" })
  expect(await account(id)).toMatchObject({ current_balance: "40", held: "0" })
})

// Guard: NOT_DUE, which settlements.ts and read-ledger.ts show as none.
test("R24c: an invoice whose goods are not sent yet has no due date and is never overdue", async () => {
  const id = await newAccount("100")
  const asked = request(id, "60")
  await credit.placeHold(asked)
  const { fencing_token } = await credit.drawReading([asked.order_id])
  const settlement = { order_id: asked.order_id, target: "60", issued_on: "2020-01-01", due_on: NOT_DUE }
  await credit.settle([settlement], fencing_token)
  expect(await receivable(asked.order_id)).toMatchObject({ due_on: null })
  const listed = await credit.listReceivables(id, { statuses: ["open", "overdue"], limit: 10, offset: 0 })
  expect(listed.receivables).toMatchObject([{ status: "open", due_on: null, days_overdue: 0 }])
  expect(await credit.getOverdue(id)).toBe("0")
})

test("R24: a deleted order releases its hold, and one that was settled meanwhile owes nothing any more", async () => {
  const id = await newAccount("100")
  const asked = request(id, "60")
  await credit.placeHold(asked)
  expect([await credit.releaseHold(asked.order_id), await credit.releaseHold(asked.order_id)]).toEqual([true, false])
  expect(await account(id)).toMatchObject({ held: "0", available: "100" })
  const order_id = await onAccount(id, "60")
  expect(await credit.releaseHold(order_id)).toBe(true)
  expect(await account(id)).toMatchObject({ current_balance: "0", held: "0", available: "100" })
  expect(await settle(order_id, "60")).toMatchObject({ outcome: "unchanged" })
  expect(await credit.releaseHold("order_unknown")).toBe(false)
})

// Guard: `lock_timeout` of clientele_credit_settle.
test("M48: a frozen account is busy for its own order and holds up no other", async () => {
  const [frozen, free] = [await newAccount("100"), await newAccount("100")]
  const asked = [request(frozen, "10"), request(free, "10")]
  for (const one of asked) await credit.placeHold(one)
  const ids = asked.map(({ order_id }) => order_id)
  const outcomes = await whileLocked(
    database,
    { sql: "select 1 from clientele_credit_account where customer_id = $1 for update", values: [frozen] },
    async () => {
      const { fencing_token } = await credit.drawReading(ids)
      return credit.settle(
        ids.map((order_id) => ({ order_id, target: "10", ...days })),
        fencing_token,
      )
    },
  )
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["busy", "posted"])
})

// Guard: inLockingTransaction (sql/locked.ts); without it ten such calls take all connections of the store for as long as it lasts.
// Guard: `locked` in CreditModuleService.settle.
test("M48: of many orders of a frozen account only one waits for it, and the others are busy at once", async () => {
  const [id, other] = [await newAccount("1000"), await newAccount("100")]
  const asked = [request(id, "10"), request(id, "20"), request(other, "30"), request(id, "40")]
  for (const one of asked) await credit.placeHold(one)
  const { fencing_token } = await credit.drawReading(asked.map(({ order_id }) => order_id))
  const settlements = asked.map(({ order_id, account_id, amount }) => ({
    order_id,
    account_id,
    target: amount,
    ...days,
  }))
  let statements = 0
  const count = ({ sql }: { sql: string }) => {
    statements += sql.includes("clientele_credit_settle") ? 1 : 0
  }
  db.on("query", count)
  const lock = { sql: "select 1 from clientele_credit_account where customer_id = $1 for update", values: [id] }
  const outcomes = await whileLocked(database, lock, () => credit.settle(settlements, fencing_token))
  db.off("query", count)
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["busy", "busy", "posted", "busy"])
  expect(statements).toBe(2)
})

// Guards: `h.order_id > ?` and the order of readStandingHolds.
test("R28: holds that stand are listed in pages, each once, also while others are placed and released", async () => {
  const id = await newAccount("1000")
  const own: string[] = []
  for (const amount of ["1", "2", "3", "4", "5"]) own.push(await onAccount(id, amount))
  own.sort()
  await credit.releaseHold(own[1] ?? "")
  const all = await credit.countStandingHolds()
  const seen: string[] = []
  for (let after = ""; ; ) {
    const page = await credit.listStandingHolds({ after, since: null, limit: 2 })
    if (page.length === 0) break
    after = page.at(-1)?.order_id ?? ""
    seen.push(...page.map(({ order_id }) => order_id))
    if (seen.length === 2) await credit.releaseHold(seen[0] ?? "")
  }
  expect(seen).toHaveLength(all)
  expect(seen).toEqual([...new Set(seen)])
  expect(own.map((one) => seen.includes(one))).toEqual([true, false, true, true, true])
  const [now] = await query<{ now: Date }>(database, "select clock_timestamp() as now")
  expect(await credit.countStandingHolds(now?.now)).toBe(0)
  expect(await credit.listStandingHolds({ after: "", since: now?.now ?? null, limit: 5 })).toEqual([])
})

test("M48: a change of a frozen account is refused as busy, within seconds", async () => {
  const frozen = await newAccount("100")
  const member = { customer_id: newId("cus"), spending_limit: null, spending_period: null }
  const made = await credit.saveTerms(frozen, { credit_limit: "200" }, "usd")
  const checked = { credit_check_id: newId("check"), credit_limit: "50", currency_code: "usd" }
  const calls = [
    () => credit.saveTerms(frozen, { credit_limit: "300" }, "usd"),
    () => credit.undoTerms(frozen, made),
    () => credit.applyLimit(frozen, checked, null),
    () => credit.saveMember(frozen, member, null),
    () => credit.removeMember(frozen, frozen, null),
    () => credit.leaveCredit(frozen, { force: true, actorId: null }),
    () => credit.anonymizeAccount(frozen),
  ]
  const answers = await whileLocked(
    database,
    { sql: "select 1 from clientele_credit_account where customer_id = $1 for update", values: [frozen] },
    () => Promise.all(calls.map((call) => call().catch(({ code }: { code: string }) => code))),
  )
  expect(answers).toEqual(calls.map(() => "account_busy"))
})

test("R22: the currency stays once something was owed, or while something is held", async () => {
  const id = await newAccount("100")
  const asked = request(id, "60")
  await credit.placeHold(asked)
  await expect(credit.saveTerms(id, { currency_code: "eur" }, "usd")).rejects.toMatchObject({
    code: "currency_mismatch",
  })
  await credit.releaseHold(asked.order_id)
  expect((await credit.saveTerms(id, { currency_code: "eur" }, "usd")).after.currency_code).toBe("eur")
  // Guard: the entries in isInUse. An order that owes nothing any more can still be returned.
  const settled = await newAccount("100")
  const order_id = await onAccount(settled, "60")
  await settle(order_id, "0")
  await expect(credit.saveTerms(settled, { currency_code: "eur" }, "usd")).rejects.toMatchObject({
    code: "currency_mismatch",
  })
})

test("M59: a customer is a member of one account, and finds it", async () => {
  const id = await newAccount("100")
  expect(await credit.findMembership(id)).toMatchObject({ account_id: id, currency_code: "usd" })
  expect(await credit.findMembership("cus_nobody")).toBeNull()
  const other = await newAccount("100")
  const add = query(database, "insert into clientele_credit_member (account_id, customer_id) values ($1, $2)", [
    other,
    id,
  ])
  await expect(add).rejects.toThrow(/clientele_credit_member_customer/)
})

test("M57: entries, allocations and changes cannot be changed", async () => {
  await onAccount(await newAccount("100"), "10")
  await expect(query(database, "update clientele_credit_entry set amount = 1")).rejects.toThrow(/append-only/)
  await expect(query(database, "truncate clientele_credit_change")).rejects.toThrow(/append-only/)
})
