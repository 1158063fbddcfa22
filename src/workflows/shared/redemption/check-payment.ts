import type { IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules, PaymentSessionStatus } from "@medusajs/framework/utils"
import { deletePaymentSessionsWorkflow } from "@medusajs/medusa/core-flows"
import { clienteleError } from "../../../kernel/errors"
import { type Amount, decimal, roundToMinorUnit } from "../../../kernel/money"
import { whileNotCompleting } from "../locks/completion-lock"
import { getPricedCart, listSessions, type PricedCart, type RedemptionCart, type Session } from "./redemption-cart"

/** Statuses of sessions with the shopper's money or a promise of it. */
export const PAID: readonly string[] = [
  PaymentSessionStatus.AUTHORIZED,
  PaymentSessionStatus.CAPTURED,
  PaymentSessionStatus.PENDING_AUTHORIZATION,
]

/** Statuses of sessions that a completion can use, by Medusa's own `validateCartPaymentsStep`. */
export const PROCESSABLE: readonly string[] = [
  ...PAID,
  PaymentSessionStatus.PENDING,
  PaymentSessionStatus.REQUIRES_MORE,
]

/** Time for which a begun payment keeps the cart's hold, because a shopper can return from the bank the next day (R47). */
const PAYMENT_MS = 24 * 60 * 60 * 1000

/**
 * Whether a cart's payment is authorised, or was active within a day (contract R47, ADR 0018). A payment that the shopper
 * does not confirm at the bank (`requires_more`) is given up like one that was only begun. Otherwise a single visit to the
 * bank would block the points forever.
 */
export function isBeingPaid(sessions: readonly { status: string; updated_at: string | Date }[], now: Date): boolean {
  return sessions.some(
    ({ status, updated_at }) => PAID.includes(status) || now.getTime() - new Date(updated_at).getTime() < PAYMENT_MS,
  )
}

/**
 * Whether each of a cart's sessions is over the amount due, because Medusa authorises any one of them. Their sum is not
 * compared: two parallel sessions over half the amount would pass. Without a session there is nothing to compare. A cart
 * that costs nothing has sessions over 0 only: the bank could still take the money of any other. Amounts are compared in
 * whole minor units.
 */
export function coversTotal(sessions: readonly Session[], total: Amount, currency: string): boolean {
  const exact = roundToMinorUnit(decimal(total), currency)
  const due = exact.lt(0) ? decimal(0) : exact
  const usable = sessions.filter(({ status }) => PROCESSABLE.includes(status))
  return usable.every(
    (session) =>
      session.currency_code.toLowerCase() === currency.toLowerCase() &&
      roundToMinorUnit(decimal(session.amount), currency).eq(due),
  )
}

/**
 * Whether a cart's sessions are over the amount of its payment collection, which Medusa sets to the cart's total with every
 * change. It needs no further read. The total itself is compared when the order is placed.
 */
export function agreesWithCollection({ payment_collection }: RedemptionCart): boolean {
  return (
    !payment_collection ||
    coversTotal(payment_collection.payment_sessions ?? [], payment_collection.amount, payment_collection.currency_code)
  )
}

/**
 * Refuses a cart whose payment is over another amount than its total (ADR 0025). Medusa's completion does not compare, and
 * a session that is created while points change keeps the earlier price. It sets the payment collection to the cart's total
 * and deletes sessions without money, so that the next session is over the right amount.
 *
 * @throws `payment_outdated`, `completion_in_progress`, `not_found`
 */
export async function checkPayment(container: MedusaContainer, cartId: string): Promise<void> {
  const cart = await getPricedCart(container, cartId)
  if (cart.completed_at || isCovered(cart)) {
    return
  }
  // Under the completion's lock, because a session that is being authorised must not be deleted.
  if (await whileNotCompleting(container, cartId, () => renewPayment(container, cartId))) {
    throw clienteleError("payment_outdated")
  }
}

const isCovered = (cart: PricedCart) =>
  coversTotal(cart.payment_collection?.payment_sessions ?? [], cart.total, cart.currency_code)

/**
 * @returns false if the payment is right by now, or the cart completed. A cart that costs nothing needs no new session, so
 *   its payment is right if no session has money
 */
async function renewPayment(container: MedusaContainer, cartId: string): Promise<boolean> {
  const cart = await getPricedCart(container, cartId)
  if (!cart.payment_collection || cart.completed_at || isCovered(cart)) {
    return false
  }
  const { id, payment_sessions = [] } = cart.payment_collection
  const ids = payment_sessions.filter(({ status }) => !PAID.includes(status)).map((session) => session.id)
  await deletePaymentSessionsWorkflow(container).run({ input: { ids } })
  // Medusa's refresh is not used, because it compares only the collection and gives up sessions that have money.
  await container.resolve<IPaymentModuleService>(Modules.PAYMENT).updatePaymentCollections(id, {
    amount: cart.total,
    currency_code: cart.currency_code,
  })
  return decimal(cart.total).gt(0) || ids.length < payment_sessions.length
}

/**
 * Refuses an order whose cart has a payment over another amount, directly before the order is inserted. It covers a session
 * that changed after {@link checkPayment}, and the bank's webhook, which does not use our routes.
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
