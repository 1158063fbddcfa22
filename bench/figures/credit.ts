import { query } from "../../integration-tests/helpers/database"
import type { Connection } from "../../src/kernel/database"
import { type CallSide, callByCall, p50OfPairs, p95OfAll } from "../lib/call-by-call"
import {
  ACCOUNTS,
  type CreditLedger,
  fillAccount,
  fillOpenItems,
  newHold,
  openCreditLedger,
} from "../lib/credit-ledger"
import { type Benchmark, type Effort, makeFigure } from "../lib/figure"
import { anyOf, checkpoint } from "../lib/ledger"
import { callsPerSecond, inTurn, median, milliseconds } from "../lib/measure"
import { pgbench } from "../lib/pgbench"
import { Closing, openStore } from "../lib/stores"
import { IN_FLIGHT } from "./awards"

type Plan = { name: string; script: string; reference: string; account: () => number }

const INSERT = { name: "bench_order", text: "insert into bench_limit.orders (id) values ($1)" }

/**
 * Places a hold as an order does: in a transaction that has written the order's row. The other work of the transaction is as cheap
 * as possible.
 */
async function hold({ credit, db }: CreditLedger, account: number): Promise<void> {
  const request = newHold(account)
  const connection: Connection = await db.client.acquireConnection()
  const lent = { acquireConnection: async () => connection, releaseConnection: () => {} }
  try {
    await connection.query({ text: "begin", values: [] })
    await connection.query({ ...INSERT, values: [request.order_id] })
    const outcome = await credit.placeHold(request, { raw: db.raw, client: lent })
    if (outcome.status !== "held") throw new Error(`the hold was ${outcome.status}`)
    await connection.query({ text: "commit", values: [] })
  } finally {
    db.client.releaseConnection(connection)
  }
}

async function measure(plan: Plan, effort: Effort) {
  const ledger = await openCreditLedger({ filled: true })
  try {
    const limit = { url: ledger.database.url, clients: IN_FLIGHT }
    const { ours, reference } = await inTurn(
      {
        ours: async (seconds) => {
          await checkpoint(ledger)
          return callsPerSecond(() => hold(ledger, plan.account()), { inFlight: IN_FLIGHT, seconds })
        },
        reference: async (seconds) => {
          await checkpoint(ledger)
          return pgbench(plan.script, { ...limit, seconds })
        },
      },
      effort,
    )
    const values = { value: ours, reference_value: reference }
    return [makeFigure({ bench: plan.name, unit: "holds/s", reference: plan.reference, ...values })]
  } finally {
    await ledger.close()
  }
}

const benchmark = (plan: Plan): Benchmark => ({ names: [plan.name], run: (effort) => measure(plan, effort) })

export const creditCharge = benchmark({
  name: "credit_charge_16",
  script: "credit_charge.sql",
  reference: "pgbench, the same transaction: lock, check, write",
  account: () => anyOf(ACCOUNTS),
})

export const creditHot = benchmark({
  name: "credit_hot_16",
  script: "credit_hot.sql",
  reference: "pgbench, the same transaction, all on one account",
  account: () => 1,
})

const MANY = 200_000
const FEW = 100

/** The page of a credit account: terms, balance, overdue amount, newest entries and open items. */
const page = ({ credit }: CreditLedger, accountId: string) =>
  Promise.all([
    credit.listAccounts([accountId]),
    credit.getOverdue(accountId),
    credit.listMembers(accountId),
    credit.listEntries(accountId, null, 50),
    credit.listReceivables(accountId, { statuses: ["open", "overdue"], limit: 50, offset: 0 }),
  ])

/** Compares the page of a giant account with that of a small account. */
export const creditBalanceRead: Benchmark = {
  names: ["credit_balance_read_200k"],
  run: async (effort) => {
    const ledger = await openCreditLedger({ filled: false })
    try {
      effort.log(`  filling an account with ${MANY} entries`)
      await fillAccount(ledger.database, "cus_large", MANY)
      await fillAccount(ledger.database, "cus_small", FEW)
      for (const table of ["entry", "receivable", "account", "member"]) {
        await ledger.db.raw(`vacuum analyze clientele_credit_${table}`)
      }
      const read = (accountId: string) => async (seconds: number) => {
        const times: number[] = []
        for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
          times.push(await milliseconds(() => page(ledger, accountId)))
        }
        return median(times)
      }
      const { ours, reference } = await inTurn({ ours: read("cus_large"), reference: read("cus_small") }, effort)
      const what = `the same reads at ${FEW} entries`
      const bench = "credit_balance_read_200k"
      return [makeFigure({ bench, unit: "ms", value: ours, reference: what, reference_value: reference })]
    } finally {
      await ledger.close()
    }
  },
}

const CHECKED_ENTRIES = 2_000
const CALLS = 40
const CALLS_SHORT = 10

async function checks(closing: Closing, effort: Effort) {
  const { shop, database } = await openStore(closing, {})
  const customer = await shop.register()
  await fillAccount(database, customer.id, CHECKED_ENTRIES)
  await query(database, "vacuum analyze")
  const side = (call: () => Promise<unknown>): CallSide<null> => ({ prepare: async () => null, call })
  const sides = {
    ours: side(() => shop.admin.post(`/admin/customers/${customer.id}/credit-check`)),
    reference: side(() => shop.admin.get(`/admin/customers/${customer.id}`)),
  }
  const times = await callByCall(sides, { calls: effort.short ? CALLS_SHORT : CALLS }, effort)
  const what = "Medusa's own page of the customer"
  return [
    makeFigure({ bench: "credit_check", unit: "ms", reference: `${what}, p50`, ...p50OfPairs(times) }),
    makeFigure({ bench: "credit_check_p95", unit: "ms", reference: `${what}, p95`, ...p95OfAll(times) }),
  ]
}

/** Measures a credit check by the built-in model on an account with some history. */
export const creditCheck: Benchmark = {
  names: ["credit_check", "credit_check_p95"],
  run: (effort) => Closing.during((closing) => checks(closing, effort)),
}

const OPEN_ITEMS = 100_000
const OPEN_ITEMS_SHORT = 10_000
const PAGE = 50

/** The smallest query for an ageing table: the sums of open amounts by account and bucket, and the first page of accounts. */
const PLAIN = `
  with aged as (
    select account_id, sum(open) as total,
      sum(open) filter (where current_date - due_on <= 0) as current,
      sum(open) filter (where current_date - due_on between 1 and 30) as d1_30,
      sum(open) filter (where current_date - due_on between 31 and 60) as d31_60,
      sum(open) filter (where current_date - due_on between 61 and 90) as d61_90,
      sum(open) filter (where current_date - due_on > 90) as d90_plus
    from clientele_credit_receivable where open > 0 group by account_id
  )
  select (select jsonb_agg(to_jsonb(x)) from (select * from aged order by total desc, account_id limit ${PAGE}) x) as accounts,
    (select to_jsonb(y) from (select count(*), sum(total) as total, sum(current) as current, sum(d1_30) as d1_30,
      sum(d31_60) as d31_60, sum(d61_90) as d61_90, sum(d90_plus) as d90_plus from aged) y) as totals`

/** Compares the ageing table of all accounts with the plain statement that sums the same rows. */
export const aging: Benchmark = {
  names: ["aging_100k"],
  run: async (effort) => {
    const ledger = await openCreditLedger({ filled: false })
    try {
      await fillOpenItems(ledger.database, effort.short ? OPEN_ITEMS_SHORT : OPEN_ITEMS)
      await ledger.db.raw("vacuum analyze")
      const today = new Date().toISOString().slice(0, 10)
      const timed = (call: () => PromiseLike<unknown>) => async (seconds: number) => {
        const times: number[] = []
        for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
          times.push(await milliseconds(async () => call()))
        }
        return median(times)
      }
      const sides = {
        ours: timed(() => ledger.credit.getAging({ as_of: today, limit: PAGE, offset: 0 })),
        reference: timed(() => ledger.db.raw(PLAIN)),
      }
      const { ours, reference } = await inTurn(sides, effort)
      const what = "plain SQL that sums the same rows"
      return [makeFigure({ bench: "aging_100k", unit: "ms", value: ours, reference: what, reference_value: reference })]
    } finally {
      await ledger.close()
    }
  },
}
