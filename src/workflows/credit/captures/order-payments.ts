import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, PaymentCollectionStatus } from "@medusajs/framework/utils"
import { CREDIT_TERMS_PROVIDER } from "../../../kernel/credit-terms"
import { type Amount, type Decimal, decimal, roundToMinorUnit, sum } from "../../../kernel/money"

/** A capture or refund of Medusa's. */
export type MoneyRow = { id: string; amount: Amount; created_by: string | null; created_at: string | Date }

/** A payment of `pp_credit_terms`. */
export type TermsPayment = {
  id: string
  amount: Amount
  canceled_at: string | Date | null
  captured_at: string | Date | null
  captures: MoneyRow[]
  refunds: MoneyRow[]
  collection: Collection
}

type Collection = {
  id: string
  status: string
  amount: Amount
  captured_amount: Amount | null
  payments: (Omit<TermsPayment, "collection"> & { provider_id: string })[]
  payment_sessions?: { provider_id: string }[]
}

/** Medusa's payments of an order, for captures. */
export type OrderPayments = {
  order_id: string
  currency_code: string
  /** Whether the order is canceled, or fully paid in Medusa. */
  owes_nothing: boolean
  collections: Collection[]
  /** Payments of `pp_credit_terms`. */
  payments: TermsPayment[]
  /** Amounts of the order's transactions, by the row that they refer to. */
  transactions: Map<string, Decimal>
}

/** Collections without a payment. */
const UNPAID: readonly string[] = [PaymentCollectionStatus.NOT_PAID, PaymentCollectionStatus.AWAITING]

const PAYMENT = "payment_collections.payments"
const FIELDS = [
  "id",
  "currency_code",
  "status",
  "canceled_at",
  "summary.*",
  "transactions.reference_id",
  "transactions.amount",
  "payment_collections.id",
  "payment_collections.status",
  "payment_collections.amount",
  "payment_collections.captured_amount",
  "payment_collections.payment_sessions.provider_id",
  `${PAYMENT}.id`,
  `${PAYMENT}.provider_id`,
  `${PAYMENT}.amount`,
  `${PAYMENT}.canceled_at`,
  `${PAYMENT}.captured_at`,
  `${PAYMENT}.captures.*`,
  `${PAYMENT}.refunds.*`,
]

type Row = {
  id: string
  currency_code: string
  status: string
  canceled_at: string | Date | null
  summary?: { pending_difference?: Amount } | null
  transactions?: ({ reference_id: string | null; amount: Amount } | null)[]
  payment_collections?: (Collection | null)[]
}

/** Reads the payments of these orders. One query. */
export async function listOrderPayments(
  container: MedusaContainer,
  orderIds: readonly string[],
): Promise<OrderPayments[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: FIELDS, filters: { id: [...orderIds] } })
  return (data as unknown as Row[]).map(toOrderPayments)
}

function toOrderPayments(row: Row): OrderPayments {
  const { id, currency_code, transactions, payment_collections } = row
  const collections = (payment_collections ?? []).flatMap((one) =>
    one ? [{ ...one, payments: one.payments ?? [] }] : [],
  )
  const payments = collections.flatMap((collection) =>
    collection.payments
      .filter(({ provider_id }) => provider_id === CREDIT_TERMS_PROVIDER)
      .map((one) => ({ ...one, captures: one.captures ?? [], refunds: one.refunds ?? [], collection })),
  )
  const byReference = new Map<string, Decimal>()
  for (const one of transactions ?? []) {
    if (one?.reference_id) {
      byReference.set(one.reference_id, decimal(one.amount).plus(byReference.get(one.reference_id) ?? 0))
    }
  }
  return {
    order_id: id,
    currency_code,
    owes_nothing: owesNothing(row),
    collections,
    payments,
    transactions: byReference,
  }
}

function owesNothing({ status, canceled_at, summary, currency_code }: Row): boolean {
  const pending = summary?.pending_difference
  const isPaid = pending != null && roundToMinorUnit(pending, currency_code).lte(0)
  return isPaid || status === "canceled" || canceled_at !== null
}

/**
 * Collections that a charge opened and that have no payment, for example because another provider captured the order
 * meanwhile. Medusa's badge would show them as unpaid. A collection with a session of another provider is not ours.
 */
export function emptyCollectionsOf({ collections }: OrderPayments): { id: string }[] {
  return collections.filter(
    ({ status, payments, payment_sessions = [] }) =>
      UNPAID.includes(status) &&
      payments.length === 0 &&
      payment_sessions.every(({ provider_id }) => provider_id === CREDIT_TERMS_PROVIDER),
  )
}

/**
 * The largest amount that Medusa lets a payment capture, in whole minor units, as Medusa compares. An order's total can
 * have more digits (tax).
 */
export function roomOf({ amount, canceled_at, captures }: TermsPayment, currencyCode: string): Decimal {
  const left = decimal(amount).minus(sum(captures.map((one) => one.amount)))
  return canceled_at ? decimal(0) : roundToMinorUnit(left, currencyCode)
}
