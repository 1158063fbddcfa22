import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { Pass } from "../../../kernel/watermark"
import { findOrdersOfPayments } from "../orders/orders-of-payments"
import { type ListRows, newestChangedSince, nextSlice, rowsMadeSince } from "./changed-rows"

/** The generated list methods that we use. */
type OrderLists = {
  listOrders: ListRows
} & Record<
  "listOrderTransactions" | "listOrderChanges" | "listOrderSummaries" | "listOrderCreditLines",
  ListRows<{ id: string; order_id: string }>
>
type PaymentLists = { listCaptures: ListRows; listRefunds: ListRows }

/**
 * Orders that changed since a time (contract R34), found by rows and not by events, because events can be lost. A
 * cancellation, completion or new email address writes no row. It is found among the newest orders, and in older orders by
 * the pass (ADR 0037).
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
    // A change that was requested long ago and is confirmed now creates a version with its own summary.
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
