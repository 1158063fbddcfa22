import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Database, rows } from "../../kernel/database"
import { decimal } from "../../kernel/money"
import {
  CUSTOMER_PROJECTION_MODULE,
  type CustomerProjectionModuleService,
  type OrderRow,
  type OrderStatusFilter,
} from "../../modules/customer_projection"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"

export type OrdersRequest = {
  status?: OrderStatusFilter | undefined
  from?: Date | undefined
  to?: Date | undefined
  with_deleted: boolean
  limit: number
  offset: number
}

/** An order in the admin's list of a customer's orders (contract R15). Amounts in major units of `currency_code`. */
export type CustomerOrderView = {
  id: string
  order_number: string | null
  display_id: number | null
  status: string
  payment_status: string
  fulfillment_status: string
  order_date: Date
  ship_date: Date | null
  delivery_date: Date | null
  canceled_at: Date | null
  currency_code: string
  total_amount: number
  paid_amount: number
  refunded_amount: number
  items_count: number
  shipping_address: Record<string, unknown> | null
}

/**
 * A page of a customer's orders, newest first (contract R15).
 *
 * @throws `not_found`
 */
export async function listCustomerOrders(
  container: MedusaContainer,
  customerId: string,
  { with_deleted, limit, offset, ...filters }: OrdersRequest,
): Promise<{ orders: CustomerOrderView[]; count: number }> {
  await getMedusaCustomer(container, customerId, with_deleted)
  const { orders, count } = await projectionOf(container).listOrders(customerId, filters, { limit, offset })
  return { orders: await withAddresses(container, orders), count }
}

/** A customer's newest orders, for a caller that has checked that the customer exists. @param limit at least 1 */
export async function listNewestOrders(
  container: MedusaContainer,
  customerId: string,
  limit: number,
): Promise<CustomerOrderView[]> {
  return withAddresses(container, await projectionOf(container).listNewestOrders(customerId, limit))
}

const projectionOf = (container: MedusaContainer) =>
  container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)

async function withAddresses(container: MedusaContainer, orders: readonly OrderRow[]): Promise<CustomerOrderView[]> {
  const ids = orders.map(({ order_id }) => order_id)
  const addresses = await readAddresses(container, ids)
  return orders.map((row) => toView(row, addresses.get(row.order_id) ?? null))
}

type Address = Record<string, unknown>

/**
 * Reads addresses from Medusa's tables: they are personal data, and the projection has none. It is one statement, because
 * Medusa's Query needs several and costs as much as the rest of a customer's page (`customer_single`). A test compares
 * both.
 */
async function readAddresses(container: MedusaContainer, ids: string[]): Promise<Map<string, Address>> {
  if (ids.length === 0) {
    return new Map()
  }
  const db = container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
  const found = await rows<{ order_id: string } & Address>(db, ADDRESSES, [ids])
  return new Map(found.map(({ order_id, ...address }) => [order_id, address]))
}

const ADDRESSES = `
  select o.id as order_id, a.id, a.first_name, a.last_name, a.company, a.address_1, a.address_2, a.city, a.province,
    a.postal_code, a.country_code, a.phone
  from "order" o join order_address a on a.id = o.shipping_address_id
  where o.id = any (?) and o.deleted_at is null and a.deleted_at is null`

function toView(row: OrderRow, shippingAddress: Address | null): CustomerOrderView {
  return {
    id: row.order_id,
    order_number: row.display_id === null ? null : String(row.display_id),
    display_id: row.display_id,
    status: row.status,
    payment_status: row.payment_status,
    fulfillment_status: row.fulfillment_status,
    order_date: row.placed_at,
    ship_date: row.shipped_at,
    delivery_date: row.delivered_at,
    canceled_at: row.canceled_at,
    currency_code: row.currency_code,
    // JSON has only numbers, and Medusa's own amounts become numbers here, too.
    total_amount: decimal(row.total).toNumber(),
    paid_amount: decimal(row.paid).toNumber(),
    refunded_amount: decimal(row.refunded).toNumber(),
    items_count: decimal(row.items_count).toNumber(),
    shipping_address: shippingAddress,
  }
}
