import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, PaymentSessionStatus } from "@medusajs/framework/utils"
import { CREDIT_TERMS_PROVIDER } from "../../../kernel/credit-terms"
import { type Amount, decimal, roundToMinorUnit, sum } from "../../../kernel/money"
import { wordsOf } from "../../../modules/credit"
import { TOTAL_FIELDS } from "../../shared/orders/total-fields"
import { openCollection } from "../captures/ensure-order-payment"

/** The amount that an order owes on account, and the start of its terms. */
export type CreditFacts = {
  order_id: string
  /** A decimal string in major units, at least 0. */
  target: string
  canceled: boolean
  /** Something is due, and there is no payment that can be captured. */
  without_payment: boolean
  placed_at: Date
  /** The time when the first parcel was sent or handed over; `null` before. */
  sent_at: Date | null
  /** There are goods to send, and none was sent yet. */
  is_sent_later: boolean
  po_number: string | null
  note: string | null
}

const FIELDS = [
  "id",
  "status",
  "currency_code",
  "created_at",
  "canceled_at",
  "metadata",
  ...TOTAL_FIELDS,
  "summary.*",
  "fulfillments.shipped_at",
  "fulfillments.delivered_at",
  "fulfillments.canceled_at",
  "payment_collections.status",
  "payment_collections.payment_sessions.status",
  "payment_collections.amount",
  "payment_collections.payments.provider_id",
  "payment_collections.payments.canceled_at",
  "payment_collections.payments.captures.amount",
  "payment_collections.payments.refunds.amount",
]

type Payment = {
  provider_id: string
  canceled_at: string | Date | null
  captures?: { amount: Amount }[]
  refunds?: { amount: Amount }[]
}

type Collection = {
  status: string
  amount: Amount
  payments?: Payment[]
  payment_sessions?: { status: string }[]
}

type Fulfillment = Record<"shipped_at" | "delivered_at" | "canceled_at", string | Date | null>

type OrderRow = {
  id: string
  status: string
  currency_code: string
  created_at: string | Date
  canceled_at: string | Date | null
  metadata: Record<string, unknown> | null
  total: Amount
  items?: { requires_shipping?: boolean | null }[] | null
  fulfillments?: (Fulfillment | null)[]
  payment_collections?: (Collection | null)[]
  summary?: { pending_difference?: Amount } | null
}

/** Medusa's lock on a cart that is being completed lasts two minutes. */
const COMPLETION_MS = 150_000

/**
 * Reads the amounts that orders owe on account (contract R24, ADR 0055): the order's total by Medusa's own numbers, less
 * the captured and not refunded payments of other providers; 0 for a canceled order. Missing orders are left out.
 */
export async function listCreditFacts(container: MedusaContainer, orderIds: readonly string[]): Promise<CreditFacts[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: FIELDS, filters: { id: [...orderIds] } })
  return (data as unknown as OrderRow[]).map((order) => ({
    order_id: order.id,
    target: targetOf(order),
    canceled: isCanceled(order),
    without_payment: !isCanceled(order) && isWithoutPayment(order),
    placed_at: new Date(order.created_at),
    sent_at: firstShipment(order),
    is_sent_later: firstShipment(order) === null && (order.items ?? []).some((item) => item.requires_shipping === true),
    ...wordsOf(order.metadata),
  }))
}

const isCanceled = ({ status, canceled_at }: OrderRow) => status === "canceled" || canceled_at !== null

/** A running completion authorises the cart's pending session itself. */
function isWithoutPayment({ payment_collections, created_at, summary, currency_code }: OrderRow): boolean {
  const open = openCollection(payment_collections)
  const { payments = [], payment_sessions = [] } = open ?? {}
  // A running completion has not linked its collection yet.
  const hasOthers = (payment_collections ?? []).length > 0
  const isPending = hasOthers && roundToMinorUnit(summary?.pending_difference ?? 0, currency_code).gt(0)
  const isBeingCompleted =
    payments.length === 0 &&
    payment_sessions.some(({ status }) => status === PaymentSessionStatus.PENDING) &&
    Date.now() - new Date(created_at).getTime() < COMPLETION_MS
  return (
    (open !== undefined || isPending) && !isBeingCompleted && payments.every(({ canceled_at }) => canceled_at !== null)
  )
}

function targetOf(order: OrderRow): string {
  const { total, currency_code, payment_collections } = order
  if (isCanceled(order)) {
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
    .flatMap((one) => {
      const sent = one?.canceled_at ? null : (one?.shipped_at ?? one?.delivered_at)
      return sent ? [new Date(sent).getTime()] : []
    })
    .sort((a, b) => a - b)
  return times[0] === undefined ? null : new Date(times[0])
}
