import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, isObject, MathBN } from "@medusajs/framework/utils"
import type { OrderFacts } from "../../modules/points"
import { TOTAL_FIELDS } from "../shared/orders/total-fields"
import { isHoldCode } from "../shared/redemption/hold-code"
import { listSwaps, type Swaps } from "./list-swaps"

/** Fields of an order and its payments for `decideEarning`. Only these, because every award reads them. */
const FIELDS = [
  "id",
  "version",
  "email",
  "currency_code",
  "status",
  "is_draft_order",
  "created_at",
  "updated_at",
  "canceled_at",
  ...TOTAL_FIELDS,
  "payment_collections.amount",
  "payment_collections.created_at",
  "payment_collections.payments.captures.*",
  "payment_collections.payments.refunds.*",
]

type Line = {
  id: string
  unit_price: BigNumberInput
  quantity: BigNumberInput
  is_tax_inclusive?: boolean
  is_giftcard?: boolean
  detail?: { return_received_quantity?: BigNumberInput; return_dismissed_quantity?: BigNumberInput }
  tax_lines?: { rate: BigNumberInput }[]
  adjustments?: { amount: BigNumberInput; is_tax_inclusive?: boolean; code?: string | null }[]
}

type OrderRow = {
  id: string
  version: number
  email: string | null
  currency_code: string
  status: string
  is_draft_order: boolean
  created_at: string | Date
  updated_at: string | Date
  canceled_at: string | Date | null
  total: BigNumberInput
  items?: Line[]
  credit_lines?: { amount: BigNumberInput; metadata?: Record<string, unknown> | null }[]
  payment_collections?: {
    amount: BigNumberInput
    created_at: string | Date
    payments?: {
      captures?: { amount: BigNumberInput; created_at: string | Date }[]
      refunds?: { amount: BigNumberInput }[]
    }[]
  }[]
}

/** An order's facts, the data about its completion, and whether it was ever changed. */
export type LoadedOrder = { facts: OrderFacts; is_completed: boolean; is_changed: boolean; updated_at: Date }

/** Reads orders with their payments. Missing orders are left out. */
export async function listOrderFacts(container: MedusaContainer, orderIds: readonly string[]): Promise<LoadedOrder[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: FIELDS, filters: { id: [...orderIds] } })
  const orders = data as unknown as OrderRow[]
  // An unchanged order has no exchange or claim, so most awards need no further read.
  const changed = orders.filter(({ version }) => version > 1).map(({ id }) => id)
  const swaps = changed.length > 0 ? await listSwaps(container, changed) : new Map()
  return orders.map((order) => ({
    facts: toFacts(order, swaps),
    // Only a completed or canceled order can be archived.
    is_completed: ["completed", "archived"].includes(order.status) && !order.canceled_at && !order.is_draft_order,
    is_changed: order.version > 1,
    updated_at: new Date(order.updated_at),
  }))
}

function toFacts(order: OrderRow, swaps: Swaps): OrderFacts {
  const collections = (order.payment_collections ?? [])
    .filter(Boolean)
    .sort((a, b) => new Date(a.created_at).getTime() - new Date(b.created_at).getTime())
  const payments = collections.flatMap((collection, i) =>
    (collection.payments ?? []).map((payment) => ({ ...payment, is_first: i === 0 })),
  )
  return {
    order_id: order.id,
    email: order.email,
    currency_code: order.currency_code,
    is_canceled: order.status === "canceled" || Boolean(order.canceled_at),
    is_draft: order.is_draft_order === true,
    placed_at: new Date(order.created_at),
    completed_at: null,
    total: order.total,
    items: (order.items ?? []).map((line) => toItem(line, swaps)),
    credit_lines: (order.credit_lines ?? []).map((line) => ({
      amount: line.amount,
      // A credit line that an order change added (a refund, a reduction) has a version. One that came with the cart (a gift
      // card, store credit) has none.
      is_payment: !(isObject(line.metadata) && "created_in_version" in line.metadata),
    })),
    captures: payments.flatMap(({ captures, is_first }) =>
      (captures ?? []).map((capture) => ({ amount: capture.amount, at: new Date(capture.created_at), is_first })),
    ),
    first_payment: collections[0]?.amount ?? null,
    refunds: payments.flatMap((payment) => payment.refunds ?? []).map((refund) => ({ amount: refund.amount })),
  }
}

function toItem(line: Line, swaps: Swaps): OrderFacts["items"][number] {
  return {
    unit_price: line.unit_price,
    quantity: line.quantity,
    returned_quantity: MathBN.sum(
      line.detail?.return_received_quantity ?? 0,
      line.detail?.return_dismissed_quantity ?? 0,
    ),
    swap: swaps.get(line.id),
    tax_percent: MathBN.sum(...(line.tax_lines ?? []).map((tax) => tax.rate)),
    is_tax_inclusive: line.is_tax_inclusive === true,
    is_giftcard: line.is_giftcard === true,
    discounts: (line.adjustments ?? []).map((one) => ({
      amount: one.amount,
      is_tax_inclusive: one.is_tax_inclusive === true,
      ...(isHoldCode(one.code) ? { hold_id: one.code } : {}),
    })),
  }
}
