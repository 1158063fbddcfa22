import knex, { type Knex } from "knex"
import { AGING_BUCKETS, CreditModuleService, type Terms } from "../../../src/modules/credit"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"
import { withServer } from "../../helpers/database-server"
import { randomOf } from "./random"

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

async function newAccount(terms: Terms = {}, currency = "usd"): Promise<string> {
  const id = newId("cus")
  await credit.saveTerms(id, { credit_limit: "100000", payment_terms: "net_30", ...terms }, currency)
  return id
}

async function settle(order_id: string, target: string, due_on: string) {
  const { fencing_token } = await credit.drawReading([order_id])
  return (await credit.settle([{ order_id, target, issued_on: "2020-01-01", due_on }], fencing_token))[0]
}

async function charge(account_id: string, amount: string, due_on: string, currency_code = "usd"): Promise<string> {
  const order_id = newId("order")
  const asked = { order_id, account_id, customer_id: account_id, cart_id: null, payment_session_id: null, amount }
  await credit.placeHold({ ...asked, currency_code, over_limit: "reject", override: true })
  await settle(order_id, amount, due_on)
  return order_id
}

const cash = (account_id: string, amount: string) => ({
  account_id,
  amount,
  idempotency_key: newId("key"),
  actor_id: null,
  reason: "by hand",
})

/** Rows that the ledger has just written were written at this moment. */
async function writtenAt(moment: string): Promise<void> {
  await withServer(async (client) => {
    await client.query("set session_replication_role = replica")
    for (const [table, column] of [
      ["entry", "created_at"],
      ["allocation", "created_at"],
      ["due_change", "changed_at"],
    ]) {
      const fresh = `${column} > clock_timestamp() - interval '1 hour'`
      await client.query(`update clientele_credit_${table} set ${column} = $1 where ${fresh}`, [moment])
    }
  }, database.name)
}

const agingOf = async (account_id: string, as_of: string, service = credit) =>
  (await service.getAging({ as_of, account_id, limit: 10, offset: 0 })).accounts[0]

/** What is in no bucket is left out. */
async function buckets(account_id: string, as_of: string, service = credit): Promise<Record<string, string>> {
  const aged = await agingOf(account_id, as_of, service)
  const figures = Object.entries(aged ?? {}).filter(([name]) => !["account_id", "currency_code"].includes(name))
  return Object.fromEntries(figures.filter(([, amount]) => amount !== "0"))
}

test("R28: an item is current up to its due date, then in the bucket of its days late, over leap days and month ends", async () => {
  const account = await newAccount()
  await charge(account, "10", "2020-01-31")
  await writtenAt("2019-12-01T12:00:00Z")
  const expected: [string, string][] = [
    ["2019-11-30", ""],
    ["2019-12-01", "current"],
    ["2020-01-31", "current"],
    ["2020-02-01", "d1_30"],
    // The 30th day, as 2020 has a 29 February: 29 days in February and one of March.
    ["2020-03-01", "d1_30"],
    ["2020-03-02", "d31_60"],
    ["2020-03-31", "d31_60"],
    ["2020-04-01", "d61_90"],
    ["2020-04-30", "d61_90"],
    ["2020-05-01", "d90_plus"],
    ["2026-01-01", "d90_plus"],
  ]
  const found = []
  for (const [day] of expected) {
    found.push([day, Object.keys(await buckets(account, day)).filter((one) => one !== "balance")[0] ?? ""])
  }
  expect(found).toEqual(expected)
})

// Guards: earlier_due, cash_change, item_change in sql/read-aging.ts; the trigger clientele_credit_receivable_due_change.
test.each([1, 2, 3, 4])(
  "R28: the ageing of each earlier day stays what it was on that day, whatever is posted later (seed %i)",
  async (seed) => {
    const random = randomOf(seed)
    const account = await newAccount({ allocation: seed % 2 ? "automatic" : "manual", short_payment_tolerance: "2" })
    const dayOf = (step: number) => new Date(Date.UTC(2020, 0, 20 + step * 3)).toISOString().slice(0, 10)
    const orders: string[] = []
    const amount = () => `${1 + random(90)}.${10 + random(89)}`
    const anOrder = () => orders[random(orders.length || 1)] ?? "none"
    const due = () => new Date(Date.UTC(2020, 0, random(120))).toISOString().slice(0, 10)
    const anItem = async () => {
      const statuses = ["open", "overdue"] as const
      const { receivables } = await credit.listReceivables(account, { statuses, limit: 50, offset: 0 })
      return receivables[random(receivables.length || 1)]
    }
    const allocations = async () => [{ receivable_id: (await anItem())?.id ?? "none", amount: "1" }]
    const posted: string[] = []
    const note = ({ entry }: { entry: { id: string } }) => posted.push(entry.id)
    const operations: (() => Promise<unknown>)[] = [
      async () => orders.push(await charge(account, amount(), due())),
      async () => orders.push(await charge(account, amount(), due())),
      async () => settle(anOrder(), random(3) ? amount() : "0", due()),
      async () => note(await credit.recordPayment(cash(account, amount()))),
      async () => note(await credit.recordPayment({ ...cash(account, amount()), allocations: await allocations() })),
      async () => note(await credit.adjust({ ...cash(account, amount()), due_on: due() })),
      async () => note(await credit.adjust(cash(account, `-${amount()}`))),
      async () => note(await credit.recordCreditMemo(cash(account, amount()))),
      async () => note(await credit.refundUnapplied(cash(account, "1"))),
      async () => note(await credit.writeOff({ ...cash(account, "1"), receivable_id: (await anItem())?.id ?? "none" })),
      async () => credit.allocate({ ...cash(account, ""), allocations: await allocations() }),
      async () => credit.reverse({ ...cash(account, ""), entry_id: posted[random(posted.length || 1)] ?? "none" }),
    ]
    const then: { day: string; expected: unknown }[] = []
    for (let step = 0; step < 60; step++) {
      const operation = operations[random(operations.length)] as () => Promise<unknown>
      await operation().catch((error: { code?: string }) => {
        if (!error.code || error.code === "unexpected") throw error
      })
      await writtenAt(`${dayOf(step)}T13:00:00Z`)
      then.push({ day: dayOf(step), expected: await stateOn(account, dayOf(step)) })
    }
    const now = await Promise.all(
      then.map(async ({ day }) => ({ day, expected: (await agingOf(account, day)) ?? NOTHING })),
    )
    expect(
      now.map(({ day, expected: { account_id: _a, currency_code: _c, ...rest } }) => ({ day, expected: rest })),
    ).toEqual(then)
    // And by its own figures: Σ of the buckets − unapplied = balance.
    for (const { expected } of now) {
      const sum = AGING_BUCKETS.reduce((total, bucket) => total + Math.round(Number(expected[bucket]) * 100), 0)
      expect(sum - Math.round(Number(expected.unapplied) * 100)).toBe(Math.round(Number(expected.balance) * 100))
    }
    // Statements of any two days: opening + Σ rows = closing, and both are the balances of those days.
    const cents = (amount: string) => Math.round(Number(amount) * 100)
    const balanceAt = (step: number) => cents((then[step]?.expected as { balance: string } | undefined)?.balance ?? "0")
    for (let n = 0; n < 15; n++) {
      const [first, second] = [random(60), random(60)].sort((a, b) => a - b) as [number, number]
      const { opening, closing, rows, aging } = await credit.getStatement(account, {
        from: dayOf(first),
        to: dayOf(second),
      })
      expect([cents(opening), cents(closing)]).toEqual([balanceAt(first - 1), balanceAt(second)])
      expect(rows.reduce((sum, { amount }) => sum + cents(amount), cents(opening))).toBe(cents(closing))
      expect(rows.map(({ balance }) => cents(balance)).at(-1) ?? cents(opening)).toBe(cents(closing))
      expect(aging.balance).toBe(closing)
    }
  },
)

const NOTHING = {
  account_id: "",
  currency_code: "",
  ...Object.fromEntries([...AGING_BUCKETS, "unapplied", "balance"].map((one) => [one, "0"])),
} as unknown as NonNullable<Awaited<ReturnType<typeof agingOf>>>

/** What the account's own rows say at this moment, for the day that it stands for. */
async function stateOn(account_id: string, day: string): Promise<unknown> {
  const [row] = await query<Record<string, string>>(
    database,
    `select ${[
      ["current", "$2::date - due_on <= 0"],
      ["d1_30", "$2::date - due_on between 1 and 30"],
      ["d31_60", "$2::date - due_on between 31 and 60"],
      ["d61_90", "$2::date - due_on between 61 and 90"],
      ["d90_plus", "$2::date - due_on >= 91"],
    ]
      .map(([name, when]) => `trim_scale(coalesce(sum(open) filter (where ${when}), 0))::text as ${name}`)
      .join(", ")},
       (select trim_scale(unapplied)::text from clientele_credit_account where customer_id = $1) as unapplied,
       (select trim_scale(balance)::text from clientele_credit_account where customer_id = $1) as balance
     from clientele_credit_receivable where account_id = $1`,
    [account_id, day],
  )
  return row
}

// Guard: the second condition of `later` in sql/read-aging.ts.
test("R28: a day ends at midnight of the store's time zone, also where the calendar repeats it or leaves it out", async () => {
  const cases: [string, string, string, string][] = [
    // zone, the last moment of the day, the first of the next day, the day
    ["Europe/Berlin", "2020-03-29T21:59:59Z", "2020-03-29T22:00:00Z", "2020-03-29"],
    // 1 November 2020 at 1 am was midnight again.
    ["America/Havana", "2020-11-01T03:59:59Z", "2020-11-01T04:30:00Z", "2020-10-31"],
    // 29 March 2020 began at 1 am.
    ["Asia/Beirut", "2020-03-28T21:59:59Z", "2020-03-28T22:00:00Z", "2020-03-28"],
    // There was no 30 December 2011.
    ["Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z", "2011-12-29"],
  ]
  for (const [timeZone, before, after, day] of cases) {
    const service = new CreditModuleService({ __pg_connection__: db }, { credit: { timeZone } })
    const account = await newAccount()
    await charge(account, "1", "2030-01-01")
    await writtenAt(before)
    await charge(account, "2", "2030-01-01")
    await writtenAt(after)
    expect([timeZone, await buckets(account, day, service)]).toEqual([timeZone, { current: "1", balance: "1" }])
  }
})

test("R28: all accounts by currency, unapplied cash apart; pages and DSO", async () => {
  const own = await createDatabase()
  const connection = knex({ client: "pg", connection: own.url })
  try {
    const service = new CreditModuleService({ __pg_connection__: connection })
    for (const [id, currency, amount, paid] of [
      ["cus_a", "usd", "900", "300"],
      ["cus_b", "usd", "100.50", "200"],
      ["cus_c", "jpy", "5000", "1"],
      ["cus_d", "usd", "50", "50"],
    ] as const) {
      await service.saveTerms(
        id,
        { credit_limit: "100000", allocation: id === "cus_b" ? "manual" : "automatic" },
        currency,
      )
      const asked = {
        order_id: `order_${id}`,
        account_id: id,
        customer_id: id,
        cart_id: null,
        payment_session_id: null,
      }
      await service.placeHold({ ...asked, amount, currency_code: currency, over_limit: "reject" })
      const { fencing_token } = await service.drawReading([asked.order_id])
      await service.settle(
        [{ order_id: asked.order_id, target: amount, issued_on: "2020-01-01", due_on: "2020-02-01" }],
        fencing_token,
      )
      await service.recordPayment(cash(id, paid))
    }
    const { currencies, accounts, count } = await service.getAging({ limit: 2, offset: 1 })
    const nothing = { current: "0", d1_30: "0", d31_60: "0", d61_90: "0" }
    expect(currencies).toEqual([
      // 500.50 ÷ 1050.50 × 90
      {
        currency_code: "usd",
        accounts: 2,
        ...nothing,
        d90_plus: "700.5",
        unapplied: "200",
        balance: "500.5",
        dso: 42.9,
      },
      { currency_code: "jpy", accounts: 1, ...nothing, d90_plus: "4999", unapplied: "0", balance: "4999", dso: 90 },
    ])
    expect(count).toBe(3)
    expect(accounts.map(({ account_id }) => account_id)).toEqual(["cus_b", "cus_c"])
    expect(accounts[0]).toMatchObject({ d90_plus: "100.5", unapplied: "200", balance: "-99.5" })
    const yen = await service.getAging({ currency_code: "JPY", limit: 10, offset: 0 })
    expect([yen.count, yen.currencies.length]).toEqual([1, 1])
    expect(await service.getAging({ as_of: "2020-01-01", limit: 10, offset: 0 })).toEqual({
      as_of: "2020-01-01",
      currencies: [],
      accounts: [],
      count: 0,
    })
  } finally {
    await connection.destroy()
    await own.drop()
  }
})

test("R28: a statement has the entries of its days, and none of the words that are for the staff", async () => {
  const account = await newAccount()
  await charge(account, "100", "2020-02-29")
  await writtenAt("2020-01-31T23:59:59Z")
  const paid = await credit.recordPayment({
    ...cash(account, "30"),
    reference: "cheque 7",
    note: "rude",
    dated_on: "2020-01-30",
  })
  await writtenAt("2020-02-01T00:00:00Z")
  const february = await credit.getStatement(account, { from: "2020-02-01", to: "2020-02-29" })
  expect(february).toEqual({
    account_id: account,
    currency_code: "usd",
    from: "2020-02-01",
    to: "2020-02-29",
    opening: "100",
    rows: [
      {
        id: paid.entry.id,
        type: "payment",
        amount: "-30",
        balance: "70",
        posted_on: "2020-02-01",
        dated_on: "2020-01-30",
        due_on: null,
        order_id: null,
        receivable_id: null,
        reference: "cheque 7",
        reverses: null,
        po_number: null,
      },
    ],
    closing: "70",
    aging: { current: "70", d1_30: "0", d31_60: "0", d61_90: "0", d90_plus: "0", unapplied: "0", balance: "70" },
  })
  expect(JSON.stringify(february)).not.toMatch(/rude|by hand/)
  const [month] = [new Date().toISOString().slice(0, 8)]
  expect(await credit.getStatement(account)).toMatchObject({
    from: `${month}01`,
    opening: "70",
    rows: [],
    closing: "70",
  })
  await expect(credit.getStatement("cus_none")).rejects.toMatchObject({ code: "not_found" })
  for (const [period, field] of [
    [{ from: "2020-03-01", to: "2020-02-01" }, "from:"],
    [{ to: "2999-01-01" }, "to:"],
    [{ from: "2020-02-30", to: "2020-03-01" }, "from:"],
  ] as const) {
    const message = expect.stringContaining(field)
    await expect(credit.getStatement(account, period)).rejects.toMatchObject({ code: "invalid_request", message })
  }
})

// Guard: MAX_STATEMENT_ROWS in getStatement.
test("R28: a period with more than 5000 entries is refused, and a part of it is not", async () => {
  const account = await newAccount()
  await query(
    database,
    `insert into clientele_credit_entry (account_id, version, type, amount, balance_after, idempotency_key, request_hash, created_at)
     select $1, n, 'adjustment', 1, n, $1 || n, '', '2020-01-01T12:00:00Z'::timestamptz + n * interval '1 minute' from generate_series(1, 5001) n`,
    [account],
  )
  await query(database, "update clientele_credit_account set balance = 5001, version = 5001 where customer_id = $1", [
    account,
  ])
  await expect(credit.getStatement(account, { from: "2020-01-01", to: "2020-02-01" })).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringMatching(/^from: .*5000/),
  })
  const { opening, rows, closing } = await credit.getStatement(account, { from: "2020-01-02", to: "2020-02-01" })
  expect([Number(opening) + rows.length, closing]).toEqual([5001, "5001"])
})

test("R16: payment days are weighted by the money, from invoice to payment; what was reversed does not count", async () => {
  const account = await newAccount({ allocation: "manual" })
  const [first, second] = [await charge(account, "100", "2020-02-01"), await charge(account, "50", "2999-01-01")]
  const pay = async (order_id: string, amount: string, dated_on: string) =>
    credit.recordPayment({ ...cash(account, amount), dated_on, allocations: [{ order_id, amount }] })
  expect(await credit.getPaymentHabits(account, null)).toMatchObject({ payment_days: null })
  await pay(first, "90", "2020-01-11")
  await pay(second, "10", "2020-02-10")
  const bounced = await pay(second, "40", "2020-12-31")
  await credit.reverse({ ...cash(account, ""), entry_id: bounced.entry.id })
  const { payment_days, days_overdue } = await credit.getPaymentHabits(account, null)
  // (90 × 10 + 10 × 40) ÷ 100
  expect(Number(payment_days)).toBe(13)
  expect(days_overdue).toBeGreaterThan(2000)
  const recent = await credit.getPaymentHabits(account, new Date("2020-02-01T12:00:00Z"))
  expect(Number(recent.payment_days)).toBe(40)
})

test.each(["2999-01-01", "2026-02-30", "yesterday"])(
  "R28: %s is no day of an ageing, and the refusal names as_of",
  async (as_of) => {
    await expect(credit.getAging({ as_of, limit: 1, offset: 0 })).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("as_of:"),
    })
  },
)
