import type { HttpTypes } from "@medusajs/framework/types"
import { query, type TestDatabase } from "../helpers/database"
import type { FaultPoint, FaultRule } from "../helpers/fault-points/point"
import { type Customer, PRICES, type Shop } from "../helpers/shop"

export type TermsStop = {
  at: string
  point: FaultPoint
  by: "email" | "cartId" | "sessionId" | "poNumber"
  /** The state after the kill: no order, an order without a cart, or an order with its cart; and the figures of the account. */
  left: "nothing" | "orphan" | "order"
  account: "free" | "held" | "owed"
}

/** For each buyer on terms, the point at which the process is killed. */
export const TERMS_STOPS: TermsStop[] = [
  { at: "before the order is inserted", point: "order:before", by: "email", left: "nothing", account: "free" },
  {
    at: "with the order inserted, in its open transaction",
    point: "credit:before",
    by: "cartId",
    left: "nothing",
    account: "free",
  },
  {
    at: "with the credit held, in the same open transaction",
    point: "credit:after",
    by: "cartId",
    left: "nothing",
    account: "free",
  },
  {
    at: "with the order committed, and nothing else",
    point: "order:after",
    by: "email",
    left: "orphan",
    account: "held",
  },
  {
    at: "with order committed and cart completed, not linked",
    point: "link:before",
    by: "cartId",
    left: "orphan",
    account: "held",
  },
  { at: "with order and cart linked", point: "link:after", by: "cartId", left: "order", account: "held" },
  {
    at: "before the payment is authorised",
    point: "authorize:before",
    by: "sessionId",
    left: "order",
    account: "held",
  },
  { at: "with the payment authorised", point: "authorize:after", by: "sessionId", left: "order", account: "held" },
  { at: "before the receivable is posted", point: "settle:before", by: "poNumber", left: "order", account: "held" },
  {
    at: "with the receivable posted, in its job",
    point: "settle:after",
    by: "poNumber",
    left: "order",
    account: "owed",
  },
]

/** A buyer with a cart that can be completed on account. */
export type TermsBuyer = { customer: Customer; email: string; cartId: string; sessionId: string; poNumber: string }

let numbers = 0

/** A member of an account of their own, with a limit of one order, and a cart of 20. */
export async function prepareTermsBuyer(shop: Shop, database: TestDatabase): Promise<TermsBuyer> {
  const customer = await shop.register()
  const buyer = shop.as(customer)
  await query(
    database,
    `with account as (insert into clientele_credit_account (customer_id, currency_code, credit_limit, payment_terms)
       values ($1, 'usd', $2, 'net_30') returning customer_id)
     insert into clientele_credit_member (account_id, customer_id) select customer_id, customer_id from account`,
    [customer.id, PRICES.download],
  )
  const { id: cartId } = await shop.fillCart({ customer, product: "download" })
  const poNumber = `PO-killed-${++numbers}-`
  await buyer.post(`/store/carts/${cartId}`, { metadata: { po_number: poNumber } })
  const { payment_collection } = await buyer.post<HttpTypes.StorePaymentCollectionResponse>(
    "/store/payment-collections",
    { cart_id: cartId },
  )
  const begun = await buyer.post<HttpTypes.StorePaymentCollectionResponse>(
    `/store/payment-collections/${payment_collection.id}/payment-sessions`,
    { provider_id: "pp_credit_terms" },
  )
  const sessionId = begun.payment_collection.payment_sessions?.[0]?.id ?? ""
  return { customer, email: customer.email, cartId, sessionId, poNumber }
}

export const ruleOf = (stop: TermsStop, buyer: TermsBuyer): FaultRule => ({
  point: stop.point,
  key: buyer[stop.by],
  action: "hang",
})

/** The state of a buyer: one line for each order, even if parts of it are missing, and the account's figures. */
export type TermsFacts = {
  orders: { id: string; linked: boolean; hold: string | null; charged: string | null; payments: number }[]
  held: string
  balance: string
}

export async function termsFacts(database: TestDatabase, { customer }: TermsBuyer): Promise<TermsFacts> {
  const orders = await query<TermsFacts["orders"][number]>(
    database,
    `select o.id, exists (select 1 from order_cart c where c.order_id = o.id and c.deleted_at is null) as linked,
       (select h.status from clientele_credit_hold h where h.order_id = o.id) as hold,
       (select trim_scale(r.charged)::text from clientele_credit_receivable r where r.order_id = o.id) as charged,
       (select count(*)::int from order_payment_collection c join payment p on p.payment_collection_id = c.payment_collection_id
         where c.order_id = o.id and c.deleted_at is null and p.canceled_at is null) as payments
     from "order" o where o.customer_id = $1 and o.deleted_at is null order by o.id`,
    [customer.id],
  )
  const [account] = await query<{ held: string; balance: string }>(
    database,
    "select trim_scale(held)::text as held, trim_scale(balance)::text as balance from clientele_credit_account where customer_id = $1",
    [customer.id],
  )
  return { orders, held: account?.held ?? "", balance: account?.balance ?? "" }
}

/** Makes holds three minutes older. The attempt of a killed process counts as over after 150 seconds. */
export const passTime = (database: TestDatabase) =>
  query(database, "update clientele_credit_hold set created_at = created_at - interval '3 minutes'")

/** Makes orders three minutes older. For 150 seconds an order's payment is left to the completion. */
export const ageOrders = (database: TestDatabase) =>
  query(
    database,
    `update "order" set created_at = created_at - interval '3 minutes'
     where id in (select order_id from clientele_credit_hold)`,
  )
