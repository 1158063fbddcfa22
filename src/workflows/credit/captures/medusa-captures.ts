import type { IOrderModuleService, IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules, PaymentCollectionStatus } from "@medusajs/framework/utils"
import { capturePaymentWorkflow } from "@medusajs/medusa/core-flows"
import { type Decimal, decimal, sum } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import type { OrderPayments, TermsPayment } from "./order-payments"

/** Methods of Medusa's payment module that its types leave out. An assumption test checks them. */
type PaymentModule = IPaymentModuleService & {
  deleteCaptures(ids: string[]): Promise<void>
  updatePayment(data: { id: string; captured_at?: Date | null; canceled_at?: Date }): Promise<unknown>
  /** Computes amounts and status of a collection from its captures and refunds. */
  maybeUpdatePaymentCollection_(id: string): Promise<void>
}

const paymentsOf = (container: MedusaContainer) => container.resolve(Modules.PAYMENT) as unknown as PaymentModule

/**
 * Makes Medusa capture the amount that the ledger has begun to capture. If Medusa refuses, the ledger gives the capture up.
 */
export async function capture(
  container: MedusaContainer,
  { id, payment_id, amount }: { id: string; payment_id: string; amount: string },
): Promise<void> {
  try {
    await capturePaymentWorkflow(container).run({
      // As text, so that a decimal stays exact.
      input: { payment_id, amount: amount as unknown as number, captured_by: id },
    })
  } catch (error) {
    if (await container.resolve<CreditModuleService>(CREDIT_MODULE).voidCapture(id)) {
      throw error
    }
  }
}

/** Deletes a capture of Medusa's and its order transaction, as Medusa does if a provider refuses it. Safe to repeat. */
export async function deleteCapture(
  container: MedusaContainer,
  order: OrderPayments,
  payment: TermsPayment,
  captureId: string,
): Promise<void> {
  const payments = paymentsOf(container)
  if (payment.captures.some(({ id }) => id === captureId)) {
    await payments.deleteCaptures([captureId])
  }
  await payments.updatePayment({ id: payment.id, captured_at: null })
  await refreshCollection(container, payment.collection.id)
  await correctTransactions(container, order, captureId, decimal(0))
}

/**
 * Corrects an order's transactions about a capture or refund to its amount. A process that ends early leaves none, and
 * Medusa records two parallel captures with one amount. It adds a transaction, because a transaction of an older version of
 * the order cannot be deleted.
 */
export async function correctTransactions(
  container: MedusaContainer,
  { order_id, currency_code, transactions }: OrderPayments,
  reference_id: string,
  amount: Decimal,
): Promise<void> {
  const missing = amount.minus(transactions.get(reference_id) ?? 0)
  if (!missing.isZero()) {
    await (container.resolve(Modules.ORDER) as IOrderModuleService).addOrderTransactions({
      order_id,
      currency_code,
      amount: missing.toFixed() as unknown as number,
      reference: missing.gt(0) ? "capture" : "refund",
      reference_id,
    })
  }
}

/** Whether Medusa's figures of a payment differ from its captures, for example after a process that ended early. */
export function isOutdated({ amount, captured_at, canceled_at, captures, collection }: TermsPayment): boolean {
  const captured = sum(captures.map((one) => one.amount))
  const ofCollection = sum(collection.payments.flatMap((one) => (one.captures ?? []).map(({ amount: part }) => part)))
  const isFull = captured.gte(decimal(amount)) && !canceled_at
  return (isFull && !captured_at) || !ofCollection.eq(decimal(collection.captured_amount ?? 0))
}

/** Corrects payments that {@link isOutdated} finds. */
export async function refreshPayment(container: MedusaContainer, payment: TermsPayment): Promise<void> {
  const payments = paymentsOf(container)
  const isFull = sum(payment.captures.map(({ amount }) => amount)).gte(decimal(payment.amount))
  if (isFull && !payment.captured_at) {
    await payments.updatePayment({ id: payment.id, captured_at: new Date() })
  }
  await refreshCollection(container, payment.collection.id)
}

/**
 * Makes Medusa recompute a collection's figures. Medusa counts the sessions of a collection whose payments are all canceled
 * and calls it authorised. This function closes such a collection, like Medusa's cancelPaymentCollectionWorkflow. Otherwise
 * the order would get another payment in it.
 */
async function refreshCollection(container: MedusaContainer, collectionId: string): Promise<void> {
  const payments = paymentsOf(container)
  const before = await payments.retrievePaymentCollection(collectionId)
  await payments.maybeUpdatePaymentCollection_(collectionId)
  const { status, captured_amount, ...collection } = await payments.retrievePaymentCollection(collectionId, {
    relations: ["payments"],
  })
  const isClosed = (collection.payments ?? []).every(({ canceled_at }) => canceled_at)
  if (isClosed && status !== PaymentCollectionStatus.COMPLETED) {
    const { CANCELED, PARTIALLY_CAPTURED } = PaymentCollectionStatus
    const isPartly = before.status !== CANCELED && decimal(captured_amount ?? 0).gt(0)
    const closed = isPartly ? PARTIALLY_CAPTURED : CANCELED
    // Medusa's own step writes the status in the same way. The type omits it.
    await payments.updatePaymentCollections(collectionId, { status: closed } as object)
  }
}

/** Closes a collection that is no longer used, like Medusa's cancelPaymentCollectionWorkflow. Safe to repeat. */
export async function closeCollection(container: MedusaContainer, collectionId: string): Promise<void> {
  const closed = { status: PaymentCollectionStatus.CANCELED }
  // Medusa's own step writes the status in the same way; the type leaves it out.
  await paymentsOf(container).updatePaymentCollections(collectionId, closed as object)
}

/** Cancels a payment for which nothing is left to capture. Its captures stay. Safe to repeat. */
export async function cancelPayment(container: MedusaContainer, payment: TermsPayment): Promise<void> {
  await paymentsOf(container).cancelPayment(payment.id)
  await refreshCollection(container, payment.collection.id)
}
