import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { CREDIT_TERMS_PROVIDER } from "../../kernel/credit-terms"
import { type Amount, decimal, roundToMinorUnit, sum } from "../../kernel/money"
import { TOTAL_FIELDS } from "../shared/orders/total-fields"

/** What an order owes on account, and from when its terms count. */
export type CreditFacts = {
  order_id: string
  /** A decimal string in major units, at least 0. */
  target: string
  placed_at: Date
  /** When the first parcel was handed over; `null` before. */
  shipped_at: Date | null
  po_number: string | null
}

const FIELDS = [
  "id",
  "status",
  "currency_code",
  "created_at",
  "canceled_at",
  "metadata",
  ...TOTAL_FIELDS,
  "fulfillments.shipped_at",
  "fulfillments.canceled_at",
  "payment_collections.payments.provider_id",
  "payment_collections.payments.captures.amount",
  "payment_collections.payments.refunds.amount",
]

type Payment = { provider_id: string; captures?: { amount: Amount }[]; refunds?: { amount: Amount }[] }

type OrderRow = {
  id: string
  status: string
  currency_code: string
  created_at: string | Date
  canceled_at: string | Date | null
  metadata: Record<string, unknown> | null
  total: Amount
  fulfillments?: ({ shipped_at: string | Date | null; canceled_at: string | Date | null } | null)[]
  payment_collections?: ({ payments?: Payment[] } | null)[]
}

/** Longest purchase order number (CONTRACT R24c). */
const MAX_PO_NUMBER = 50

/**
 * Reads what orders owe on account (CONTRACT R24, ADR 0055): the order's total by Medusa's own numbers, less what payments of other
 * providers have captured and not refunded; 0 for a canceled one. Orders that are not there are left out.
 */
export async function listCreditFacts(container: MedusaContainer, orderIds: readonly string[]): Promise<CreditFacts[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: FIELDS, filters: { id: [...orderIds] } })
  return (data as unknown as OrderRow[]).map((order) => ({
    order_id: order.id,
    target: targetOf(order),
    placed_at: new Date(order.created_at),
    shipped_at: firstShipment(order),
    po_number: poNumberOf(order.metadata),
  }))
}

function targetOf({ status, canceled_at, total, currency_code, payment_collections }: OrderRow): string {
  if (status === "canceled" || canceled_at) {
    return "0"
  }
  const others = (payment_collections ?? [])
    .flatMap((collection) => collection?.payments ?? [])
    .filter(({ provider_id }) => provider_id !== CREDIT_TERMS_PROVIDER)
  const captured = sum(others.flatMap(({ captures }) => (captures ?? []).map(({ amount }) => amount)))
  const refunded = sum(others.flatMap(({ refunds }) => (refunds ?? []).map(({ amount }) => amount)))
  const owed = roundToMinorUnit(decimal(total).minus(captured).plus(refunded), currency_code)
  return owed.gt(0) ? owed.toFixed() : "0"
}

function firstShipment({ fulfillments }: OrderRow): Date | null {
  const times = (fulfillments ?? [])
    .flatMap((one) => (one?.shipped_at && !one.canceled_at ? [new Date(one.shipped_at).getTime()] : []))
    .sort((a, b) => a - b)
  return times[0] === undefined ? null : new Date(times[0])
}

/** A storefront writes it into the cart's metadata, which Medusa copies to the order. */
function poNumberOf(metadata: OrderRow["metadata"]): string | null {
  const number = metadata?.po_number
  return typeof number === "string" && number.length >= 1 && number.length <= MAX_PO_NUMBER ? number : null
}
