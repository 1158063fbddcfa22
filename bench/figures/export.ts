import { query, type TestDatabase } from "../../integration-tests/helpers/database"
import type { Customer, Shop } from "../../integration-tests/helpers/shop"
import { copyOrder } from "../lib/copy-order"
import { type Benchmark, type Effort, type Figure, makeFigure } from "../lib/figure"
import { mostResidentMib, residentMib } from "../lib/resident"
import { Closing, openStore } from "../lib/stores"

const ORDERS = 20_000
const ENTRIES = 200_000
/** The short form measures a tenth. */
const SHORT = 10
/** The most that a store's memory may grow while it writes an export (contract M51). */
const BOUND_MB = 150

type Export = { orders: { id: string }[]; points: { ledger: object[] } }

/** Makes a customer with `orders` orders and `entries` ledger entries, whose sum is zero. */
async function newCustomer(shop: Shop, database: TestDatabase, orders: number, entries: number): Promise<Customer> {
  const customer = await shop.register()
  const order = await shop.placeOrder({ customer, also: [{ product: "mug", quantity: 2 }] })
  await copyOrder(database, order.id, orders - 1)
  await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: 5, reason: "benchmark" })
  await query(
    database,
    `insert into clientele_points_entry
     select copy.*
     from (select e.* from clientele_points_entry e join clientele_points_account a on a.id = e.account_id
           where a.mailbox = $1 order by e.version desc limit 1) e, generate_series(1, $2::int) n,
       jsonb_populate_record(null::clientele_points_entry, to_jsonb(e) || jsonb_build_object(
         'version', e.version + n, 'idempotency_key', e.account_id || ':' || n,
         'points', case n % 2 when 1 then 1 else -1 end, 'balance_after', e.balance_after + n % 2)) copy`,
    [customer.email, entries - 1],
  )
  await query(database, "update clientele_points_account set version = version + $2 where mailbox = $1", [
    customer.email,
    entries - 1,
  ])
  await query(database, "vacuum analyze")
  return customer
}

async function measure(closing: Closing, { short, log }: Effort): Promise<Figure[]> {
  const { shop, database, pid } = await openStore(closing, {}, { workerMode: "server" })
  const [orders, entries] = short ? [ORDERS / SHORT, ENTRIES / SHORT] : [ORDERS, ENTRIES]
  const exported = async ({ id }: Customer) =>
    (await shop.admin.get<{ export: Export }>(`/admin/customers/${id}/export`)).export
  // The first export loads code and opens connections.
  await exported(await newCustomer(shop, database, 100, 1000))
  log(`  making ${orders} orders and ${entries} entries`)
  const customer = await newCustomer(shop, database, orders, entries)
  const before = residentMib(pid)
  const started = performance.now()
  const most = await mostResidentMib(pid, async () => {
    const all = await exported(customer)
    const found = [new Set(all.orders.map(({ id }) => id)).size, all.points.ledger.length]
    if (found[0] !== orders || found[1] !== entries) {
      throw new Error(`the export has ${found.join(" orders and ")} entries of ${orders} and ${entries}`)
    }
  })
  const seconds = Math.round((performance.now() - started) / 1000)
  log(`  ${before.toFixed(0)} MiB before, at most ${most.toFixed(0)} MiB in ${seconds} s`)
  return [
    makeFigure({
      bench: "export_memory_mb",
      unit: "MB",
      value: ((most - before) * 2 ** 20) / 1e6,
      reference: `${BOUND_MB} MB`,
      reference_value: BOUND_MB,
    }),
  ]
}

/**
 * Measures how much a store's memory grows while it writes the export of a customer with 200,000 ledger entries and 20,000 orders.
 */
export const exportOfLongHistory: Benchmark = {
  names: ["export_memory_mb"],
  run: (effort) => Closing.during((closing) => measure(closing, effort)),
}
