import { createDatabase, query, type TestDatabase } from "../helpers/database"
import { eventually } from "../helpers/loyalty"
import { openShop, type Shop } from "../helpers/shop"
import { startStore } from "../helpers/store-server"
import { importsKilled } from "./imports-killed.part"
import { openSession, type Session } from "./session"

// A store that has lived, and is not running any more: what is there now, only the command has made.
let database: TestDatabase
let session: Session

type Health = { health: { queue: { queues: { waiting: number; active: number }[] } } }

const TABLES = {
  clientele_customer_index: "customer_id",
  clientele_customer_order: "order_id",
  clientele_customer_order_line: "order_id, line_id",
  clientele_customer_movement: "order_id, movement_id",
  clientele_customer_stats: "customer_id, currency_code",
}

/** Everything that the projection knows, but for when it was read. */
async function whole(): Promise<string[]> {
  const tables = Object.entries(TABLES).map(([table, key]) =>
    query<{ row: string }>(database, `select (to_jsonb(t) - 'reading')::text as row from ${table} t order by ${key}`),
  )
  return (await Promise.all(tables)).flat().map(({ row }) => row)
}

const forget = () => query(database, `truncate ${Object.keys(TABLES).join(", ")}`)

async function live(shop: Shop): Promise<void> {
  const customer = await shop.register()
  const refunded = await shop.placeOrder({ customer, quantity: 3, capture: true })
  await shop.refund(refunded, 20)
  await shop.placeOrder({ customer, region: "eur", payment: "instant" })
  await shop.cancel(await shop.placeOrder({ customer }))
  const guest = await shop.placeOrder({ product: "mug", capture: true })
  await shop.editOrder(guest, { quantity: 2 })
  await shop.admin.delete(`/admin/customers/${(await shop.register()).id}`)
  await shop.draftOrder(customer.email)
}

beforeAll(async () => {
  database = await createDatabase()
  const store = await startStore({ databaseUrl: database.url })
  try {
    await settle(await openShop(store, { copies: true }))
  } finally {
    await store.stop()
  }
  session = openSession(database.url)
}, 240_000)

/** Lives through a day, and waits until every job about it is done. */
async function settle(shop: Shop): Promise<void> {
  await live(shop)
  // What happens to orders is buffered for a second before it becomes a job; the draft order is the last.
  await eventually(
    () => query(database, "select 1 from clientele_customer_order"),
    (orders) => orders.length === 5,
  )
  await eventually(
    () => shop.admin.get<Health>("/admin/loyalty/health"),
    ({ health }) => health.queue.queues.every(({ waiting, active }) => waiting + active === 0),
  )
}

afterAll(async () => {
  await session?.end()
  await database?.drop()
})

it("R12: a rebuild makes exactly what the events have made", async () => {
  const before = await whole()
  expect(before.filter((row) => row.includes("order_id")).length).toBeGreaterThanOrEqual(10)
  await forget()
  const { code, stdout, stderr } = await session.run("rebuild-stats")
  expect([code, stderr]).toEqual([0, expect.stringContaining("100 %")])
  expect(stdout).toMatch(/^\d+ customers and 5 orders rebuilt\n$/)
  expect(await whole()).toEqual(before)
  // Again, on top of it: nothing is counted twice, and what is gone from Medusa goes from us.
  await query(
    database,
    `insert into clientele_customer_order select (jsonb_populate_record(o, '{"order_id": "order_0ld"}')).*
     from clientele_customer_order o where is_sale limit 1`,
  )
  expect((await session.run("rebuild-stats")).code).toBe(0)
  expect(await whole()).toEqual(before)
})

it("R12: a rebuild that was interrupted continues from its checkpoint", async () => {
  const before = await whole()
  const ids = await query<{ id: string }>(database, 'select id from "order" order by id')
  await forget()
  const third = ids[2]?.id as string
  const interrupt = () =>
    query(
      database,
      "update clientele_customer_projection_checkpoint set phase = 'orders', after_id = $1, done_at = null where name = 'rebuild'",
      [third],
    )
  await interrupt()
  const resumed = await session.run("rebuild-stats", "--json")
  expect(JSON.parse(resumed.stdout)).toEqual({ customers: 0, orders: 2, resumed: true })
  expect(resumed.stderr).toContain("continues from its checkpoint")
  const rows = await query<{ order_id: string }>(database, "select order_id from clientele_customer_order order by 1")
  expect(rows.map(({ order_id }) => order_id)).toEqual(ids.slice(3).map(({ id }) => id))
  await interrupt()
  expect(JSON.parse((await session.run("rebuild-stats", "--restart", "--json")).stdout)).toMatchObject({
    orders: 5,
    resumed: false,
  })
  expect(await whole()).toEqual(before)
})

it("R12: --since takes the orders since a day, and no customers", async () => {
  const before = await whole()
  const today = new Date().toISOString().slice(0, 10)
  const done = await session.run("rebuild-stats", "--since", today, "--json")
  expect(JSON.parse(done.stdout)).toEqual({ customers: 0, orders: 5, resumed: false })
  expect(await whole()).toEqual(before)
  expect((await session.run("rebuild-stats", "--since", "soon")).code).toBe(2)
})

// Guard: fillProjection in sweepCustomers (workflows/projection/sweep-customers.ts).
it("R12: the first sweep of a store that had customers before the plugin makes all that is missing", async () => {
  const before = await whole()
  await forget()
  await query(database, "delete from clientele_customer_projection_checkpoint")
  // From before the overlap: nothing of it has changed lately.
  await query(database, `update customer set updated_at = updated_at - interval '1 day'`)
  await query(database, `update "order" set updated_at = updated_at - interval '1 day'`)
  await query(database, `update order_transaction set updated_at = updated_at - interval '1 day'`)
  expect(await session.sweepCustomers()).toMatchObject({ failed: [], filled: true })
  expect(await whole()).toEqual(before)
})

// Guards: changedCustomers and findChangedOrders in sweepCustomers.
it("R12: a sweep repairs the rows that events have missed, and no more", async () => {
  const before = await whole()
  const [old] = await query<{ id: string }>(database, 'select id from "order" order by id limit 1')
  await query(database, "update clientele_customer_stats set total_orders = 99")
  await query(database, "update clientele_customer_index set document = ''")
  await query(database, "update customer set updated_at = now()")
  await query(database, `update "order" set updated_at = now() where id = $1`, [old?.id])
  const { failed, orders } = await session.sweepCustomers()
  expect(failed).toEqual([])
  // The orders of the last minutes' payments come, too.
  expect(orders).toBeGreaterThanOrEqual(1)
  const customer = await query<{ customer_id: string }>(database, 'select customer_id from "order" where id = $1', [
    old?.id,
  ])
  const after = await whole()
  expect(after.filter((row) => row.includes('"document"'))).toEqual(before.filter((row) => row.includes('"document"')))
  const figures = (rows: string[]) =>
    rows.filter((row) => row.includes('"total_orders"') && row.includes(String(customer[0]?.customer_id)))
  expect(figures(after)).toEqual(figures(before))
})

importsKilled(() => ({ database, session }))
