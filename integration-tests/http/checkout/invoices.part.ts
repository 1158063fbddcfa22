import type { HttpTypes } from "@medusajs/framework/types"
import { type AccountShop, eventually } from "./accounts"

type Receivable = { due_at: string | null; po_number: string | null; note: string | null; open_amount: number }
type Listed = { receivables: Receivable[] }

/** R24c: when an invoice is due, and what the buyer writes on it. In this store, terms count from shipping. */
export function invoices(open: () => AccountShop): void {
  const receivables = async (customer: { id: string }) =>
    (await open().shop.admin.get<Listed>(`/admin/customers/${customer.id}/credit/receivables`)).receivables
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

  // Guards: `is_sent_later` in settlementOf; the subscriber credit-shipments.
  it("R24c, M56: an order does not fall due before its goods are sent, and then 30 days after that, for what it costs", async () => {
    const customer = await open().member()
    const order = await open().onTerms(customer, { product: "shirt" })
    await eventually(async () => expect(await receivables(customer)).toMatchObject([{ due_at: null }]))
    const sent = await open().shop.fulfill(order)
    const { order: read } = await open().shop.admin.get<HttpTypes.AdminOrderResponse>(
      `/admin/orders/${sent.id}?fields=*fulfillments,*items`,
    )
    await open().shop.admin.post(`/admin/orders/${sent.id}/fulfillments/${read.fulfillments?.[0]?.id}/shipments`, {
      items: read.items.map(({ id, quantity }) => ({ id, quantity })),
    })
    await eventually(async () =>
      expect(await receivables(customer)).toMatchObject([{ due_at: inDays(30), open_amount: 25 }]),
    )
  })

  it("R24c: an order without goods to send falls due 30 days after it was placed", async () => {
    const customer = await open().member()
    await open().onTerms(customer)
    await eventually(async () => expect(await receivables(customer)).toMatchObject([{ due_at: inDays(30) }]))
  })

  // Guards: checkWords in creditPart; wordsOf in listCreditFacts.
  it("R24c: a purchase order number and a note of the cart are on the receivable; one that is too long is refused", async () => {
    const customer = await open().member()
    const buyer = open().shop.as(customer)
    const { id } = await open().shop.fillCart({ customer, product: "licence" })
    const { payment_collection } = await buyer.post<HttpTypes.StorePaymentCollectionResponse>(
      "/store/payment-collections",
      { cart_id: id },
    )
    const begin = () =>
      buyer.post(`/store/payment-collections/${payment_collection.id}/payment-sessions`, {
        provider_id: "pp_credit_terms",
      })
    for (const metadata of [{ po_number: "x".repeat(51) }, { po_number: 7 }, { note: ["x"] }]) {
      await buyer.post(`/store/carts/${id}`, { metadata: { po_number: null, note: null, ...metadata } })
      await begin()
      expect(await buyer.send("POST", `/store/carts/${id}/complete`)).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining(`metadata.${Object.keys(metadata)[0]}`) },
      })
    }
    await buyer.post(`/store/carts/${id}`, { metadata: { po_number: "PO-77", note: "gate 3" } })
    await begin()
    expect(await buyer.send("POST", `/store/carts/${id}/complete`)).toMatchObject({ body: { type: "order" } })
    await eventually(async () =>
      expect(await receivables(customer)).toMatchObject([{ po_number: "PO-77", note: "gate 3", open_amount: 25 }]),
    )
  })
}
