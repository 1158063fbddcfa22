import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { getLastFulfillmentStatus, getLastPaymentStatus } from "@medusajs/medusa/core-flows"
import { type Decimal, decimal, roundToMinorUnit, sum } from "../../kernel/money"
import {
  isTransaction,
  type ProjectedLine,
  type ProjectedMovement,
  type ProjectedOrder,
  revenueOf,
} from "../../modules/customer_projection"
import { TOTAL_FIELDS } from "../shared/orders/total-fields"

/** Fields for an order's figures and states. Only these, because every change of an order reads them. */
const FIELDS = [
  "id",
  "customer_id",
  "currency_code",
  "display_id",
  "status",
  "version",
  "is_draft_order",
  "created_at",
  "canceled_at",
  ...TOTAL_FIELDS,
  "payment_collections.status",
  "payment_collections.amount",
  "payment_collections.captured_amount",
  "payment_collections.refunded_amount",
  "payment_collections.payments.captures.*",
  "payment_collections.payments.refunds.*",
  "fulfillments.packed_at",
  "fulfillments.shipped_at",
  "fulfillments.delivered_at",
  "fulfillments.canceled_at",
]

type Moment = string | Date
type Line = {
  id: string
  title?: string | null
  product_id?: string | null
  product_title?: string | null
  quantity: BigNumberInput
  total?: BigNumberInput
}
type Fulfillment = { shipped_at?: Moment | null; delivered_at?: Moment | null; canceled_at?: Moment | null }
type Movement = { id: string; amount: BigNumberInput; created_at: Moment; created_by?: string | null }
type OrderRow = {
  id: string
  customer_id: string | null
  currency_code: string
  display_id: number | string | null
  status: string
  is_draft_order: boolean
  created_at: Moment
  canceled_at: Moment | null
  total: BigNumberInput
  items?: Line[]
  payment_collections?: { payments?: { captures?: Movement[]; refunds?: Movement[] }[] }[]
  fulfillments?: Fulfillment[]
}

/** Reads orders with their payments and fulfilments. Missing orders are left out. */
export async function listProjectedOrders(
  container: MedusaContainer,
  ids: readonly string[],
): Promise<ProjectedOrder[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: FIELDS, filters: { id: [...ids] } })
  return (data as unknown as OrderRow[]).map(toProjected)
}

function toProjected(order: OrderRow): ProjectedOrder {
  const items = order.items ?? []
  const isSale = !order.is_draft_order && !order.canceled_at && !["canceled", "draft"].includes(order.status)
  const payments = (order.payment_collections ?? []).filter(Boolean).flatMap(({ payments: own }) => own ?? [])
  const captures = payments.flatMap((payment) => payment.captures ?? [])
  const refunds = payments.flatMap((payment) => payment.refunds ?? [])
  const money = {
    currency_code: order.currency_code,
    // Edits and returns lower Medusa's totals of an order and its lines. Only edits lower the quantities.
    total: roundToMinorUnit(order.total, order.currency_code),
    paid: sum(captures.map(({ amount }) => amount)),
    refunded: sum(refunds.map(({ amount }) => amount)),
    is_sale: isSale,
  }
  return {
    order_id: order.id,
    customer_id: order.customer_id,
    currency_code: order.currency_code.toLowerCase(),
    display_id: order.display_id === null ? null : Number(order.display_id),
    status: order.status,
    ...statusesOf(order),
    total: money.total.toFixed(),
    paid: money.paid.toFixed(),
    refunded: money.refunded.toFixed(),
    revenue: revenueOf(money).toFixed(),
    items_count: sum(items.map(({ quantity }) => quantity)).toFixed(),
    is_sale: isSale,
    is_transaction: isTransaction(money),
    placed_at: new Date(order.created_at),
    paid_at: paidAt(money, captures),
    ...movedAt((order.fulfillments ?? []).filter((one) => one && !one.canceled_at)),
    canceled_at: toDate(order.canceled_at),
    lines: items.map((line) => toLine(line, order.currency_code)),
    movements: [
      ...captures.map((capture) => toMovement("payment", capture)),
      ...refunds.map((refund) => toMovement("refund", refund)),
    ],
  }
}

/** Medusa computes these two whenever it shows an order and does not store them. It expects both lists. */
function statusesOf(order: OrderRow): Pick<ProjectedOrder, "payment_status" | "fulfillment_status"> {
  const { payment_collections = [], fulfillments = [] } = order
  const whole = {
    ...order,
    payment_collections: payment_collections.filter(Boolean),
    fulfillments: fulfillments.filter(Boolean),
  } as unknown as Parameters<typeof getLastPaymentStatus>[0]
  return { payment_status: getLastPaymentStatus(whole), fulfillment_status: getLastFulfillmentStatus(whole) }
}

function toLine(line: Line, currency: string): ProjectedLine {
  return {
    line_id: line.id,
    product_id: line.product_id ?? null,
    title: line.product_title || line.title || "",
    quantity: decimal(line.quantity).toFixed(),
    revenue: roundToMinorUnit(line.total ?? 0, currency).toFixed(),
  }
}

function toMovement(
  kind: ProjectedMovement["kind"],
  { id, amount, created_at, created_by = null }: Movement,
): ProjectedMovement {
  // A capture that the credit ledger requested has the ledger's id there (ADR 0058).
  const actor_id = created_by?.startsWith("user_") ? created_by : null
  return { movement_id: id, kind, amount: decimal(amount).toFixed(), made_at: new Date(created_at), actor_id }
}

/** The time of the capture that paid the order in full. An order that costs nothing was never paid. */
function paidAt({ total, paid }: { total: Decimal; paid: Decimal }, captures: Movement[]): Date | null {
  if (captures.length === 0 || paid.lt(total)) {
    return null
  }
  return latest(captures.map(({ created_at }) => created_at))
}

/** An order is shipped or delivered when its last parcel is shipped or delivered. */
function movedAt(parcels: Fulfillment[]): { shipped_at: Date | null; delivered_at: Date | null } {
  const all = (field: "shipped_at" | "delivered_at") => {
    const moments = parcels.flatMap((parcel) => parcel[field] ?? [])
    return moments.length > 0 && moments.length === parcels.length ? latest(moments) : null
  }
  const delivered = all("delivered_at")
  return { shipped_at: all("shipped_at"), delivered_at: delivered }
}

const latest = (moments: Moment[]) => new Date(Math.max(...moments.map((one) => new Date(one).getTime())))

const toDate = (moment: Moment | null | undefined) => (moment ? new Date(moment) : null)
