import type { IOrderModuleService, IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules, PaymentCollectionStatus } from "@medusajs/framework/utils"
import { capturePaymentWorkflow } from "@medusajs/medusa/core-flows"
import { type Decimal, decimal, sum } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import type { OrderPayments, TermsPayment } from "./order-payments"

/** What of Medusa's payment module its types leave out. An assumption test holds it. */
type PaymentModule = IPaymentModuleService & {
  deleteCaptures(ids: string[]): Promise<void>
  updatePayment(data: { id: string; captured_at?: Date | null; canceled_at?: Date }): Promise<unknown>
  /** Works out amounts and status of a collection from its captures and refunds. */
  maybeUpdatePaymentCollection_(id: string): Promise<void>
}

const paymentsOf = (container: MedusaContainer) => container.resolve(Modules.PAYMENT) as unknown as PaymentModule

/** Has Medusa capture what the ledger has begun. Where Medusa refuses it, the ledger gives it up. */
export async function capture(
  container: MedusaContainer,
  { id, payment_id, amount }: { id: string; payment_id: string; amount: string },
): Promise<void> {
  try {
    await capturePaymentWorkflow(container).run({
      // As text: a decimal stays exact.
      input: { payment_id, amount: amount as unknown as number, captured_by: id },
    })
  } catch (error) {
    if (await container.resolve<CreditModuleService>(CREDIT_MODULE).voidCapture(id)) {
      throw error
    }
  }
}

/** Deletes a capture of Medusa's, as Medusa does where a provider refuses it, with its order transaction. Safe to repeat. */
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
 * Brings an order's transactions about a capture or refund to its amount: a process that ends early leaves none, and Medusa books two
 * captures at once with one amount. It adds a transaction, as one of an older version of the order cannot be deleted.
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

/** Whether Medusa's figures of a payment are not those of its captures, as after a process that ended early. */
export function isOutdated({ amount, captured_at, canceled_at, captures, collection }: TermsPayment): boolean {
  const captured = sum(captures.map((one) => one.amount))
  const ofCollection = sum(collection.payments.flatMap((one) => (one.captures ?? []).map(({ amount: part }) => part)))
  const isFull = captured.gte(decimal(amount)) && !canceled_at
  return (isFull && !captured_at) || !ofCollection.eq(decimal(collection.captured_amount ?? 0))
}

/** Corrects what {@link isOutdated} finds. */
export async function refreshPayment(container: MedusaContainer, payment: TermsPayment): Promise<void> {
  const payments = paymentsOf(container)
  const isFull = sum(payment.captures.map(({ amount }) => amount)).gte(decimal(payment.amount))
  if (isFull && !payment.captured_at) {
    await payments.updatePayment({ id: payment.id, captured_at: new Date() })
  }
  await refreshCollection(container, payment.collection.id)
}

/**
 * Has Medusa work a collection's figures out. It takes one whose payments are all canceled for authorised, as its sessions are: that one is
 * closed, as Medusa's cancelPaymentCollectionWorkflow does it. Else the order would get a payment in there again.
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
    // Medusa's own step writes the status in the same way; the type leaves it out.
    await payments.updatePaymentCollections(collectionId, { status: closed } as object)
  }
}

/** Closes a collection that nothing is paid by any more, as Medusa's cancelPaymentCollectionWorkflow does it. Safe to repeat. */
export async function closeCollection(container: MedusaContainer, collectionId: string): Promise<void> {
  const closed = { status: PaymentCollectionStatus.CANCELED }
  // Medusa's own step writes the status in the same way; the type leaves it out.
  await paymentsOf(container).updatePaymentCollections(collectionId, closed as object)
}

/** Cancels a payment that nothing is left to capture for. What it has captured stays. Safe to repeat. */
export async function cancelPayment(container: MedusaContainer, payment: TermsPayment): Promise<void> {
  await paymentsOf(container).cancelPayment(payment.id)
  await refreshCollection(container, payment.collection.id)
}
