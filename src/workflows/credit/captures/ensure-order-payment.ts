import type { IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  Modules,
  PaymentCollectionStatus,
  PaymentSessionStatus,
} from "@medusajs/framework/utils"
import { createOrUpdateOrderPaymentCollectionWorkflow } from "@medusajs/medusa/core-flows"
import { CREDIT_TERMS_PROVIDER, ORDER_IN_CONTEXT } from "../../../kernel/credit-terms"
import { type Amount, decimal, roundToMinorUnit } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { withFreeCartLease } from "../../shared/locks/cart-lease"

type Session = { id: string; provider_id: string; status: string; amount: Amount }
type Payment = { id: string; provider_id: string; canceled_at: string | Date | null; payment_session_id?: string }

/** The fields of a payment collection that show whether an order has a payment. */
export type Collection = {
  id: string
  status: string
  amount: Amount
  currency_code: string
  payments?: Payment[]
  payment_sessions?: Session[]
}

const FIELDS = [
  "id",
  "currency_code",
  "status",
  "summary.*",
  "payment_collections.id",
  "payment_collections.status",
  "payment_collections.amount",
  "payment_collections.currency_code",
  "payment_collections.payments.id",
  "payment_collections.payments.provider_id",
  "payment_collections.payments.canceled_at",
  "payment_collections.payments.payment_session_id",
  "payment_collections.payment_sessions.id",
  "payment_collections.payment_sessions.provider_id",
  "payment_collections.payment_sessions.status",
  "payment_collections.payment_sessions.amount",
]

const OPEN: readonly string[] = [
  PaymentCollectionStatus.NOT_PAID,
  PaymentCollectionStatus.AWAITING,
  PaymentCollectionStatus.AUTHORIZED,
  PaymentCollectionStatus.PARTIALLY_AUTHORIZED,
]

/** Statuses of sessions that can still become a payment. */
const UNDECIDED: readonly string[] = [PaymentSessionStatus.PENDING, PaymentSessionStatus.PENDING_AUTHORIZATION]

type Standing = { provider_id: string; canceled_at: string | Date | null }

const isLive = ({ canceled_at }: Standing) => !canceled_at

/**
 * The collection for the rest of an order's payment. Of several, the one with a live payment of ours, else with any live
 * payment. A payment in another collection would be a second one.
 */
export function openCollection<Some extends { status: string; amount: Amount; payments?: Standing[] }>(
  collections: readonly (Some | null)[] | undefined,
): Some | undefined {
  const open = (collections ?? []).filter(
    (one): one is Some => one !== null && OPEN.includes(one.status) && decimal(one.amount).gt(0),
  )
  const live = open.filter(({ payments = [] }) => payments.some(isLive))
  const ours = live.find(({ payments = [] }) =>
    payments.some((one) => isLive(one) && one.provider_id === CREDIT_TERMS_PROVIDER),
  )
  return ours ?? live[0] ?? open[0]
}

const livePayment = ({ payments = [] }: Collection) => payments.find(isLive)

/**
 * Gives an order on account a payment of `pp_credit_terms` that can be captured (contract R24, ADR 0007, 0058). An order
 * has none after an edit, as Medusa replaces the payment collection; after an approval, whose session waits; after a
 * retried completion, whose payment is canceled; and if an admin user puts it on account. Safe to repeat.
 *
 * @param replacing cancels uncaptured authorisations of other providers, as an edit of the order does
 * @returns the id of our payment of the order; `null` if nothing is due, if another provider has the payment, or if another
 *   process is working on it
 */
export async function ensureOrderPayment(
  container: MedusaContainer,
  orderId: string,
  { replacing = false }: { replacing?: boolean } = {},
): Promise<string | null> {
  // Checked without the lease first, because the lease is a write and mostly not needed.
  const before = await findCollection(container, orderId)
  const payment = before.open && livePayment(before.open)
  if (payment && (!replacing || payment.provider_id === CREDIT_TERMS_PROVIDER)) {
    return payment.provider_id === CREDIT_TERMS_PROVIDER ? payment.id : null
  }
  return withFreeCartLease(container, orderId, async () => {
    const collection = await collectionToPay(container, orderId, replacing)
    if (!collection) {
      return null
    }
    const standing = livePayment(collection)
    if (standing) {
      return standing.provider_id === CREDIT_TERMS_PROVIDER ? standing.id : null
    }
    return pay(container, orderId, collection)
  })
}

async function findCollection(container: MedusaContainer, orderId: string) {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: FIELDS, filters: { id: orderId } })
  const [order] = data as unknown as {
    status: string
    summary?: { pending_difference?: Amount } | null
    payment_collections?: (Collection | null)[]
  }[]
  if (order?.status === "canceled") {
    return { open: undefined, pending: decimal(0) }
  }
  return { open: openCollection(order?.payment_collections), pending: decimal(order?.summary?.pending_difference ?? 0) }
}

/**
 * Medusa's own workflow creates a collection over the pending amount. It changes a collection without a payment and
 * replaces an authorised one.
 */
async function collectionToPay(
  container: MedusaContainer,
  orderId: string,
  replacing: boolean,
): Promise<Collection | undefined> {
  const { open, pending } = await findCollection(container, orderId)
  const foreign = open && livePayment(open)?.provider_id
  const isToReplace = replacing && foreign !== undefined && foreign !== CREDIT_TERMS_PROVIDER
  const fits = open && (livePayment(open) || isSame(open.amount, pending, open.currency_code))
  if (!pending.gt(0) || (fits && !isToReplace)) {
    return open
  }
  await createOrUpdateOrderPaymentCollectionWorkflow(container).run({ input: { order_id: orderId } })
  return (await findCollection(container, orderId)).open
}

const isSame = (one: Amount, other: Amount, currencyCode: string) =>
  roundToMinorUnit(one, currencyCode).eq(roundToMinorUnit(other, currencyCode))

/** Uses our session over the right amount, or creates one. The hold names the session before it is authorised. */
async function pay(container: MedusaContainer, orderId: string, collection: Collection): Promise<string | null> {
  const payments = container.resolve<IPaymentModuleService>(Modules.PAYMENT)
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const buyer = await credit.findBuyerOfOrder(orderId)
  if (!buyer) {
    return null
  }
  const { id, amount, currency_code, payment_sessions = [] } = collection
  const ours = payment_sessions.filter(
    ({ provider_id, status }) => provider_id === CREDIT_TERMS_PROVIDER && UNDECIDED.includes(status),
  )
  const fitting = ours.find((one) => decimal(one.amount).eq(decimal(amount)))
  for (const stale of ours.filter((one) => one !== fitting)) {
    await payments.deletePaymentSession(stale.id)
  }
  const session =
    fitting ??
    (await payments.createPaymentSession(id, {
      provider_id: CREDIT_TERMS_PROVIDER,
      amount: decimal(amount).toFixed(),
      currency_code,
      data: {},
      context: { [ORDER_IN_CONTEXT]: orderId } as object,
    }))
  if (!(await credit.linkSession(orderId, session.id))) {
    return null
  }
  const payment = await payments.authorizePaymentSession(session.id, {})
  return payment?.id ?? null
}
