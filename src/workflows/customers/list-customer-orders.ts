import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
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

/** An order as staff see it on its customer (CONTRACT R15). Amounts in major units of `currency_code`. */
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
 * A page of a customer's orders, newest first (CONTRACT R15).
 *
 * @throws `not_found`
 */
export async function listCustomerOrders(
  container: MedusaContainer,
  customerId: string,
  { with_deleted, limit, offset, ...filters }: OrdersRequest,
): Promise<{ orders: CustomerOrderView[]; count: number }> {
  await getMedusaCustomer(container, customerId, with_deleted)
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  const { orders, count } = await projection.listOrders(customerId, filters, { limit, offset })
  const addresses = await readAddresses(
    container,
    orders.map(({ order_id }) => order_id),
  )
  return { orders: orders.map((row) => toView(row, addresses.get(row.order_id) ?? null)), count }
}

type Address = Record<string, unknown>

/** Addresses stay Medusa's: they are personal, and the projection needs none. */
async function readAddresses(container: MedusaContainer, ids: string[]): Promise<Map<string, Address>> {
  if (ids.length === 0) {
    return new Map()
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: ["id", ...ADDRESS_FIELDS], filters: { id: ids } })
  return new Map(
    (data as unknown as { id: string; shipping_address?: Address | null }[]).flatMap(({ id, shipping_address }) =>
      shipping_address ? [[id, shipping_address] as const] : [],
    ),
  )
}

const ADDRESS_FIELDS = [
  "id",
  "first_name",
  "last_name",
  "company",
  "address_1",
  "address_2",
  "city",
  "province",
  "postal_code",
  "country_code",
  "phone",
].map((field) => `shipping_address.${field}`)

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
    // JSON has numbers only; Medusa's own amounts become numbers here, too.
    total_amount: decimal(row.total).toNumber(),
    paid_amount: decimal(row.paid).toNumber(),
    refunded_amount: decimal(row.refunded).toNumber(),
    items_count: decimal(row.items_count).toNumber(),
    shipping_address: shippingAddress,
  }
}
