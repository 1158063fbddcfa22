import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { Amount } from "../../kernel/money"
import { asksForMoney } from "../../modules/points"
import { findPaymentCollections } from "./find-orders"

/** The generated list methods that we use. Medusa's own types have no captures of a collection, its code does. */
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
  const payments = container.resolve<PaymentLists>(Modules.PAYMENT)
  const ids = await findPaymentCollections(container, orderId)
  const captures = await payments.listCaptures({ payment: { payment_collection_id: ids } }, { select: ["id"], take: 1 })
  if (captures.length > 0) {
    return false
  }
  return asksForMoney(await payments.listPaymentCollections({ id: ids }, { select: ["id", "amount", "currency_code"] }))
}
