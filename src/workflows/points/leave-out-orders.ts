import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Database, rows } from "../../kernel/database"
import { canonicalMailbox } from "../../kernel/mailbox"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { mailboxesOnlyOf } from "../shared/customers/customer-modes"
import type { OrderPages } from "./settle-pages"

/**
 * Leaves out the orders of some customers: orders that name the customer, and orders with the email address or the points of a
 * mailbox that no other customer has. A live key's reconciliation and simulation leave out test customers (contract M69).
 */
export async function leaveOutOrders(
  container: MedusaContainer,
  customerIds: readonly string[],
): Promise<(pages: OrderPages) => OrderPages> {
  if (customerIds.length === 0) {
    return (pages) => pages
  }
  const [customers, mailboxes] = [new Set(customerIds), new Set(await mailboxesOnlyOf(container, customerIds))]
  return async function* withoutTheirs(pages) {
    for await (const page of pages) {
      const left = await ordersOf(container, page, customers, mailboxes)
      const kept = page.filter((id) => !left.has(id))
      if (kept.length > 0) {
        yield kept
      }
    }
  }
}

async function ordersOf(
  container: MedusaContainer,
  orderIds: readonly string[],
  customers: ReadonlySet<string>,
  mailboxes: ReadonlySet<string>,
): Promise<Set<string>> {
  const db = container.resolve(ContainerRegistrationKeys.PG_CONNECTION) as unknown as Database
  const [orders, posted] = await Promise.all([
    rows<{ id: string; customer_id: string | null; email: string | null }>(
      db,
      `select id, customer_id, email from "order" where id = any (?::text[])`,
      [orderIds],
    ),
    container.resolve<PointsModuleService>(POINTS_MODULE).listMailboxesOfOrders(orderIds),
  ])
  return new Set([
    ...orders.flatMap(({ id, customer_id, email }) =>
      customers.has(customer_id ?? "") || mailboxes.has(canonicalMailbox(email) ?? "") ? [id] : [],
    ),
    ...posted.flatMap(({ order_id, mailbox }) => (mailboxes.has(mailbox) ? [order_id] : [])),
  ])
}
