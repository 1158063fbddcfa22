import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { Amount } from "../../kernel/money"
import { asksForMoney } from "../../modules/points"
import { findPaymentCollections } from "../shared/orders/orders-of-payments"

type Collection = { id: string; amount: Amount; currency_code: string }
type Capture = { id: string; payment: { payment_collection_id: string } }

/** The generated list methods that we use. Medusa's own types have no captures of a collection, its code does. */
type PaymentLists = {
  listCaptures(filters: object, config: object): Promise<Capture[]>
  listPaymentCollections(filters: object, config: object): Promise<Collection[]>
}

/**
 * Those of some orders that were just placed that have something to be paid and nothing captured yet: most orders of a shop
 * that captures when it ships. There is nothing to award then, and the whole order need not be read; a capture, a completion
 * and whatever else makes it earn have their own events, and the sweep finds those that are lost.
 */
export async function findAwaitingPayment(
  container: MedusaContainer,
  orderIds: readonly string[],
): Promise<Set<string>> {
  if (orderIds.length === 0) {
    return new Set()
  }
  const payments = container.resolve<PaymentLists>(Modules.PAYMENT)
  const links = await findPaymentCollections(container, orderIds)
  const ids = links.map((link) => link.payment_collection_id)
  const collections = await payments.listPaymentCollections({ id: ids }, { select: ["id", "amount", "currency_code"] })
  const captures = await payments.listCaptures(
    { payment: { payment_collection_id: ids } },
    { select: ["id", "payment.payment_collection_id"], relations: ["payment"] },
  )
  const captured = new Set(captures.map(({ payment }) => payment.payment_collection_id))
  const awaits = (orderId: string) => {
    const own = new Set(links.filter(({ order_id }) => order_id === orderId).map((link) => link.payment_collection_id))
    return asksForMoney(collections.filter(({ id }) => own.has(id))) && ![...own].some((id) => captured.has(id))
  }
  return new Set(orderIds.filter(awaits))
}
