import type { MedusaContainer } from "@medusajs/framework/types"
import {
  CREDIT_MODULE,
  type CreditHold,
  type CreditModuleService,
  type CreditSettlementOutcome,
} from "../../../modules/credit"
import type { ClienteleEvent } from "../../../types/events"
import { creditEvents, ofAccount } from "../../shared/events/credit-events"
import { emit } from "../../shared/events/emit"
import type { CreditFacts } from "../orders/list-credit-facts"

/** Emits the changes of receivables by a settlement (contract R64). If reading them fails, only the events are lost. */
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
    return entry_id && amount
      ? [{ name: creditEvents.RECEIVABLE_CHANGED, data: { ...data, entry_id, amount } } as const]
      : []
  })
  await emit(container, events)
}

/** The read facts of orders, by id. */
export type Read = { holds: ReadonlyMap<string, CreditHold>; facts: ReadonlyMap<string, CreditFacts> }

/** An approved order whose total has increased waits for an approval again (contract M60). */
export async function announceWaiting(
  container: MedusaContainer,
  outcomes: readonly CreditSettlementOutcome[],
  { holds, facts }: Read,
): Promise<void> {
  const waiting = outcomes.filter(({ outcome }) => outcome === "waiting")
  const events = waiting.flatMap(({ order_id }) => {
    const { account_id, waits_for } = holds.get(order_id) ?? {}
    const data = account_id &&
      waits_for && { ...ofAccount(account_id), order_id, amount: String(facts.get(order_id)?.target), code: waits_for }
    return data ? [{ name: creditEvents.WAITING, data } as const] : []
  })
  await emit(container, events)
}
