import { BigNumber, Modules } from "@medusajs/framework/utils"
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
  listOrderItems(filters: object, config: object): Promise<{ item_id: string; version: number }[]>
  retrieveOrder(
    id: string,
    config: object,
  ): Promise<{ version: number; total: unknown; summary: { pending_difference: unknown } }>
  createOrderChange(data: object): Promise<{ id: string }>
  addOrderAction(data: object): Promise<unknown>
  previewOrderChange(orderId: string): Promise<{ total: unknown }>
  confirmOrderChange(data: object): Promise<unknown>
  undoLastChange(orderId: string, change: object): Promise<void>
  registerFulfillment(data: object): Promise<unknown>
  createReturn(data: object): Promise<unknown>
  baseRepository_: { transaction<T>(work: (manager: Transaction) => Promise<T>, options: object): Promise<T> }
}

const order = (title: string): OrderInput => ({
  email: "ann@example.com",
  currency_code: "usd",
  items: [{ title, unit_price: 10, quantity: 1, adjustments: [{ code: "phold_probe", amount: 2 }] }],
})

// What decorate-orders takes for granted of the Order module (ADR 0002).
const orders = () => medusa().container.resolve<OrderModule>(Modules.ORDER)
const rowsOf = (id: string) =>
  query<{ xmin: string }>(medusa().database, 'select xmin::text from "order" where id = $1', [id])

describe("orders in a transaction of ours", () => {
  it("ADR 0002: baseRepository_.transaction gives a manager whose getTransactionContext() is knex in that transaction", async () => {
    const ids = await orders().baseRepository_.transaction(async (manager) => {
      const db = manager.getTransactionContext()
      const one = await db.raw("select pg_current_xact_id()::text as id, ?::int as bound", [7])
      const two = await db.raw("select pg_current_xact_id()::text as id")
      expect(one.rows[0]?.bound).toBe(7)
      return [one.rows[0]?.id, two.rows[0]?.id]
    }, {})
    expect(new Set(ids).size).toBe(1)
  })

  it("ADR 0002: createOrders takes {transactionManager} and writes in that transaction, before it answers", async () => {
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

  it("ADR 0002: an error after createOrders rolls the order back", async () => {
    let id = ""
    const failing = orders().baseRepository_.transaction(async (manager) => {
      id = first(await orders().createOrders([order("gone")], { transactionManager: manager })).id
      throw new Error("after the order")
    }, {})
    await expect(failing).rejects.toThrow("after the order")
    expect(await rowsOf(id)).toEqual([])
  })

  it("ADR 0002: deleteOrders takes {transactionManager}, too, and deletes the row for good", async () => {
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

  it("ADR 0002: createOrders answers a list for a list of one order, and one order for one order", async () => {
    const made = await orders().createOrders([order("first")])
    expect(made).toEqual([expect.objectContaining({ id: expect.stringMatching(/^order_/) })])
    expect(await orders().createOrders(order("one"))).toHaveProperty("id")
  })

  it("ADR 0003: adjustments of orders are listed by order line item, with code, amount and version", async () => {
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

// What decorate-order-changes takes for granted of methods that Medusa does not document (ADR 0036).
describe("a change of an order", () => {
  type Line = { id: string; quantity: unknown; unit_price: unknown; detail: object; adjustments: Adjustment[] }
  type Call = [
    order: { id: string; version: number; items: Line[] },
    rows: { item_id: string; order_id: string; version: number }[],
    methods: unknown[],
    adjustments: (Adjustment & { item_id: string; version: number })[],
    methodAdjustments: unknown[],
    context?: Context,
  ]
  const METHOD = "includeTaxLinesAndAdjustmentsToPreview"

  /** An order of one line of 10.00 that a discount of 2.00 lowers, and an open change of it to three pieces. */
  async function changing(title: string) {
    const { id } = await orders().createOrders(order(title))
    const [item] = await orders().listOrderItems({ order_id: id }, { select: ["id", "item_id"] })
    const itemId = String(item?.item_id)
    const change = await orders().createOrderChange({ order_id: id, change_type: "edit" })
    await orders().addOrderAction({
      order_id: id,
      order_change_id: change.id,
      version: 2,
      action: "ITEM_UPDATE",
      details: { reference_id: itemId, quantity: 3 },
    })
    return { id, itemId, changeId: change.id }
  }
  const adjustmentsOf = (itemId: string, version: number) =>
    orders().listOrderLineItemAdjustments(
      { item_id: [itemId], version: [version] },
      { select: ["id", "code", "amount"] },
    )
  const totalOf = async (id: string) => Number((await orders().retrieveOrder(id, { select: ["total"] })).total)

  it(`ADR 0036: a confirmation calls ${METHOD} of the instance in its transaction: the order as it becomes, its new rows and adjustments`, async () => {
    const { id, itemId, changeId } = await changing("confirmed")
    const calls = await callsOf<Call, void>(orders(), METHOD, () => orders().confirmOrderChange({ id: changeId }))
    expect(calls).toHaveLength(1)
    const context = calls[0]?.[5]
    const [changed, rows, , adjustments] = JSON.parse(JSON.stringify(calls[0]?.slice(0, 4)))
    const detail = { return_received_quantity: 0, return_dismissed_quantity: 0 }
    const line = { id: itemId, quantity: 3, unit_price: 10, detail, adjustments: [{ code: "phold_probe", amount: 2 }] }
    expect(changed).toMatchObject({ id, version: 1, items: [line] })
    expect(rows).toMatchObject([{ item_id: itemId, order_id: id, version: 2 }])
    expect(adjustments).toMatchObject([{ item_id: itemId, version: 2, code: "phold_probe", amount: 2 }])
    expect(typeof context?.transactionManager?.getTransactionContext).toBe("function")
  })

  it(`ADR 0036: Medusa stores the adjustments that ${METHOD} keeps, and total and summary follow them`, async () => {
    const { id, itemId, changeId } = await changing("lowered")
    const lower = async (original: (...args: Call) => Promise<void>, ...args: Call) => {
      await original(...args)
      const amount = new BigNumber(7)
      const own = { code: "phold_probe", amount, raw_amount: amount.raw }
      for (const line of args[0].items) line.adjustments = [own]
      args[3].splice(0, args[3].length, { ...own, item_id: itemId, version: 2 })
    }
    const preview = callsOf<Call, void>(
      orders(),
      METHOD,
      async () => expect(Number((await orders().previewOrderChange(id)).total)).toBe(23),
      lower,
    )
    expect(await preview).toHaveLength(1)
    await callsOf<Call, void>(orders(), METHOD, () => orders().confirmOrderChange({ id: changeId }), lower)
    expect(await adjustmentsOf(itemId, 2)).toMatchObject([{ code: "phold_probe", amount: 7 }])
    expect(await totalOf(id)).toBe(23)
    const { summary } = await orders().retrieveOrder(id, { select: ["id"], relations: ["summary"] })
    expect(Number(summary.pending_difference)).toBe(23)
  })

  it(`ADR 0036: a fulfilment and a return call ${METHOD}, too`, async () => {
    const { id } = await orders().createOrders(order("returned"))
    const [item] = await orders().listOrderItems({ order_id: id }, { select: ["id", "item_id"] })
    const all = { order_id: id, items: [{ id: item?.item_id, quantity: 1 }] }
    const calls = await callsOf<Call, void>(orders(), METHOD, async () => {
      await orders().registerFulfillment(all)
      await orders().createReturn(all)
    })
    expect(calls.map(([changed]) => changed.id)).toEqual([id, id])
  })

  // Once Medusa deletes them itself, dropUndone in decorate-order-changes.ts has nothing to do.
  it("ADR 0036: undoLastChange takes the order a version back and leaves the adjustments of the undone one", async () => {
    const { id, itemId, changeId } = await changing("undone")
    await orders().confirmOrderChange({ id: changeId })
    await orders().undoLastChange(id, { id: changeId, status: "requested" })
    expect((await orders().retrieveOrder(id, { select: ["id", "version"] })).version).toBe(1)
    expect(await orders().listOrderItems({ order_id: id, version: 2 }, { select: ["id"] })).toEqual([])
    expect(await adjustmentsOf(itemId, 2)).toHaveLength(1)
  })
})

describe("completion of a cart", () => {
  it("ADR 0002: it calls createOrders of the instance in the container: a list with email and currency, in no transaction yet", async () => {
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
  it("ADR 0002: each line in the input of createOrders names its cart", async () => {
    const { shop } = medusa()
    const cart = await shop.fillCart()
    const calls = await callsOf<[{ items: { cart_id?: string }[] }[]], unknown>(orders(), "createOrders", () =>
      shop.completeCart(cart.id),
    )
    expect(calls.flatMap(([data]) => data.flatMap(({ items }) => items.map((item) => item.cart_id)))).toEqual([cart.id])
  })

  it("ADR 0002: a cart that is completed again answers the same order, also ten times at once, and makes no other", async () => {
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
