import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { type Amount, roundToMinorUnit } from "../../kernel/money"

/** The generated list methods that we use. */
type PaymentLists = {
  listCaptures(filters: object, config: object): Promise<{ id: string }[]>
  listPaymentCollections(filters: object, config: object): Promise<{ amount: Amount; currency_code: string }[]>
}

/**
 * Whether an order that was just placed has something to be paid and nothing was captured yet: most orders of a shop that
 * captures when it ships. There is nothing to award then, and the whole order need not be read; a capture, a completion and
 * whatever else makes it earn have their own events, and the sweep finds those that are lost.
 */
export async function awaitsPayment(container: MedusaContainer, orderId: string): Promise<boolean> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const payments = container.resolve<PaymentLists>(Modules.PAYMENT)
  const { data } = await query.graph({
    entity: "order_payment_collection",
    fields: ["payment_collection_id"],
    filters: { order_id: orderId },
  })
  const ids = (data as { payment_collection_id: string }[]).map((link) => link.payment_collection_id)
  if (ids.length === 0) {
    return false
  }
  const captures = await payments.listCaptures({ payment: { payment_collection_id: ids } }, { select: ["id"], take: 1 })
  if (captures.length > 0) {
    return false
  }
  const collections = await payments.listPaymentCollections({ id: ids }, { select: ["id", "amount", "currency_code"] })
  // As `paidAt` compares: what rounds to nothing is paid.
  return (
    collections.length > 0 &&
    collections.every(({ amount, currency_code }) => roundToMinorUnit(amount, currency_code).gt(0))
  )
}
