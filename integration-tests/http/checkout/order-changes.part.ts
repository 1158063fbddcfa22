import type { HttpTypes } from "@medusajs/framework/types"
import { runInStore } from "../../faults/in-store"
import { loyaltyOf } from "../../helpers/loyalty"
import { apply, give, tokenOf } from "../../helpers/redemption"
import { type Customer, type OrderPlan, PRICES } from "../../helpers/shop"
import { type AccountShop, eventually } from "./accounts"

type Order = HttpTypes.AdminOrder

/** What is done with an order on terms, and what it owes in the end. A licence is 25, a shirt 20 and its shipping 5. */
type Row = {
  title: string
  plan?: OrderPlan & { limit?: number; points?: number; giftCard?: number; currency?: string }
  act?: (order: Order, shop: AccountShop, customer: Customer) => Promise<unknown>
  owes: number
  /** The payment of ours that is there to be captured afterwards; what is owed without it. */
  payment?: number | null
}

const later = async (order: Order, { shop }: AccountShop) => shop.order(order.id)

/** An order whose goods were sent. */
const sent = async (order: Order, shop: AccountShop) => shop.shop.fulfill(await later(order, shop))

const SHIRT: OrderPlan = { product: "shirt" }
const TWO: OrderPlan = { ...SHIRT, quantity: 2 }

export const ROWS: Row[] = [
  {
    title: "canceled before its payment was captured",
    act: (order, { shop }) => shop.cancel(order),
    owes: 0,
    payment: null,
  },
  {
    title: "edited up within the limit",
    act: (order, { shop }) => shop.editOrder(order, { quantity: 3 }),
    owes: 75,
  },
  {
    title: "edited up beyond the limit: the goods are promised by then",
    plan: { limit: 30 },
    act: (order, { shop }) => shop.editOrder(order, { quantity: 3 }),
    owes: 75,
  },
  {
    title: "edited down",
    plan: { quantity: 2 },
    act: (order, { shop }) => shop.editOrder(order, { quantity: 1 }),
    owes: 25,
  },
  {
    title: "edited up, then down, then canceled",
    act: async (order, { shop }) => {
      await shop.editOrder(order, { quantity: 3 })
      const down = await shop.editOrder(await shop.order(order.id), { quantity: 2 })
      await shop.cancel(down)
    },
    owes: 0,
    payment: null,
  },
  {
    title: "returned in part",
    plan: TWO,
    act: async (order, shop) => {
      const after = await sent(order, shop)
      await shop.shop.receiveReturn(after, await shop.shop.requestReturn(after, 1))
    },
    owes: 25,
  },
  {
    title: "exchanged for something cheaper",
    plan: SHIRT,
    act: async (order, shop) => {
      const after = await sent(order, shop)
      const { return_id } = await shop.shop.exchange(after, { product: "mug" })
      await shop.shop.receiveReturn(after, return_id)
    },
    owes: 5 + PRICES.mug,
  },
  {
    title: "exchanged for two of it",
    plan: SHIRT,
    act: async (order, shop) => {
      const after = await sent(order, shop)
      const { return_id } = await shop.shop.exchange(after, { product: "shirt", sent: 2 })
      await shop.shop.receiveReturn(after, return_id)
    },
    owes: 45,
  },
  {
    title: "replaced by a claim",
    plan: SHIRT,
    act: async (order, shop) => {
      const after = await sent(order, shop)
      const { return_id } = await shop.shop.claim(after, "replace", { product: "shirt", unitPrice: 0 })
      await shop.shop.receiveReturn(after, return_id)
    },
    owes: 5,
  },
  {
    title: "part of it captured by another provider, as an admin user marks it as paid",
    act: async (order, { shop }) => {
      await shop.markAsPaid(await shop.editOrder(order, { quantity: 1 }))
    },
    owes: 0,
    payment: null,
  },
  {
    title: "with a credit line of 5, of which Medusa emits nothing: the sweep sees it",
    act: async (order, { shop, store }) => {
      const line = { amount: 5, reference: "order", reference_id: order.id }
      await shop.admin.post(`/admin/orders/${order.id}/credit-lines`, line)
      await runInStore(store, "sweep", "credit")
    },
    owes: 20,
    payment: null,
  },
  {
    title: "taken back by a claim",
    plan: SHIRT,
    act: async (order, shop) => {
      const after = await sent(order, shop)
      const { return_id } = await shop.shop.claim(after, "refund", {})
      await shop.shop.receiveReturn(after, return_id)
    },
    owes: 5,
    payment: null,
  },
  {
    // As a completion leaves it that failed after its payment was authorised, and was sent again (ADR 0007).
    title: "whose payment was canceled by a completion that failed late",
    act: async (order, { shop, sql }) => {
      const ofOrder = "(select payment_collection_id from order_payment_collection where order_id = $1)"
      await sql(`update payment set canceled_at = now() where payment_collection_id in ${ofOrder}`, [order.id])
      await shop.admin.post(`/admin/orders/${order.id}`, { metadata: { seen: true } })
    },
    owes: 25,
  },
  { title: "without anything to pay", plan: { product: "sample", shipping: "free" }, owes: 0, payment: null },
  { title: "with the tax in its price", plan: { region: "eur", currency: "eur" }, owes: 25 },
  { title: "partly paid with points", plan: { points: 500 }, owes: 20 },
  // Gift cards and store credit of @medusajs/loyalty-plugin are credit lines of the cart, which Medusa copies to the order.
  { title: "paid with a gift card in whole", plan: { giftCard: 25 }, owes: 0, payment: null },
  {
    title: "partly paid with a gift card and edited up",
    plan: { giftCard: 5 },
    act: (order, { shop }) => shop.editOrder(order, { quantity: 3 }),
    owes: 70,
  },
  {
    title: "partly paid with a gift card and canceled",
    plan: { giftCard: 5 },
    act: (order, { shop }) => shop.cancel(order),
    owes: 0,
    payment: null,
  },
]

/** M56: whatever is done with an order on terms, its receivable is what it owes. */
export function orderChanges(open: () => AccountShop): void {
  const placed: string[] = []

  const buy = async (customer: Customer, given: NonNullable<Row["plan"]>) => {
    const { points, giftCard, limit: _, currency: __, ...plan } = given
    const { shop, database, store } = open()
    if (giftCard) {
      const cart = await shop.fillCart({ customer, product: "licence", ...plan })
      await runInStore(store, "credit-cart", JSON.stringify({ [cart.id]: giftCard }))
      return shop.completeCart(cart.id, { customer, payment: "terms" })
    }
    if (!points) return plan.product === "sample" ? open().onTerms(customer, plan) : open().bought(customer, plan)
    await loyaltyOf(shop.admin).set("loyalty_points_enabled", true)
    await give(shop, customer, points)
    const cart = await shop.fillCart({ customer, product: "licence", ...plan })
    await apply(shop, cart.id, await tokenOf(database, customer.email), points)
    return shop.completeCart(cart.id, { customer, payment: "terms" })
  }

  // Guards: the subscribers credit-orders and credit-payments; targetOf (workflows/credit/orders/list-credit-facts.ts); ensureOrderPayment.
  it.each(ROWS)("M56: an order on terms, $title, owes $owes", async ({ plan = {}, act, owes, payment = owes }) => {
    const shop = open()
    const customer = await shop.member({ limit: plan.limit ?? 1000, currency: plan.currency ?? "usd" })
    const order = await buy(customer, plan)
    if (order.total !== 0) {
      await eventually(async () => expect(await shop.ledgerOf(order.id)).toMatchObject({ status: "posted" }))
      placed.push(order.id)
    }
    await act?.(order, shop, customer)
    await eventually(async () => {
      const ledger = await shop.ledgerOf(order.id)
      expect({ charged: Number(ledger?.charged ?? 0), open: Number(ledger?.open ?? 0) }).toEqual({
        charged: owes,
        open: owes,
      })
      expect(Number(ledger?.balance ?? 0)).toBe(owes)
      if (payment === null) return
      const now = await shop.shop.order(order.id)
      expect(shop.livePayments(now)).toContainEqual(["pp_credit_terms", payment])
    })
  })

  // Guard: the difference that clientele_credit_settle posts, and not the target.
  it("M56: settling every order a second time posts nothing", async () => {
    const { sql, store, shop } = open()
    const entries = async () =>
      (await sql<{ n: number }>("select count(*)::int as n from clientele_credit_entry"))[0]?.n
    const before = await entries()
    // Medusa does not change a canceled order.
    for (const id of placed) await shop.admin.send("POST", `/admin/orders/${id}`, { metadata: { touched: true } })
    await sql("delete from clientele_credit_watermark")
    await runInStore(store, "sweep", "credit")
    await runInStore(store, "sweep", "credit")
    expect(await entries()).toBe(before)
  })
}
