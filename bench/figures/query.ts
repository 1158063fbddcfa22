import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { createDatabase, query, type TestDatabase } from "../../integration-tests/helpers/database"
import { runMedusa } from "../../integration-tests/helpers/server-process"
import { type PairTimes, p50OfPairs } from "../lib/call-by-call"
import { type Benchmark, type Effort, type Figure, makeFigure } from "../lib/figure"
import { fillWithCustomers } from "../lib/many-customers"
import { median, warnIfNoisy } from "../lib/measure"
import { Closing } from "../lib/stores"

const CUSTOMERS = 20_000
const CONTACTS = 2
const CALLS = 200
const CALLS_SHORT = 50

/** Makes customers who each have a profile and contacts. */
async function fill(database: TestDatabase, log: Effort["log"]): Promise<void> {
  await fillWithCustomers(database, { customers: CUSTOMERS, orders: 0 }, log)
  await query(
    database,
    `insert into clientele_customer_profile (customer_id) select id from customer on conflict (customer_id) do nothing`,
  )
  await query(
    database,
    `insert into clientele_contact (id, customer_id, name, title, is_primary)
     select 'cont_' || c.id || n, c.id, 'Contact ' || n, 'Buyer', n = 1 from customer c, generate_series(1, $1::int) n`,
    [CONTACTS],
  )
  for (const table of ["clientele_customer_profile", "clientele_contact"]) {
    await query(database, `vacuum analyze ${table}`)
  }
}

async function measure(closing: Closing, effort: Effort): Promise<Figure[]> {
  const database = await createDatabase()
  closing.add(database.drop)
  effort.log(`  making ${CUSTOMERS} customers`)
  await fill(database, effort.log)
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "clientele-bench-"))
  closing.add(async () => fs.rmSync(dir, { recursive: true }))
  const answer = path.join(dir, "times.json")
  const calls = String(effort.short ? CALLS_SHORT : CALLS)
  await runMedusa(["exec", "./bench/lib/query-process.ts", answer, calls, String(effort.rounds)], {
    env: { DATABASE_URL: database.url, REDIS_URL: undefined, NODE_ENV: "production", MEDUSA_WORKER_MODE: "server" },
  })
  const times = JSON.parse(fs.readFileSync(answer, "utf8")) as PairTimes
  warnIfNoisy("ours", times.ours.map(median), effort.warn)
  const bench = "query_graph_contacts"
  return [makeFigure({ bench, unit: "ms", reference: "the same page without them", ...p50OfPairs(times) })]
}

/**
 * Compares a page of 20 customers with profile and contacts by `query.graph`, inside the process, with the same page without them.
 */
export const queryContacts: Benchmark = {
  names: ["query_graph_contacts"],
  run: (effort) => Closing.during((closing) => measure(closing, effort)),
}
