import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { Amount } from "../../kernel/money"
import { asksForMoney } from "../../modules/points"
import { findPaymentCollections } from "../shared/orders/orders-of-payments"

type Collection = { id: string; amount: Amount; currency_code: string }
type Capture = { id: string; payment: { payment_collection_id: string } }

/** The generated list methods that we use. Medusa's types omit a collection's captures, which its code supports. */
type PaymentLists = {
  listCaptures(filters: object, config: object): Promise<Capture[]>
  listPaymentCollections(filters: object, config: object): Promise<Collection[]>
}

/**
 * The orders among newly placed ones that await their payment: something is due and nothing is captured yet. In a shop that
 * captures at shipping these are most orders. They earn nothing now, so they need not be read. Captures, completions and
 * other triggers have their own events, and the sweep recovers lost ones.
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
