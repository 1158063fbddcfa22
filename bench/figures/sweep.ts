import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { createDatabase, query, type TestDatabase } from "../../integration-tests/helpers/database"
import { withServer } from "../../integration-tests/helpers/database-server"
import { runMedusa } from "../../integration-tests/helpers/server-process"
import { openShop } from "../../integration-tests/helpers/shop"
import { startStore } from "../../integration-tests/helpers/store-server"
import { copyOrder } from "../lib/copy-order"
import { type Benchmark, type Effort, type Figure, makeFigure } from "../lib/figure"
import { median } from "../lib/measure"
import { Closing, loyaltyOn } from "../lib/stores"

const CHANGED = 100
const FEW = 10_000
const MANY = 1_000_000
const MANY_SHORT = 100_000

/** SQL for an old id, as Medusa would have made it in the 1970s. */
const old = (prefix: string) => `'${prefix}_00' || lpad(n::text, 24, '0')`

/** Old rows of the tables that a sweep reads: copies of the placed order's rows, each for its own order or payment. */
const OLD: readonly [table: string, share: number, own: string][] = [
  ['"order"', 1, `'id', ${old("order")}, 'display_id', 1000000 + n`],
  ["order_summary", 1, `'id', ${old("ordsum")}, 'order_id', ${old("order")}`],
  ["order_transaction", 1, `'id', ${old("ordtrx")}, 'order_id', ${old("order")}`],
  ["capture", 1, `'id', ${old("capt")}, 'payment_id', ${old("pay")}`],
  ["customer", 0.2, `'id', ${old("cus")}, 'email', 'old' || n || '@example.com'`],
]

async function addOld(database: TestDatabase, count: number): Promise<void> {
  for (const [table, share, own] of OLD) {
    await withServer(async (client) => {
      // Nothing reads the old payments, so the copies do without foreign keys.
      await client.query("set session_replication_role = replica")
      await client.query(
        `insert into ${table} select (jsonb_populate_record(null::${table}, to_jsonb(original) || jsonb_build_object(
           'created_at', now() - interval '30 days', 'updated_at', now() - interval '30 days', ${own}))).*
         from (select * from ${table} order by id limit 1) original, generate_series(1, $1::int) n`,
        [Math.round(count * share)],
      )
    }, database.name)
  }
  await query(database, "vacuum analyze")
}

async function makeStore(closing: Closing): Promise<TestDatabase> {
  const database = await createDatabase()
  closing.add(database.drop)
  const store = await startStore({ databaseUrl: database.url, options: loyaltyOn })
  try {
    const shop = await openShop(store)
    await shop.register()
    const order = await shop.placeOrder({ payment: "instant", quantity: 2 })
    await copyOrder(database, order.id, CHANGED - 1)
  } finally {
    await store.stop()
  }
  await query(
    database,
    `insert into clientele_customer_projection_checkpoint (name, phase, after_id, done_at) values ('fill', 'orders', '', now())
     on conflict (name) do update set phase = 'orders', after_id = '', done_at = now()`,
  )
  return database
}

async function measureOne(database: TestDatabase, rounds: number): Promise<number[]> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "clientele-bench-"))
  const answer = path.join(dir, "times.json")
  try {
    await runMedusa(["exec", "./bench/lib/sweep-process.ts", answer, String(rounds), String(CHANGED)], {
      env: {
        DATABASE_URL: database.url,
        REDIS_URL: undefined,
        CLIENTELE_OPTIONS: JSON.stringify(loyaltyOn),
        CLIENTELE_TEST_PAYMENT: "true",
        MEDUSA_WORKER_MODE: "server",
      },
    })
    return JSON.parse(fs.readFileSync(answer, "utf8")) as number[]
  } finally {
    fs.rmSync(dir, { recursive: true })
  }
}

async function measure(closing: Closing, effort: Effort): Promise<Figure[]> {
  const many = effort.short ? MANY_SHORT : MANY
  const small = await makeStore(closing)
  const large = await createDatabase({ template: small.name })
  closing.add(large.drop)
  effort.log(`  making ${FEW} and ${many} old orders`)
  await addOld(small, FEW)
  await addOld(large, many)
  const times: { large: number[]; small: number[] } = { large: [], small: [] }
  for (let turn = 0; turn < (effort.short ? 1 : 3); turn++) {
    times.small.push(...(await measureOne(small, effort.rounds)))
    times.large.push(...(await measureOne(large, effort.rounds)))
    effort.log(`  ours ${Math.round(median(times.large))} ms, reference ${Math.round(median(times.small))} ms`)
  }
  return [
    makeFigure({
      bench: "sweep_1m_orders",
      unit: "ms",
      value: median(times.large),
      reference: `the same with ${FEW} orders`,
      reference_value: median(times.small),
    }),
  ]
}

/** Measures both sweeps with 100 changed orders in a store of 1,000,000 orders and 200,000 customers (contract M52). */
export const sweepOfManyOrders: Benchmark = {
  names: ["sweep_1m_orders"],
  run: (effort) => Closing.during((closing) => measure(closing, effort)),
}
