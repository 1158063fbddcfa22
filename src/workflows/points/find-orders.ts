import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

const PAGE = 1000

type List<Row> = (filters: object, config: object) => Promise<Row[]>

/** The generated list methods that we use. Medusa's own types leave time stamps out of the filters, its code does not. */
type OrderLists = {
  listOrders: List<{ id: string }>
  listOrderTransactions: List<{ id: string; order_id: string }>
}
type PaymentLists = { listCaptures: List<{ id: string }>; listRefunds: List<{ id: string }> }

/**
 * Orders that something has happened to since a moment (CONTRACT R34): the order itself (placed, completed, canceled,
 * changed), its transactions, and captures or refunds of its payments. Found by time stamps, not by events, as events
 * can be lost.
 */
export async function findChangedOrders(container: MedusaContainer, since: Date): Promise<string[]> {
  const orders = container.resolve<OrderLists>(Modules.ORDER)
  const payments = container.resolve<PaymentLists>(Modules.PAYMENT)
  const changed = { updated_at: { $gte: since } }
  const found = new Set<string>()

  for await (const row of pages((config) => orders.listOrders(changed, { ...config, select: ["id"] }))) {
    found.add(row.id)
  }
  for await (const row of pages((config) =>
    orders.listOrderTransactions(changed, { ...config, select: ["id", "order_id"] }),
  )) {
    found.add(row.order_id)
  }
  const paymentIds = new Set<string>()
  for await (const row of pages((config) =>
    payments.listCaptures(changed, { ...config, select: ["id", "payment_id"] }),
  )) {
    paymentIds.add(paymentIdOf(row))
  }
  for await (const row of pages((config) =>
    payments.listRefunds(changed, { ...config, select: ["id", "payment_id"] }),
  )) {
    paymentIds.add(paymentIdOf(row))
  }
  for (const id of await findOrdersOfPayments(container, [...paymentIds])) {
    found.add(id)
  }
  return [...found].sort()
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

type Page = { skip: number; take: number; order: Record<string, "ASC"> }

/** Walks a module's list in pages, in the order of ids, so that a row added meanwhile moves no page. */
async function* pages<Row extends { id: string }>(list: (config: Page) => Promise<Row[]>): AsyncGenerator<Row> {
  for (let skip = 0; ; skip += PAGE) {
    const page = await list({ skip, take: PAGE, order: { id: "ASC" } })
    yield* page
    if (page.length < PAGE) {
      return
    }
  }
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
