import { randomUUID } from "node:crypto"
import knex, { type Knex } from "knex"
import { CheckoutModuleService } from "../../../src/modules/checkout"
import { moveCalendar } from "../../helpers/calendar"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"

let database: TestDatabase
let db: Knex
let checkout: CheckoutModuleService

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 10 } })
  checkout = new CheckoutModuleService({ __pg_connection__: db })
})

afterEach(() => jest.useRealTimers())

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

const ageRequests = (days: number) =>
  query(database, "update clientele_checkout_request set created_at = now() - make_interval(days => $1)", [days])

// Guard: the database's `now()` in sql/leases.ts.
it.each([1, -1])(
  "M49 R46: a process whose clock is %i days off takes no lease of another process, and keeps its own",
  async (days) => {
    const cartId = `cart_${days}`
    const lease = await checkout.takeLease(cartId)
    moveCalendar(days)
    expect(await checkout.takeLease(cartId)).toBeNull()
    await lease?.end()
    const theirs = await checkout.takeLease(cartId)
    jest.useRealTimers()
    expect(await checkout.takeLease(cartId)).toBeNull()
    expect(await theirs?.extend()).toBe(true)
    await theirs?.end()
  },
)

// Guard: the database's `now()` in sql/requests.ts: a forgotten key makes a retry a second order.
it("M49 R46: a process whose clock is ten days ahead deletes no key before its seven days, and a process whose clock is behind deletes it then", async () => {
  const key = { secret: randomUUID(), request: { items: 1 } }
  const secondTry = () => checkout.claim([key], "cart_second")
  moveCalendar(-10)
  expect(await checkout.claim([key], "cart_first")).toBe("cart_first")
  moveCalendar(10)
  await ageRequests(6)
  expect(await checkout.cleanUp()).toBe(0)
  expect(await secondTry()).toBe("cart_first")
  moveCalendar(-10)
  await ageRequests(8)
  expect(await checkout.cleanUp()).toBe(1)
  expect(await secondTry()).toBe("cart_second")
})
