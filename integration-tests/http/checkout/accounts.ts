import { setTimeout as sleep } from "node:timers/promises"
import type { HttpTypes } from "@medusajs/framework/types"
import { runInStore } from "../../faults/in-store"
import { orderCopies } from "../../helpers/copies"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"
import { type Customer, type OrderPlan, openShop, type Shop } from "../../helpers/shop"
import { type Store, startStore } from "../../helpers/store-server"

type Order = HttpTypes.AdminOrder
type Agreed = { limit?: number; currency?: string; members?: Customer[] }
type Ledger = { status: string; held: string; charged: string | null; open: string | null; balance: string }

/** Regions beside dollars: a price with its tax, a tax that makes parts of a cent, a currency without minor units, one with three digits. */
const REGIONS = [
  { currency: "usd", country: "us" },
  { currency: "eur", country: "de", taxRate: 19, taxInclusive: true },
  { currency: "cad", country: "ca", taxRate: 7.27 },
  { currency: "jpy", country: "jp" },
  { currency: "kwd", country: "kw" },
]

/** A store that lets orders over the limit wait for an admin user, and whose terms count from shipping. */
export async function openAccountShop() {
  const database = await createDatabase()
  const credit = { overLimit: "approve", invoiceOn: "shipped" }
  const store = await startStore({ databaseUrl: database.url, options: { credit } })
  const shop = await openShop(store, { regions: REGIONS, copies: true })
  return accountShop(database, store, shop)
}

export type AccountShop = ReturnType<typeof accountShop>

/** Waits until the expectation holds. */
export async function eventually(expectation: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const failure = await expectation().catch((error: unknown) => error)
    if (!failure) return
    await sleep(100)
  }
  await expectation()
}

function accountShop(database: TestDatabase, store: Store, shop: Shop) {
  const sql = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
    query<Row>(database, text, values)

  const agree = async (owner: Customer, { limit = 1000, currency = "usd", members = [] }: Agreed = {}) => {
    const account = { currency_code: currency, credit_limit: limit, payment_terms: "net_30" }
    await shop.admin.post(`/admin/customers/${owner.id}/credit`, account)
    for (const { id } of members) {
      await shop.admin.post(`/admin/customers/${owner.id}/credit/members`, { customer_id: id })
    }
  }
  const ledgerOf = async (orderId: string) =>
    (
      await sql<Ledger>(
        `select h.status, trim_scale(a.held)::text as held, trim_scale(r.charged)::text as charged,
           trim_scale(r.open)::text as open, trim_scale(a.balance)::text as balance
         from clientele_credit_hold h join clientele_credit_account a on a.customer_id = h.account_id
         left join clientele_credit_receivable r on r.order_id = h.order_id where h.order_id = $1`,
        [orderId],
      )
    )[0]
  /** Payments of an order that can still be captured. */
  const livePayments = (order: Order) =>
    (order.payment_collections ?? [])
      .flatMap(({ payments }) => payments ?? [])
      .filter(({ canceled_at }) => !canceled_at)
      .map(({ provider_id, amount }) => [provider_id, amount])

  /** A licence of 25 on account, or what the plan says. */
  const onTerms = (customer: Customer, plan: OrderPlan = {}) =>
    shop.placeOrder({ product: "licence", ...plan, customer, payment: "terms" })
  const copied = orderCopies({ output: store.output, database: database.name })

  /** What a copied order needs to know of the first one. */
  const placed = async (customer: Customer, plan: OrderPlan) => {
    const { id } = await onTerms(customer, plan)
    const held = "select cart_id, payment_session_id, amount::text from clientele_credit_hold where order_id = $1"
    const [hold] = await sql<{ cart_id: string; payment_session_id: string; amount: string }>(held, [id])
    if (!hold) throw new Error(`${id} holds no credit`)
    return { id, ...hold }
  }

  /** Holds the credit of a copied order, as its completion does. */
  const hold = (customer: Customer, order: Awaited<ReturnType<typeof placed>>) =>
    sql(
      `select h.* from clientele_credit_member m join clientele_credit_account a on a.customer_id = m.account_id,
         clientele_credit_hold_place($1, m.account_id, m.customer_id, $3, $4, $5, a.currency_code, true, false, 'UTC') h
       where m.customer_id = $2 and m.removed_at is null`,
      [order.id, customer.id, order.cart_id, order.payment_session_id, order.amount],
    )

  /** Like `onTerms`; a copy of the first order with this plan and end. */
  async function copyOnTerms(customer: Customer, plan: OrderPlan, status: "posted" | "waiting"): Promise<Order> {
    let isFirst = false
    const owner = { customerId: customer.id, email: customer.email }
    const order = await copied(`${status} ${JSON.stringify(plan)}`, owner, () => {
      isFirst = true
      return placed(customer, plan)
    })
    if (!isFirst) await hold(customer, order)
    if (!isFirst && status === "posted") {
      const ids = JSON.stringify({ order_ids: [order.id] })
      await runInStore(store, "workflow", "settleCreditOrdersWorkflow", ids, "alone")
    }
    await eventually(async () => expect(await ledgerOf(order.id)).toMatchObject({ status }))
    return shop.order(order.id)
  }

  return {
    database,
    store,
    shop,
    sql,
    agree,
    ledgerOf,
    livePayments,
    member: async (agreed: Agreed = {}) => {
      const customer = await shop.register()
      await agree(customer, agreed)
      return customer
    },
    onTerms,
    /** An order like `onTerms` that is on the account already. */
    bought: (customer: Customer, plan: OrderPlan = {}) => copyOnTerms(customer, plan, "posted"),
    /** An order like `bought` whose receivable is not posted yet. Call `bought` with this plan before. */
    held: async (customer: Customer, plan: OrderPlan = {}) => {
      const owner = { customerId: customer.id, email: customer.email }
      const order = await copied(`posted ${JSON.stringify(plan)}`, owner, () => placed(customer, plan))
      await hold(customer, order)
      return shop.order(order.id)
    },
    /** An order like `onTerms` that waits for an approval. */
    waiting: (customer: Customer, plan: OrderPlan = {}) => copyOnTerms(customer, plan, "waiting"),
    close: async () => {
      await store.stop()
      await database.drop()
    },
  }
}
