import type { MedusaContainer } from "@medusajs/framework/types"
import { decimal } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditModuleService, type CreditSettlementOutcome } from "../../../modules/credit"
import type { ClienteleEvent } from "../../../types/events"
import { creditEvents, ofAccount } from "../../shared/events/credit-events"
import { emit } from "../../shared/events/emit"

/** Emits what settling has changed of receivables (CONTRACT R64). A failure to read them costs the events only. */
export async function announceReceivables(
  container: MedusaContainer,
  outcomes: readonly CreditSettlementOutcome[],
): Promise<void> {
  const posted = new Map(outcomes.flatMap((one) => (one.outcome === "posted" ? [[one.order_id, one] as const] : [])))
  if (posted.size === 0) {
    return
  }
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const receivables = await credit.listReceivablesOfOrders([...posted.keys()]).catch(() => [])
  const events = receivables.flatMap(({ id, account_id, order_id, charged, open }): ClienteleEvent[] => {
    const { entry_id, amount } = posted.get(order_id ?? "") ?? {}
    const data = { ...ofAccount(account_id), receivable_id: id, order_id, charged, open }
    const isPaid = decimal(open).isZero() && !decimal(charged).isZero()
    return [
      ...(entry_id && amount
        ? [{ name: creditEvents.RECEIVABLE_CHANGED, data: { ...data, entry_id, amount } } as const]
        : []),
      ...(isPaid ? [{ name: creditEvents.RECEIVABLE_PAID, data } as const] : []),
    ]
  })
  await emit(container, events)
}
