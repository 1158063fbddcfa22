import knex, { type Knex } from "knex"
import { withDeadline } from "../../../src/kernel/deadline"
import { CustomerProjectionModuleService, type ProjectedOrder } from "../../../src/modules/customer_projection"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"
import { customer, newId, order } from "./orders"

let database: TestDatabase
let db: Knex
let projection: CustomerProjectionModuleService

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 20 } })
  projection = new CustomerProjectionModuleService({ __pg_connection__: db })
})

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

const save = async (orders: ProjectedOrder[], gone: string[] = []) =>
  projection.saveOrders(orders, gone, await projection.drawReading())

const page = { order: "-created_at", limit: 20, offset: 0 } as const

async function isTransacted(customerId: string): Promise<boolean> {
  const found = await projection.listCustomers({ external_id: customerId, has_transactions: true }, page)
  return found.count === 1
}

async function index(customerId: string, given = {}): Promise<void> {
  const row = customer({ customer_id: customerId, external_id: customerId, ...given })
  await projection.saveCustomers([row], [], await projection.drawReading())
}

test("R12: figures are exact, by currency, and only of orders that count", async () => {
  const id = newId("cus")
  await save([
    order({ customer_id: id, paid: "0.1", revenue: "0.1" }),
    order({ customer_id: id, paid: "0.2", placed_at: new Date("2026-02-01T00:00:00Z") }),
    order({ customer_id: id, currency_code: "jpy", paid: "12345678901234567890", refunded: "1" }),
    order({ customer_id: id, is_sale: false, is_transaction: false, paid: "0", status: "draft" }),
    order({ customer_id: id, is_sale: false, paid: "20", refunded: "20", status: "canceled" }),
  ])
  expect(await projection.listStats([id, newId("cus")])).toEqual([
    expect.objectContaining({ currency_code: "jpy", total_orders: 1, total_spent: "12345678901234567889" }),
    {
      customer_id: id,
      currency_code: "usd",
      total_orders: 2,
      total_spent: "0.3",
      first_order_at: new Date("2026-01-15T12:00:00Z"),
      last_order_at: new Date("2026-02-01T00:00:00Z"),
    },
  ])
})

// Guard: `lockAll(db, "customer", …)` in writeOrders (sql/write.ts): without it the sums are made of what each saw.
test("R12: twenty projections of one order and twenty orders of one customer at once count each order once", async () => {
  const id = newId("cus")
  await index(id)
  const one = order({ customer_id: id })
  await Promise.all(Array.from({ length: 20 }, () => save([one])))
  expect(await projection.listStats([id])).toMatchObject([{ total_orders: 1, total_spent: "20" }])
  await Promise.all(Array.from({ length: 20 }, () => save([order({ customer_id: id })])))
  expect(await projection.listStats([id])).toMatchObject([{ total_orders: 21, total_spent: "420" }])
  expect(await isTransacted(id)).toBe(true)
})

// Guard: `where clientele_customer_order.reading <= excluded.reading` in upsertOrders (sql/write.ts).
test("R12: an older reading that arrives later changes nothing", async () => {
  const id = newId("cus")
  const early = await projection.drawReading()
  const late = await projection.drawReading()
  const paid = order({ customer_id: id })
  await projection.saveOrders([{ ...paid, refunded: "20", revenue: "0" }], [], late)
  await projection.saveOrders([paid], [], early)
  expect(await projection.listStats([id])).toMatchObject([{ total_orders: 1, total_spent: "0" }])
})

// Guard: `before` in writeOrders (sql/write.ts).
test("R12: a transferred order leaves its old customer's figures, and a deleted order leaves all figures", async () => {
  const [from, to] = [newId("cus"), newId("cus")]
  await Promise.all([index(from), index(to)])
  const moved = order({ customer_id: from })
  await save([moved])
  expect([await isTransacted(from), await isTransacted(to)]).toEqual([true, false])
  await save([{ ...moved, customer_id: to }])
  expect(await projection.listStats([from, to])).toMatchObject([{ customer_id: to, total_orders: 1 }])
  expect([await isTransacted(from), await isTransacted(to)]).toEqual([false, true])
  await save([], [moved.order_id])
  expect(await projection.listStats([from, to])).toEqual([])
  expect(await isTransacted(to)).toBe(false)
})

// Guard: `lockAll(db, "order", ids)` in writeOrders (sql/write.ts): without it neither sees the other's new row.
test("R12: an order whose first two readings name two customers counts for one of them", async () => {
  const pairs = Array.from({ length: 20 }, () => ({ id: newId("order"), customers: [newId("cus"), newId("cus")] }))
  await Promise.all(
    pairs.flatMap(({ id, customers }) => customers.map((customer_id) => save([order({ order_id: id, customer_id })]))),
  )
  const counted = await Promise.all(pairs.map(({ customers }) => projection.listStats(customers)))
  expect(counted.map((stats) => stats.length)).toEqual(pairs.map(() => 1))
})

test("R12: orders that move in both directions between two customers cause no deadlock and give right sums", async () => {
  const customers = [newId("cus"), newId("cus"), newId("cus")]
  const orders = Array.from({ length: 12 }, () => order({ customer_id: customers[0] as string }))
  await Promise.all(
    Array.from({ length: 40 }, (_one, turn) =>
      save(orders.map((one, n) => ({ ...one, customer_id: customers[(n + turn) % 3] as string })).reverse()),
    ),
  )
  await save(orders.map((one, n) => ({ ...one, customer_id: customers[n % 3] as string })))
  const stats = await projection.listStats(customers)
  expect(stats.map(({ total_orders }) => total_orders)).toEqual([4, 4, 4])
})

// Guard: the lock in writeIndex (sql/write.ts): without it a new row and a first order can miss each other.
test("R11 R12: a customer and the first order that are written at once find each other", async () => {
  const ids = Array.from({ length: 20 }, () => newId("cus"))
  await Promise.all(ids.flatMap((id) => [index(id), save([order({ customer_id: id })])]))
  expect(await Promise.all(ids.map(isTransacted))).toEqual(ids.map(() => true))
})

// Guards: IN_INDEX in searchPatterns (domain/search.ts); the look at whether there is a list in searchCondition (sql/list.ts).
test("M40: a search of punctuation alone reads no customer, neither for its page nor for its count", async () => {
  const crowd = "from generate_series(1, 20000) n"
  await db.raw(
    `insert into clientele_customer_index (customer_id, reading, created_at, document)
     select 'cus_crowd_' || n, 0, now() - n * interval '1 minute', ' ' || md5(n::text) || '@example.com smith ' || n ${crowd}`,
  )
  await db.raw("analyze clientele_customer_index")
  const asked: { sql: string; bindings: Knex.RawBinding[] }[] = []
  const listen = ({ sql, bindings }: (typeof asked)[number]) => asked.push({ sql, bindings })
  try {
    for (const q of ["%_".repeat(100), "__", "\\".repeat(100), "'; -- '"]) {
      asked.length = 0
      db.on("query", listen)
      expect([q, (await projection.listCustomers({ q }, page)).count]).toEqual([q, 0])
      db.removeListener("query", listen)
      expect(asked).toHaveLength(2)
      for (const { sql, bindings } of asked) {
        const { rows } = await db.raw<{ rows: object[] }>(`explain ${sql.replace(/\$\d+/g, "?")}`, [...bindings])
        const plan = rows.flatMap((row) => Object.values(row)).join("\n")
        expect(plan).toContain("One-Time Filter: false")
      }
    }
  } finally {
    db.removeListener("query", listen)
    await db.raw("delete from clientele_customer_index where customer_id like 'cus_crowd_%'")
  }
})

test("R10: an older reading of a customer changes nothing, and a deleted customer leaves no personal data", async () => {
  const id = newId("cus")
  const early = await projection.drawReading()
  await index(id, { email: "newer@example.com", name: "Newer" })
  const older = customer({ customer_id: id, external_id: id, email: "older@example.com" })
  await projection.saveCustomers([older], [], early)
  expect((await projection.listCustomers({ email: "older@example.com" }, page)).count).toBe(0)
  expect((await projection.listCustomers({ email: " Newer@Example.com" }, page)).customer_ids).toEqual([id])

  await projection.saveCustomers([], [id], await projection.drawReading())
  await projection.saveCustomers([older], [], early)
  expect((await projection.listCustomers({ external_id: id }, page)).count).toBe(0)
  const { rows } = await db.raw("select * from clientele_customer_index where customer_id = ?", [id])
  expect(JSON.stringify(rows)).not.toMatch(/newer|older/i)
})

// Guard: the limit in readCount, and the larger of both numbers after it (sql/list.ts).
test("R10: a count is exact up to 10,000, and beyond that an estimate that is never less", async () => {
  const fill = (from: number, to: number) =>
    query(
      database,
      `insert into clientele_customer_index (customer_id, reading, created_at, external_id, is_active)
       select 'cus_many_' || n, 1, now(), 'many', false from generate_series(${from}, ${to}) n`,
    )
  const count = () => projection.listCustomers({ external_id: "many" }, { ...page, order: "created_at", limit: 1 })
  await fill(1, 10_000)
  expect(await count()).toMatchObject({ count: 10_000, count_is_estimate: false, has_more: true })
  await fill(10_001, 10_050)
  const many = await count()
  expect(many.count_is_estimate).toBe(true)
  expect(many.count).toBeGreaterThan(10_000)
  const deep = await projection.listCustomers({ external_id: "many" }, { ...page, limit: 20, offset: 10_020 })
  expect(deep.count).toBeGreaterThanOrEqual(10_041)
  expect(await projection.listCustomers({ external_id: "MANY" }, page)).toMatchObject({ count: 0 })
})

// Guards: `bounded` in each of these methods of CustomerProjectionModuleService.
test("M48: the state of a customers' sweep is written, or refused within seconds while another session locks its table", async () => {
  const at = new Date()
  const pass = { after_id: "", since: at, started_at: at }
  await projection.getWatermark("sweep")
  const writes = [
    () => projection.advanceWatermark("sweep", at),
    () => projection.setPass("orders", pass),
    () => projection.setCheckpoint("m48", { phase: "orders", after_id: "", since: null, done_at: at }),
    () => projection.noteFailed("orders", ["order_m48"], []),
  ]
  const holding = await db.transaction()
  try {
    await holding.raw(`lock table clientele_customer_projection_checkpoint, clientele_customer_projection_failure
      in share row exclusive mode`)
    const tried = writes.map((write) => withDeadline(30_000, "the write", write()))
    for (const answer of await Promise.allSettled(tried)) {
      expect(answer).toMatchObject({ status: "rejected", reason: { code: "55P03" } })
    }
  } finally {
    await holding.rollback()
  }
  for (const write of writes) await write()
}, 60_000)
