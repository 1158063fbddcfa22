import { createDatabase, query, type TestDatabase } from "../helpers/database"
import { whileLocked } from "../helpers/locked"
import { type Customer, type Order, openShop, type Shop } from "../helpers/shop"
import { type Store, startStore } from "../helpers/store-server"
import { rowsBelow } from "./command"
import { openSession, type Session } from "./session"

// A store that serves without workers: what its orders on terms owe, nobody has posted. A download costs 20.
let database: TestDatabase
let store: Store
let shop: Shop
let session: Session

const clientele = (...args: string[]) => session.run(...args)
const sql = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
  query<Row>(database, text, values)

type Reconciled = {
  receivables: {
    checked: number
    differences: { order_id: string; owes: string; charged: string | null; change: string; posted: boolean }[]
    strays: { order_id: string; kind: string; amount: string; hindrance: string | null; taken_back: boolean }[]
    failed: { order_id: string; message: string }[]
  }
}
const reconciled = async (...args: string[]) => {
  const { code, stdout } = await clientele("reconcile", "--json", ...args)
  return { code, ...(JSON.parse(stdout) as Reconciled).receivables }
}

async function member(): Promise<Customer> {
  const customer = await shop.register()
  await shop.admin.post(`/admin/customers/${customer.id}/credit`, { credit_limit: 1000, payment_terms: "net_30" })
  return customer
}
const buy = async (customer: Customer, quantity = 1) =>
  shop.placeOrder({ customer, product: "download", quantity, payment: "terms" })

/** As a completion leaves it that was killed before order and cart were linked. */
async function cutOff({ id }: Order): Promise<void> {
  await sql("delete from order_cart where order_id = $1", [id])
  await sql("delete from order_payment_collection where order_id = $1", [id])
  await sql("update clientele_credit_hold set created_at = now() - interval '3 minutes' where order_id = $1", [id])
}

const account = async ({ id }: Customer) =>
  (
    await sql<{ balance: string; held: string }>(
      `select trim_scale(balance)::text as balance, trim_scale(held)::text as held from clientele_credit_account
       where customer_id = $1`,
      [id],
    )
  )[0]

let buyer: Customer
let late: Order
let edited: Order

beforeAll(async () => {
  database = await createDatabase()
  store = await startStore({ databaseUrl: database.url, workerMode: "server" })
  shop = await openShop(store, { copies: true })
  session = openSession(database.url)
  buyer = await member()
  late = await buy(buyer)
  edited = await buy(buyer)
  await clientele("reconcile", "--repair", "--order", edited.id)
  await shop.editOrder(await shop.order(edited.id), { quantity: 3 })
}, 240_000)

afterAll(async () => {
  await session?.end()
  await store?.stop()
  await database?.drop()
}, 60_000)

// Guard: reconcileCredit in cli/commands/reconcile.ts.
it("R24, R28: without --repair shows what orders owe beside what their receivables charge, and writes nothing", async () => {
  const { code, stdout, stderr } = await clientele("reconcile")
  expect(code).toBe(1)
  expect(rowsBelow(stdout, "order on terms")).toEqual([
    [`#${late.display_id}`, late.id, buyer.id, "USD", "20", "none", "+20"],
    [`#${edited.display_id}`, edited.id, buyer.id, "USD", "60", "20", "+40"],
  ])
  expect(stdout).toContain(
    "\n2 orders on terms compared, 2 differences: nothing was written. To post them, run again with --repair",
  )
  expect(stderr).toContain("100 % | 2 of 2 orders on terms\n")
  expect(await account(buyer)).toEqual({ balance: "20", held: "20" })
})

it("R28: --order and --since narrow it down", async () => {
  expect(await reconciled("--order", String(edited.display_id))).toMatchObject({
    checked: 1,
    differences: [{ order_id: edited.id, owes: "60", charged: "20", change: "40", posted: false }],
  })
  expect(await reconciled("--since", new Date().toISOString())).toMatchObject({ code: 0, checked: 0, differences: [] })
})

// Guards: `busy` in repair; `locked` in settle (modules/credit/service.ts), without which the second order waits again.
it("M48, R28: an account that another session has locked keeps no other account's orders from being settled", async () => {
  const other = await member()
  const [free] = [await buy(other), await buy(buyer)]
  const lock = { sql: "select 1 from clientele_credit_account where customer_id = $1 for update", values: [buyer.id] }
  const { code, differences, failed } = await whileLocked(database, lock, () => reconciled("--repair"))
  expect(code).toBe(1)
  expect(failed).toHaveLength(3)
  expect(new Set(failed.map(({ message }) => message))).toEqual(
    new Set(["another database session has locked the credit account; the next sweep tries again"]),
  )
  expect(differences.filter(({ posted }) => posted)).toMatchObject([{ order_id: free.id, change: "20" }])
  expect([await account(other), await account(buyer)]).toEqual([
    { balance: "20", held: "0" },
    { balance: "20", held: "40" },
  ])
})

it("R24, R28: --repair posts the differences, once", async () => {
  const repair = await clientele("reconcile", "--repair")
  expect(repair.code).toBe(0)
  expect(repair.stdout).toContain("\n4 orders on terms compared, 3 differences: 3 posted\n")
  expect(await account(buyer)).toEqual({ balance: "100", held: "0" })
  const again = await clientele("reconcile", "--repair")
  expect([again.code, again.stdout]).toEqual([
    0,
    "4 orders compared, no differences\n\n4 orders on terms compared, no differences\n",
  ])
})

describe("orders that nobody bought", () => {
  // Guards: attempt_over in orphanOf; linkedOrders.
  it("R28, M55: an order of a completion that was killed is an orphan once the completion is over, and a repair takes it back", async () => {
    const customer = await member()
    const order = await buy(customer)
    await cutOff(order)
    await sql("update clientele_credit_hold set created_at = now() where order_id = $1", [order.id])
    expect(await reconciled("--order", order.id)).toMatchObject({ strays: [], differences: [{ order_id: order.id }] })
    await cutOff(order)
    const shown = await clientele("reconcile", "--order", order.id)
    expect(rowsBelow(shown.stdout, "stray order")).toEqual([[order.id, customer.id, "USD", "20", "orphan"]])
    expect([shown.code, await account(customer)]).toEqual([1, { balance: "0", held: "20" }])
    const repaired = await reconciled("--repair", "--order", order.id)
    expect(repaired).toMatchObject({ code: 0, differences: [], strays: [{ kind: "orphan", taken_back: true }] })
    expect(await account(customer)).toEqual({ balance: "0", held: "0" })
    expect(await sql('select 1 from "order" where id = $1', [order.id])).toEqual([])
  })

  it("R28: a receivable whose order Medusa does not have any more is brought to 0", async () => {
    const customer = await member()
    const order = await buy(customer)
    await clientele("reconcile", "--repair", "--order", order.id)
    expect(await account(customer)).toEqual({ balance: "20", held: "0" })
    const copies = await sql('select * from "order" where id = $1', [order.id])
    expect(copies).toHaveLength(1)
    await sql('delete from "order" where id = $1', [order.id])
    const gone = { order_id: order.id, kind: "gone", amount: "20", hindrance: null }
    expect(await reconciled()).toMatchObject({ code: 1, strays: [{ ...gone, taken_back: false }] })
    expect(await reconciled("--repair")).toMatchObject({ code: 0, strays: [{ ...gone, taken_back: true }] })
    expect(await account(customer)).toEqual({ balance: "0", held: "0" })
    expect(await reconciled()).toMatchObject({ code: 0, strays: [] })
  })

  const HINDRANCES: [string, (order: Order) => Promise<unknown>][] = [
    [
      "paid",
      ({ id }) =>
        sql(
          `update payment_session set provider_id = 'pp_system_default', status = 'authorized' where payment_collection_id in
             (select payment_collection_id from cart_payment_collection where cart_id =
               (select cart_id from clientele_credit_hold where order_id = $1))`,
          [id],
        ),
    ],
    ["no_cart", ({ id }) => sql("update clientele_credit_hold set cart_id = 'cart_gone' where order_id = $1", [id])],
    ["changed", ({ id }) => sql(`update "order" set version = 2 where id = $1`, [id])],
    ["kept_as_deleted", ({ id }) => sql('update "order" set deleted_at = now() where id = $1', [id])],
  ]
  // Guards: hindranceOfCart, isTouched, keptAsDeleted.
  it.each(HINDRANCES)("R28: one that is %s is shown and left to a person", async (hindrance, make) => {
    const customer = await member()
    const order = await buy(customer)
    await cutOff(order)
    await make(order)
    const kind = hindrance === "kept_as_deleted" ? "gone" : "orphan"
    const found = await reconciled("--repair")
    expect(found).toMatchObject({ code: 1, strays: [{ order_id: order.id, kind, hindrance, taken_back: false }] })
    expect(await account(customer)).toEqual({ balance: "0", held: "20" })
    await sql("delete from clientele_credit_hold where order_id = $1", [order.id])
    await sql("update clientele_credit_account set held = 0 where customer_id = $1", [customer.id])
  })
})
