import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { Pass } from "../../../kernel/watermark"
import { type ListRows, newestChangedSince, nextSlice, rowsMadeSince } from "../sweep/changed-rows"

const PAGE = 1000

/** The generated list methods that we use. */
type OrderLists = {
  listOrders: ListRows
} & Record<
  "listOrderTransactions" | "listOrderChanges" | "listOrderSummaries" | "listOrderCreditLines",
  ListRows<{ id: string; order_id: string }>
>
type PaymentLists = { listCaptures: ListRows; listRefunds: ListRows }

/**
 * Orders that something has happened to since a moment (CONTRACT R34), found by rows and not by events, as events can be
 * lost. An order's cancelation, completion or new email address writes no row: it is found among the newest orders, and in
 * older ones by the pass (ADR 0037).
 *
 * @param now the database's present
 */
export async function findChangedOrders(container: MedusaContainer, since: Date, now: Date): Promise<string[]> {
  const lists = container.resolve<OrderLists>(Modules.ORDER)
  const payments = container.resolve<PaymentLists>(Modules.PAYMENT)
  const found = new Set<string>()
  const orders = { list: lists.listOrders.bind(lists), prefix: "order" }
  for await (const { id } of rowsMadeSince(orders, since, now)) {
    found.add(id)
  }
  for await (const { id } of newestChangedSince(orders, since, now)) {
    found.add(id)
  }
  for (const [prefix, list] of Object.entries({
    ordtrx: lists.listOrderTransactions.bind(lists),
    ordch: lists.listOrderChanges.bind(lists),
    // A change that was asked for long ago and is confirmed now makes a version, which has a summary of its own.
    ordsum: lists.listOrderSummaries.bind(lists),
    ordcl: lists.listOrderCreditLines.bind(lists),
  })) {
    for await (const { order_id } of rowsMadeSince({ list, prefix, select: ["id", "order_id"] }, since, now)) {
      found.add(order_id)
    }
  }
  const paymentIds = new Set<string>()
  for (const [prefix, list] of Object.entries({
    capt: payments.listCaptures.bind(payments),
    ref: payments.listRefunds.bind(payments),
  })) {
    for await (const row of rowsMadeSince({ list, prefix, select: ["id", "payment_id"] }, since, now)) {
      paymentIds.add(paymentIdOf(row))
    }
  }
  for (const id of await findOrdersOfPayments(container, [...paymentIds])) {
    found.add(id)
  }
  return [...found].sort()
}

/** The next slice of a sweep's pass through all orders. @param now the database's present */
export async function nextOrders(container: MedusaContainer, pass: Pass, now: Date): ReturnType<typeof nextSlice> {
  const lists = container.resolve<OrderLists>(Modules.ORDER)
  return nextSlice({ list: lists.listOrders.bind(lists), prefix: "order" }, pass, now)
}

function paymentIdOf(row: object): string {
  const { payment_id, payment } = row as { payment_id?: string; payment?: { id: string } | string }
  return payment_id ?? (typeof payment === "string" ? payment : (payment?.id ?? ""))
}

type PaymentLink = { order_id: string; payment_collection_id: string }

/** The payment collections of orders; one that has nothing to be paid has none. */
export async function findPaymentCollections(
  container: MedusaContainer,
  orderIds: readonly string[],
): Promise<PaymentLink[]> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "order_payment_collection",
    fields: ["order_id", "payment_collection_id"],
    filters: { order_id: [...orderIds] },
  })
  return data as PaymentLink[]
}

/** The orders that payments belong to; a payment that precedes its order belongs to none yet. */
export async function findOrdersOfPayments(container: MedusaContainer, paymentIds: string[]): Promise<string[]> {
  return [...new Set((await mapOrdersOfPayments(container, paymentIds)).values())]
}

/** The same by payment; one of no order is not in it. */
export async function mapOrdersOfPayments(
  container: MedusaContainer,
  paymentIds: string[],
): Promise<Map<string, string>> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const found = new Map<string, string>()
  for (let start = 0; start < paymentIds.length; start += PAGE) {
    const { data } = await query.graph({
      entity: "payment",
      fields: ["id", "payment_collection.order.id"],
      filters: { id: paymentIds.slice(start, start + PAGE) },
    })
    for (const payment of data as { id: string; payment_collection?: { order?: { id: string } | null } | null }[]) {
      const orderId = payment.payment_collection?.order?.id
      if (orderId) {
        found.set(payment.id, orderId)
      }
    }
  }
  return found
}

/** Pages of those of the orders that are not there (any more). */
export async function* missingOrders(container: MedusaContainer, orderIds: string[]): AsyncGenerator<string[]> {
  const orders = container.resolve<OrderLists>(Modules.ORDER)
  for (let start = 0; start < orderIds.length; start += PAGE) {
    const page = orderIds.slice(start, start + PAGE)
    const found = await orders.listOrders({ id: page }, { select: ["id"], take: PAGE })
    const there = new Set(found.map(({ id }) => id))
    const missing = page.filter((id) => !there.has(id))
    if (missing.length > 0) {
      yield missing
    }
  }
}

/**
 * Ids of orders placed since a moment, oldest first, one page after another: what a backfill walks.
 *
 * @param cursor begin behind the order with this id
 */
export async function* orderPages(
  container: MedusaContainer,
  since: Date | null,
  size: number,
  cursor = "",
): AsyncGenerator<string[]> {
  const orders = container.resolve<OrderLists>(Modules.ORDER)
  let after = cursor
  for (;;) {
    const page = await orders.listOrders(
      { id: { $gt: after }, ...(since ? { created_at: { $gte: since } } : {}) },
      { select: ["id"], take: size, order: { id: "ASC" } },
    )
    if (page.length === 0) {
      return
    }
    after = page.at(-1)?.id ?? ""
    yield page.map((order) => order.id)
  }
}
