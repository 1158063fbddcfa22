import type { IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import { deletePaymentSessionsWorkflow } from "@medusajs/medusa/core-flows"
import { clienteleError } from "../../../kernel/errors"
import { type Amount, decimal, roundToMinorUnit } from "../../../kernel/money"
import { whileNotCompleting } from "../locks/completion-lock"
import { getPricedCart, listSessions, type PricedCart, type RedemptionCart, type Session } from "./redemption-cart"

/** Sessions that have the shopper's money, or its promise. */
export const PAID: readonly string[] = [
  PaymentSessionStatus.AUTHORIZED,
  PaymentSessionStatus.CAPTURED,
  PaymentSessionStatus.PENDING_AUTHORIZATION,
]

/** Sessions that a completion may take for the payment, as Medusa's own `validateCartPaymentsStep` says. */
export const PROCESSABLE: readonly string[] = [
  ...PAID,
  PaymentSessionStatus.PENDING,
  PaymentSessionStatus.REQUIRES_MORE,
]

/** How long a payment that was begun keeps its cart's hold: a shopper may come back from the bank the next day (R47). */
const PAYMENT_MS = 24 * 60 * 60 * 1000

/**
 * Whether a cart's payment is authorised, or something has happened with it within a day (contract R47, ADR 0018). One that
 * the shopper has to confirm at the bank (`requires_more`) and does not is given up like one that was only begun: else a
 * single visit to the bank would keep the points from their owner for ever.
 */
export function isBeingPaid(sessions: readonly { status: string; updated_at: string | Date }[], now: Date): boolean {
  return sessions.some(
    ({ status, updated_at }) => PAID.includes(status) || now.getTime() - new Date(updated_at).getTime() < PAYMENT_MS,
  )
}

/**
 * Whether a cart's payment is over what is to be paid: each session by itself, as Medusa authorises one of them, whichever.
 * Their sum says nothing: two of a half each, begun at once, would pass for the whole. Without a session, or without
 * anything to pay, there is nothing to compare. Amounts are compared in whole minor units.
 */
export function coversTotal(sessions: readonly Session[], total: Amount, currency: string): boolean {
  const due = roundToMinorUnit(decimal(total), currency)
  const usable = sessions.filter(({ status }) => PROCESSABLE.includes(status))
  if (due.lte(0) || usable.length === 0) {
    return true
  }
  return usable.every(
    (session) =>
      session.currency_code.toLowerCase() === currency.toLowerCase() &&
      roundToMinorUnit(decimal(session.amount), currency).eq(due),
  )
}

/**
 * Whether a cart's sessions are over what its payment collection says, which Medusa brings to the cart's total with every
 * change. It costs nothing where the cart is read anyway; the total itself is compared when the order is made.
 */
export function agreesWithCollection({ payment_collection }: RedemptionCart): boolean {
  return (
    !payment_collection ||
    coversTotal(payment_collection.payment_sessions ?? [], payment_collection.amount, payment_collection.currency_code)
  )
}

/**
 * Refuses a cart whose payment is over another amount than it costs (ADR 0025): Medusa's completion does not compare, and
 * a session that is made while points come or go keeps the price of before. The payment collection is brought to the
 * cart's total and sessions without money are dropped, so that the next session is over the right amount.
 *
 * @throws `payment_outdated`, `completion_in_progress`, `not_found`
 */
export async function checkPayment(container: MedusaContainer, cartId: string): Promise<void> {
  const cart = await getPricedCart(container, cartId)
  if (cart.completed_at || isCovered(cart)) {
    return
  }
  // No request completes the cart meanwhile: a session that is being authorised must not be deleted.
  if (await whileNotCompleting(container, cartId, () => renewPayment(container, cartId))) {
    throw clienteleError("payment_outdated")
  }
}

const isCovered = (cart: PricedCart) =>
  coversTotal(cart.payment_collection?.payment_sessions ?? [], cart.total, cart.currency_code)

/** @returns false where the payment is right, or the cart completed, by now */
async function renewPayment(container: MedusaContainer, cartId: string): Promise<boolean> {
  const cart = await getPricedCart(container, cartId)
  if (!cart.payment_collection || cart.completed_at || isCovered(cart)) {
    return false
  }
  const { id, payment_sessions = [] } = cart.payment_collection
  const ids = payment_sessions.filter(({ status }) => !PAID.includes(status)).map((session) => session.id)
  await deletePaymentSessionsWorkflow(container).run({ input: { ids } })
  // Not by Medusa's refresh: it compares the collection alone, and gives up sessions that have money.
  await container.resolve<IPaymentModuleService>(Modules.PAYMENT).updatePaymentCollections(id, {
    amount: cart.total,
    currency_code: cart.currency_code,
  })
  return true
}

/**
 * Refuses an order whose cart has its payment over another amount, in the last moment before it is made: a session that
 * changed after {@link checkPayment}, and the bank's webhook, which does not come through our routes.
 *
 * @param total of the order
 * @throws `payment_outdated`
 */
export async function checkOrderPayment(
  container: MedusaContainer,
  cartId: string,
  { total, currency_code }: { total: Amount; currency_code: string },
): Promise<void> {
  if (!coversTotal(await listSessions(container, cartId), total, currency_code)) {
    throw clienteleError("payment_outdated")
  }
}
