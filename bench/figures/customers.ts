import knex, { type Knex } from "knex"
import { type CustomerFilters, CustomerProjectionModuleService } from "../../src/modules/customer_projection"
import { type CallTimes, callByCall, p50, p95 } from "../lib/call-by-call"
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

/** One side: a page that must have so many rows, or the analytics. */
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

/** The last page but one, found by its offset, as a client that has walked there has it. */
async function deepCursor({ shop }: OpenStore, customers: number): Promise<string> {
  const before = await shop.admin.get<List>(`${FIRST_PAGE}&offset=${customers - 3 * LIMIT}`)
  if (!before.next_cursor) throw new Error("the list ends too early")
  return before.next_cursor
}

/** What only the database takes, and that it takes its indexes. */
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

const said = (name: string, times: { ours: CallTimes; reference: CallTimes }) =>
  `  ${name}: p50 ${p50(times.ours).toFixed(1)} ms (reference ${p50(times.reference).toFixed(1)}), ` +
  `p95 ${p95(times.ours).toFixed(1)} ms (reference ${p95(times.reference).toFixed(1)})`

async function measure(closing: Closing, effort: Effort): Promise<Figure[]> {
  const crowd = effort.short ? CROWD_SHORT : CROWD
  const store = await openStore(closing, {})
  effort.log(`  making ${crowd.customers} customers and ${crowd.orders} orders`)
  await fillWithCustomers(store.database, crowd, effort.log)
  const cursor = await deepCursor(store, crowd.customers)
  const [someone] = (await store.shop.admin.get<{ customers: { email: string }[] }>(`${FIRST_PAGE}&offset=777`))
    .customers
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
    "those who never bought": [{ has_transactions: false }, undefined],
    businesses: [{ is_business: true }, undefined],
  })

  const plan = { calls: effort.short ? CALLS_SHORT : CALLS }
  const figures: Figure[] = []
  const compare = async (bench: string, ours: Page, reference: Page, what: string) => {
    const times = await callByCall({ ours: asking(store, ours), reference: asking(store, reference) }, plan, effort)
    effort.log(said(bench, times))
    const values = { value: p50(times.ours), reference_value: p50(times.reference) }
    figures.push(makeFigure({ bench, unit: "ms", reference: what, ...values }))
  }
  const deep = { path: `${FIRST_PAGE}&cursor=${cursor}`, expected: LIMIT }
  await compare("customers_deep_page", deep, first, "the first page of the same list")
  const core = { path: `/admin/customers?limit=${LIMIT}`, expected: LIMIT }
  await compare("customers_vs_core", first, core, "Medusa's own list of the same customers")
  const search = { path: `${FIRST_PAGE}&q=${encodeURIComponent(email)}`, expected: 1 }
  await compare("customers_search", search, first, "the first page of the list")
  const analytics = { path: `/admin/customers/${BUSY_CUSTOMER}/analytics`, expected: 0 }
  await compare(
    "customer_analytics",
    analytics,
    first,
    `the first page of the list, beside one of ${BUSY_ORDERS} orders`,
  )
  return figures
}

/**
 * A store of a million customers and five million orders: the list deep inside, the list beside Medusa's own, a search that
 * finds one, and the figures of a busy customer. Over HTTP with an admin's token, against a server of its own.
 */
export const customers: Benchmark = {
  names: ["customers_deep_page", "customers_vs_core", "customers_search", "customer_analytics"],
  run: (effort) => Closing.during((closing) => measure(closing, effort)),
}
