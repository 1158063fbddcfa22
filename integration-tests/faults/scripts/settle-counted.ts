import { AsyncLocalStorage } from "node:async_hooks"
import type { ExecArgs } from "@medusajs/framework/types"
import { CREDIT_MODULE, type CreditModuleService } from "../../../src/modules/credit"
import { settleCreditOrders } from "../../../src/workflows/credit/settling/settle-credit-orders"

/** Settles orders on terms, and tells which of them it tried again at the ledger. Jobs of the store do not count. */
export default async function settleCounted({ container, args: [list = ""] }: ExecArgs) {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const retry = credit.retryHold
  const own = new AsyncLocalStorage<string[]>()
  credit.retryHold = (orderId, amount) => {
    own.getStore()?.push(orderId)
    return retry.call(credit, orderId, amount)
  }
  try {
    const retried: string[] = []
    const outcomes = await own.run(retried, () => settleCreditOrders(container, JSON.parse(list)))
    return { retried, outcomes: Object.fromEntries(outcomes.map(({ order_id, outcome }) => [order_id, outcome])) }
  } finally {
    credit.retryHold = retry
  }
}
