import { Modules } from "@medusajs/framework/utils"
import { query } from "../helpers/database"
import { first } from "../helpers/shop-setup"
import { callsOf, medusa } from "./medusa"

type Knex = { raw(sql: string, bindings?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }> }
type Transaction = { getTransactionContext(): Knex }
type Context = { transactionManager?: Transaction }
type Adjustment = { code?: string; amount: unknown; is_tax_inclusive?: boolean }
type OrderInput = {
  email?: string
  currency_code: string
  items: { title: string; unit_price: number; quantity: number; adjustments?: Adjustment[] }[]
}
type OrderModule = {
  createOrders(data: OrderInput[], context?: Context): Promise<{ id: string }[]>
  createOrders(data: OrderInput, context?: Context): Promise<{ id: string }>
  deleteOrders(ids: string[], context?: Context): Promise<void>
  listOrderLineItemAdjustments(filters: object, config: object): Promise<Record<string, unknown>[]>
  baseRepository_: { transaction<T>(work: (manager: Transaction) => Promise<T>, options: object): Promise<T> }
}

const order = (title: string): OrderInput => ({
  email: "ann@example.com",
  currency_code: "usd",
  items: [{ title, unit_price: 10, quantity: 1, adjustments: [{ code: "phold_probe", amount: 2 }] }],
})

// What bind-orders takes for granted of the Order module (DESIGN D2).
const orders = () => medusa().container.resolve<OrderModule>(Modules.ORDER)
const rowsOf = (id: string) =>
  query<{ xmin: string }>(medusa().database, 'select xmin::text from "order" where id = $1', [id])

describe("orders in a transaction of ours", () => {
  it("D2: baseRepository_.transaction gives a manager whose getTransactionContext() is knex in that transaction", async () => {
    const ids = await orders().baseRepository_.transaction(async (manager) => {
      const db = manager.getTransactionContext()
      const one = await db.raw("select pg_current_xact_id()::text as id, ?::int as bound", [7])
      const two = await db.raw("select pg_current_xact_id()::text as id")
      expect(one.rows[0]?.bound).toBe(7)
      return [one.rows[0]?.id, two.rows[0]?.id]
    }, {})
    expect(new Set(ids).size).toBe(1)
  })

  it("D2: createOrders takes {transactionManager} and writes in that transaction, before it answers", async () => {
    const { id, xid } = await orders().baseRepository_.transaction(async (manager) => {
      const [made] = await orders().createOrders([order("kept")], { transactionManager: manager })
      const db = manager.getTransactionContext()
      const { rows } = await db.raw('select xmin::text, pg_current_xact_id()::text as xid from "order" where id = ?', [
        made?.id,
      ])
      expect(rows).toEqual([{ xmin: rows[0]?.xid, xid: rows[0]?.xid }])
      expect(await rowsOf(made?.id ?? "")).toEqual([])
      return { id: made?.id ?? "", xid: rows[0]?.xid }
    }, {})
    expect(await rowsOf(id)).toEqual([{ xmin: xid }])
  })

  it("D2: what throws after createOrders takes the order with it", async () => {
    let id = ""
    const failing = orders().baseRepository_.transaction(async (manager) => {
      id = first(await orders().createOrders([order("gone")], { transactionManager: manager })).id
      throw new Error("after the order")
    }, {})
    await expect(failing).rejects.toThrow("after the order")
    expect(await rowsOf(id)).toEqual([])
  })

  it("D2: deleteOrders takes {transactionManager}, too, and deletes the row for good", async () => {
    const { id } = await orders().createOrders(order("deleted"))
    const remove = (fail: boolean) =>
      orders().baseRepository_.transaction(async (manager) => {
        await orders().deleteOrders([id], { transactionManager: manager })
        if (fail) throw new Error("after the deletion")
      }, {})
    await expect(remove(true)).rejects.toThrow("after the deletion")
    expect(await rowsOf(id)).toHaveLength(1)
    await remove(false)
    expect(await rowsOf(id)).toEqual([])
  })

  it("D2: createOrders answers a list for a list of one, and one for one", async () => {
    const made = await orders().createOrders([order("first")])
    expect(made).toEqual([expect.objectContaining({ id: expect.stringMatching(/^order_/) })])
    expect(await orders().createOrders(order("one"))).toHaveProperty("id")
  })

  it("D3: adjustments of orders are listed by order line item, with code, amount and version", async () => {
    const { id } = await orders().createOrders(order("adjusted"))
    const [item] = await query<{ item_id: string }>(
      medusa().database,
      "select item_id from order_item where order_id = $1",
      [id],
    )
    const listed = await orders().listOrderLineItemAdjustments(
      { item_id: [item?.item_id] },
      { select: ["id", "item_id", "code", "amount", "version"] },
    )
    expect(listed).toEqual([
      expect.objectContaining({ item_id: item?.item_id, code: "phold_probe", amount: 2, version: 1 }),
    ])
  })
})

describe("completion of a cart", () => {
  it("D2: it calls createOrders of the instance in the container: a list with email and currency, in no transaction yet", async () => {
    const { shop } = medusa()
    const cart = await shop.fillCart()
    const calls = await callsOf<[OrderInput[], Context?], unknown>(orders(), "createOrders", () =>
      shop.completeCart(cart.id),
    )
    expect(calls.map(([data]) => data)).toEqual([
      [expect.objectContaining({ email: cart.email, currency_code: "usd" })],
    ])
    expect(calls[0]?.[1]?.transactionManager).toBeUndefined()
  })

  // How the order's cart is known before anything links them (ADR 0025).
  it("D2: each line of what createOrders is given names the cart that it was in", async () => {
    const { shop } = medusa()
    const cart = await shop.fillCart()
    const calls = await callsOf<[{ items: { cart_id?: string }[] }[]], unknown>(orders(), "createOrders", () =>
      shop.completeCart(cart.id),
    )
    expect(calls.flatMap(([data]) => data.flatMap(({ items }) => items.map((item) => item.cart_id)))).toEqual([cart.id])
  })

  it("D2: a cart that is completed again answers the same order, also ten times at once, and makes no other", async () => {
    const { shop } = medusa()
    const cart = await shop.fillCart()
    const { payment_collection } = await shop.guest.post<{ payment_collection: { id: string } }>(
      "/store/payment-collections",
      { cart_id: cart.id },
    )
    await shop.guest.post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, {
      provider_id: "pp_system_default",
    })
    const complete = () =>
      shop.guest.send<{ order?: { id: string } }>("POST", `/store/carts/${cart.id}/complete`).then(({ body }) => body)
    const calls = await callsOf(orders(), "createOrders", async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, complete))
      answers.push(await complete())
      expect(new Set(answers.flatMap((answer) => answer.order?.id ?? [])).size).toBe(1)
      expect(answers.at(-1)?.order).toBeDefined()
    })
    expect(calls).toHaveLength(1)
    const links = await query(medusa().database, "select order_id from order_cart where cart_id = $1", [cart.id])
    expect(links).toHaveLength(1)
  })
})
