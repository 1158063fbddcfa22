import type { HttpTypes } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { capturePaymentWorkflow } from "@medusajs/medusa/core-flows"
import { query } from "../helpers/database"
import type { Order } from "../helpers/shop"
import { first } from "../helpers/shop-setup"
import { callsOf, medusa } from "./medusa"
import { seen } from "./store/src/seen"

type Row = Record<string, unknown>
type PaymentModule = {
  deleteCaptures(ids: string[]): Promise<void>
  updatePayment(data: object): Promise<unknown>
  maybeUpdatePaymentCollection_(id: string): Promise<void>
  createPaymentSession(collectionId: string, data: object): Promise<{ id: string }>
}
type OrderModule = {
  addOrderTransactions(data: object): Promise<{ id: string }>
  deleteOrderTransactions(ids: string[]): Promise<void>
}

const sql = (text: string, values: unknown[] = []) => query<Row>(medusa().database, text, values)
const payments = () => medusa().container.resolve<PaymentModule>(Modules.PAYMENT)
const orders = () => medusa().container.resolve<OrderModule>(Modules.ORDER)

/** An order of 25 whose payment method notes what it is told. */
async function place(data: object = {}): Promise<{ order: Order; paymentId: string; collectionId: string }> {
  const { shop } = medusa()
  const cart = await shop.fillCart()
  const { payment_collection } = await shop.guest.post<HttpTypes.StorePaymentCollectionResponse>(
    "/store/payment-collections",
    { cart_id: cart.id },
  )
  const path = `/store/payment-collections/${payment_collection.id}/payment-sessions`
  await shop.guest.post(path, { provider_id: "pp_recorder_recorder", data })
  const { order } = await shop.guest.post<{ order: { id: string } }>(`/store/carts/${cart.id}/complete`)
  const placed = await shop.order(order.id)
  const paymentId = first(first(placed.payment_collections ?? []).payments ?? []).id
  return { order: placed, paymentId, collectionId: payment_collection.id }
}
const capture = (payment_id: string, amount: number, captured_by?: string) =>
  capturePaymentWorkflow(medusa().container).run({ input: { payment_id, amount, captured_by } })
const capturesOf = (paymentId: string) =>
  sql("select id, amount::float8 as amount, created_by from capture where payment_id = $1 order by created_at", [
    paymentId,
  ])
/** An error of Medusa's, which is of another realm than the test. */
const saying = (message: string) => ({ message: expect.stringContaining(message) })
const badgeOf = async ({ id }: Order) => {
  const { payment_status, summary } = await medusa().shop.order(id)
  return [payment_status, Number(summary.pending_difference)]
}

// What captures rest on (ADR 0058).
describe("captures, as the ledger of credit needs them", () => {
  it("R24b: the capture's row is committed, with captured_by and its amount, before the provider is called", async () => {
    const { paymentId } = await place()
    const found: Row[] = []
    const provider = medusa().container.resolve<{ paymentProviderService_: object }>(Modules.PAYMENT)
    await callsOf<[string, { context: { idempotency_key: string } }], unknown>(
      provider.paymentProviderService_,
      "capturePayment",
      () => capture(paymentId, 10, "ccap_mark"),
      async (original, id, input) => {
        found.push(
          ...(await sql("select raw_amount, created_by from capture where id = $1", [input.context.idempotency_key])),
        )
        return original(id, input)
      },
    )
    expect(found).toEqual([{ raw_amount: { value: "10", precision: 20 }, created_by: "ccap_mark" }])
  })

  it("R24b: if the provider throws, Medusa deletes the capture and adds no transaction", async () => {
    const { order, paymentId } = await place({ refuses: true })
    await expect(capture(paymentId, 10)).rejects.toMatchObject(saying("captures nothing"))
    expect(await capturesOf(paymentId)).toEqual([])
    expect(await badgeOf(order)).toEqual(["authorized", 25])
  })

  it("R24b: a capture that has no transaction is booked by the next one, over the amount of that one", async () => {
    const { order, paymentId } = await place()
    await medusa()
      .container.resolve<{ capturePayment(data: object): Promise<unknown> }>(Modules.PAYMENT)
      .capturePayment({ payment_id: paymentId, amount: 10 })
    expect(await badgeOf(order)).toEqual(["partially_captured", 25])
    await capture(paymentId, 15)
    expect(await badgeOf(order)).toEqual(["captured", -5])
  })

  it("R24b: a payment is captured up to its amount, and a refund does not allow another capture", async () => {
    const { shop } = medusa()
    const { order, paymentId } = await place()
    await expect(capture(paymentId, 25.01)).rejects.toMatchObject(
      saying("cannot capture more than the authorized amount"),
    )
    await capture(paymentId, 25)
    await shop.refund(await shop.order(order.id), 5)
    await capture(paymentId, 5)
    expect(await capturesOf(paymentId)).toHaveLength(1)
  })

  it("R24b: with its capture deleted and a transaction against it, an order is unpaid and captured again", async () => {
    const { order, paymentId, collectionId } = await place()
    await capture(paymentId, 25)
    const [made] = await capturesOf(paymentId)
    await payments().deleteCaptures([String(made?.id)])
    await payments().updatePayment({ id: paymentId, captured_at: null })
    await payments().maybeUpdatePaymentCollection_(collectionId)
    const back = { order_id: order.id, currency_code: "usd", amount: -25, reference: "refund", reference_id: made?.id }
    await orders().addOrderTransactions(back)
    expect(await badgeOf(order)).toEqual(["authorized", 25])
    await capture(paymentId, 25)
    expect(await badgeOf(order)).toEqual(["captured", 0])
  })

  it("R24b: a transaction of an older version of the order cannot be deleted from what is outstanding now", async () => {
    const { shop } = medusa()
    const { order, paymentId } = await place()
    await capture(paymentId, 10)
    const [transaction] = await sql("select id from order_transaction where order_id = $1", [order.id])
    await shop.editOrder(await shop.order(order.id), { quantity: 2 })
    expect((await badgeOf(order))[1]).toBe(35)
    await orders().deleteOrderTransactions([String(transaction?.id)])
    expect((await badgeOf(order))[1]).toBe(35)
  })

  it("R24b: an edit cancels a partly captured payment, makes a new collection, and leaves the old one partially_captured", async () => {
    const { shop } = medusa()
    const { order, paymentId } = await place()
    await capture(paymentId, 10)
    await shop.editOrder(await shop.order(order.id), { quantity: 2 })
    const rows = await sql(
      `select c.status, c.amount::float8 as amount, count(p.id) filter (where p.canceled_at is null)::int as live
       from order_payment_collection l join payment_collection c on c.id = l.payment_collection_id
       left join payment p on p.payment_collection_id = c.id
       where l.order_id = $1 and l.deleted_at is null group by c.id order by c.created_at`,
      [order.id],
    )
    expect(rows).toEqual([
      { status: "partially_captured", amount: 25, live: 0 },
      { status: "not_paid", amount: 35, live: 0 },
    ])
  })

  it("R24b: the provider gets the context that code of the server gives a session, and no client can give one", async () => {
    const { shop } = medusa()
    const cart = await shop.fillCart()
    const { payment_collection } = await shop.guest.post<HttpTypes.StorePaymentCollectionResponse>(
      "/store/payment-collections",
      { cart_id: cart.id },
    )
    const session = { provider_id: "pp_recorder_recorder", currency_code: "usd", amount: 25, data: {} }
    await payments().createPaymentSession(payment_collection.id, { ...session, context: { clientele_order_id: "o" } })
    const told = () => seen.provider.filter(({ method }) => method === "initiate").at(-1)?.input.context
    expect(told()).toMatchObject({ clientele_order_id: "o" })
    const path = `/store/payment-collections/${payment_collection.id}/payment-sessions`
    const context = { clientele_order_id: "order_of_somebody" }
    const body = { provider_id: "pp_recorder_recorder", data: { context, ...context }, context }
    const answer = await shop.guest.send("POST", path, body)
    expect(told()).not.toHaveProperty("clientele_order_id", "order_of_somebody")
    const { context: _, ...allowed } = body
    expect(answer.status).toBe(400)
    await shop.guest.post(path, allowed)
    expect(told()).not.toHaveProperty("clientele_order_id")
  })
})
