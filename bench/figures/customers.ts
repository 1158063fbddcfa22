import { setTimeout as sleep } from "node:timers/promises"
import knex, { type Knex } from "knex"
import { type CustomerFilters, CustomerProjectionModuleService } from "../../src/modules/customer_projection"
import { callByCall, p50, p50OfPairs, p95OfAll } from "../lib/call-by-call"
import { type Benchmark, type Effort, type Figure, makeFigure } from "../lib/figure"
import { BUSY_CUSTOMER, BUSY_ORDERS, type Crowd, fillWithCustomers } from "../lib/many-customers"
import { median, milliseconds } from "../lib/measure"
import { Closing, type OpenStore, openStore } from "../lib/stores"

const CROWD: Crowd = { customers: 1_000_000, orders: 5_000_000 }
const CROWD_SHORT: Crowd = { customers: 20_000, orders: 100_000 }

const CALLS = 40
const CALLS_SHORT = 10
const DATABASE_CALLS = 15

const LIMIT = 20
const FIRST_PAGE = `/admin/customer-profiles?limit=${LIMIT}`

type List = { customers: { id: string }[]; count: number; next_cursor: string | null }
type Page = { path: string; expected: number }

/** Makes one side of a comparison: it requests a page, which must have the expected number of rows, or the analytics. */
const asking = ({ shop }: OpenStore, { path, expected }: Page) => ({
  prepare: async () => {},
  call: async () => {
    const answer = await shop.admin.get<Partial<List>>(path)
    if (answer.customers && answer.customers.length !== expected) {
      throw new Error(`${path}: expected ${expected} customers, got ${answer.customers.length}`)
    }
  },
})

const first: Page = { path: FIRST_PAGE, expected: LIMIT }

/** Finds the cursor of the last page but one by its offset. A client that walks there gets the same cursor. */
async function deepCursor({ shop }: OpenStore, customers: number): Promise<string> {
  const before = await shop.admin.get<List>(`${FIRST_PAGE}&offset=${customers - 3 * LIMIT}`)
  if (!before.next_cursor) throw new Error("the list ends too early")
  return before.next_cursor
}

/** Measures the time of the database alone, and checks that each query uses its index. */
async function inDatabase(db: Knex, effort: Effort, filters: Record<string, [CustomerFilters, string | undefined]>) {
  const projection = new CustomerProjectionModuleService({ __pg_connection__: db })
  const pages: { sql: string; bindings: readonly unknown[] }[] = []
  db.on("query", ({ sql, bindings }: { sql: string; bindings: readonly unknown[] }) => {
    if (sql.includes("order by") && !sql.startsWith("explain")) pages.push({ sql, bindings })
  })
  for (const [what, [filter, cursor]] of Object.entries(filters)) {
    const read = () => projection.listCustomers(filter, { order: "-created_at", limit: LIMIT, offset: 0, cursor })
    await read()
    const times: number[] = []
    while (times.length < DATABASE_CALLS) times.push(await milliseconds(read))
    effort.log(`  in the database, with its count: ${what} ${median(times).toFixed(2)} ms`)
  }
  db.removeAllListeners("query")
  const whole = pages.filter(({ sql }, index) => pages.findIndex((page) => page.sql === sql) === index)
  for (const { sql, bindings } of whole) {
    const { rows } = await db.raw<{ rows: { "QUERY PLAN": string }[] }>(`explain ${sql.replace(/\$\d+/g, "?")}`, [
      ...bindings,
    ] as Knex.RawBinding[])
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n")
    if (plan.includes("Seq Scan")) throw new Error(`a page of the list reads the whole table:\n${sql}\n${plan}`)
  }
}

/** An idle PostgreSQL connection reports its statistics after ten seconds. */
const REPORTED_MS = 11_000

/** Measures PostgreSQL's working time for one call: the time of all calls, divided by their number. @returns milliseconds */
async function databaseMs(db: Knex, call: () => Promise<unknown>, calls: number): Promise<number> {
  const worked = async () => {
    await sleep(REPORTED_MS)
    const { rows } = await db.raw<{ rows: { ms: number }[] }>(
      "select active_time as ms from pg_stat_database where datname = current_database()",
    )
    return rows[0]?.ms ?? 0
  }
  const before = await worked()
  for (let done = 0; done < calls; done++) await call()
  return ((await worked()) - before) / calls
}

type Comparison = { bench: string; ours: Page; reference: Page; what: string }

/** Compares two requests over HTTP: median and 95th percentile of each, and the database's share of the plugin's time. */
async function compare(store: OpenStore, db: Knex, { bench, ours, reference, what }: Comparison, effort: Effort) {
  const calls = effort.short ? CALLS_SHORT : CALLS
  const side = asking(store, ours)
  const times = await callByCall({ ours: side, reference: asking(store, reference) }, { calls }, effort)
  return [
    makeFigure({ bench, unit: "ms", reference: what, ...p50OfPairs(times) }),
    makeFigure({ bench: `${bench}_p95`, unit: "ms", reference: `${what}, 95th percentile`, ...p95OfAll(times) }),
    makeFigure({
      bench: `${bench}_database`,
      unit: "ms",
      value: await databaseMs(db, side.call, calls),
      reference: "the whole call over HTTP",
      reference_value: p50(times.ours),
    }),
  ]
}

async function measure(closing: Closing, effort: Effort): Promise<Figure[]> {
  const crowd = effort.short ? CROWD_SHORT : CROWD
  const store = await openStore(closing, {})
  effort.log(`  making ${crowd.customers} customers and ${crowd.orders} orders`)
  await fillWithCustomers(store.database, crowd, effort.log)
  const cursor = await deepCursor(store, crowd.customers)
  const [someone] = (
    await store.shop.admin.get<{ customers: { id: string; email: string }[] }>(`${FIRST_PAGE}&offset=777`)
  ).customers
  const email = someone?.email ?? ""
  const db = knex({ client: "pg", connection: store.database.url, pool: { min: 0, max: 4 } })
  closing.add(() => db.destroy())
  await inDatabase(db, effort, {
    "first page": [{}, undefined],
    "deep page": [{}, cursor],
    "search with one match": [{ q: email }, undefined],
    "search with many": [{ q: "johnson" }, undefined],
    "search of two letters": [{ q: "jo" }, undefined],
    "search without a match": [{ q: "qqqqqq" }, undefined],
    "search of wildcards only": [{ q: "%_".repeat(100) }, undefined],
    "search of a letter among wildcards": [{ q: `a${"%_".repeat(99)}` }, undefined],
    "search of 200 times one letter": [{ q: "a".repeat(200) }, undefined],
    "those who never bought": [{ has_transactions: false }, undefined],
    businesses: [{ is_business: true }, undefined],
  })

  const id = someone?.id ?? ""
  const what = "the first page of the list"
  const comparisons: Comparison[] = [
    {
      bench: "customers_deep_page",
      ours: { path: `${FIRST_PAGE}&cursor=${cursor}`, expected: LIMIT },
      reference: first,
      what: "the first page of the same list",
    },
    {
      bench: "customers_vs_core",
      ours: first,
      reference: { path: `/admin/customers?limit=${LIMIT}`, expected: LIMIT },
      what: "Medusa's own list of the same customers",
    },
    {
      bench: "customers_search",
      ours: { path: `${FIRST_PAGE}&q=${encodeURIComponent(email)}`, expected: 1 },
      reference: first,
      what,
    },
    {
      bench: "customers_filtered",
      ours: { path: `${FIRST_PAGE}&is_business=true`, expected: LIMIT },
      reference: first,
      what,
    },
    {
      bench: "customer_single",
      ours: { path: `/admin/customer-profiles/${id}`, expected: 0 },
      reference: { path: `/admin/customers/${id}`, expected: 0 },
      what: "Medusa's own page of the same customer",
    },
    {
      bench: "customer_analytics",
      ours: { path: `/admin/customers/${BUSY_CUSTOMER}/analytics`, expected: 0 },
      reference: first,
      what: `${what}, beside one of ${BUSY_ORDERS} orders`,
    },
  ]
  const figures: Figure[] = []
  for (const comparison of comparisons) {
    effort.log(`  ${comparison.bench}`)
    figures.push(...(await compare(store, db, comparison, effort)))
  }
  return figures
}

const PAGES = ["customers_deep_page", "customers_vs_core", "customers_search", "customers_filtered"]

/**
 * Measures a store with a million customers and five million orders: a page deep in the list, the list compared with Medusa's own,
 * a search with one result, a filter, one customer, and the figures of a busy customer. The calls go over HTTP with an admin user's
 * token, to a server in a process of its own.
 */
export const customers: Benchmark = {
  names: [...PAGES, "customer_single", "customer_analytics"].flatMap((name) => [
    name,
    `${name}_p95`,
    `${name}_database`,
  ]),
  run: (effort) => Closing.during((closing) => measure(closing, effort)),
}
