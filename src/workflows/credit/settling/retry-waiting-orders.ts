import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { cancelOrderWorkflow } from "@medusajs/medusa/core-flows"
import { errorText } from "../../../kernel/error-text"
import { hasCode } from "../../../kernel/errors"
import { decimal } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditHold, type CreditModuleService } from "../../../modules/credit"
import { noteHolds } from "../orders/announce-holds"
import { type CreditFacts, listCreditFacts } from "../orders/list-credit-facts"

/** After this time a rejection has ended, or its process was killed before the order was canceled. */
const REJECTION_MS = 60_000

/** `granted`: orders that now hold credit. `busy`: orders whose account another session has locked. */
export type Retries = { granted: string[]; busy: string[] }

/**
 * Retries orders that wait for an approval (contract R24a), the oldest first. A canceled order, or one that owes nothing on
 * account, stops waiting. An order that the account allows now holds credit. Of the orders of a locked account only one waits
 * for it, and other accounts' orders continue (contract M48).
 */
export async function retryWaitingOrders(container: MedusaContainer, waiting: readonly CreditHold[]): Promise<Retries> {
  const facts = await listCreditFacts(
    container,
    waiting.map(({ order_id }) => order_id),
  )
  const retries: Retries = { granted: [], busy: [] }
  const locked = new Set<string>()
  for (const hold of [...waiting].sort((a, b) => a.created_at.getTime() - b.created_at.getTime())) {
    const order = facts.find(({ order_id }) => order_id === hold.order_id)
    const tried = order && !locked.has(hold.account_id) ? await tryOrder(container, hold, order) : null
    if (tried === "busy") {
      locked.add(hold.account_id)
    }
    if (tried === "granted") {
      retries.granted.push(hold.order_id)
    } else if (order && locked.has(hold.account_id)) {
      retries.busy.push(hold.order_id)
    }
  }
  return retries
}

async function tryOrder(container: MedusaContainer, hold: CreditHold, order: CreditFacts) {
  try {
    return (await retryOrder(container, hold, order)) ? "granted" : "waiting"
  } catch (error) {
    if (hasCode(error, "account_busy")) {
      return "busy"
    }
    throw error
  }
}

async function retryOrder(container: MedusaContainer, hold: CreditHold, order: CreditFacts): Promise<boolean> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const { order_id, account_id, decided_at } = hold
  if (order.canceled || decimal(order.target).isZero()) {
    await credit.releaseHold(order_id)
    return false
  }
  if (decided_at) {
    await finishRejection(container, order_id, decided_at)
    return false
  }
  const { retried, status } = await credit.retryHold(order_id, order.target)
  if (retried && status === "held") {
    const events = noteHolds(container)
    events.held({ status, available: "" }, { order_id, amount: order.target }, { account_id })
    events.emitHeld()
  }
  // Another process can have been faster.
  return status === "held" || status === "posted"
}

async function finishRejection(container: MedusaContainer, orderId: string, decidedAt: Date): Promise<void> {
  if (Date.now() - decidedAt.getTime() < REJECTION_MS) {
    return
  }
  try {
    await cancelOrderWorkflow(container).run({ input: { order_id: orderId } })
    await container.resolve<CreditModuleService>(CREDIT_MODULE).releaseHold(orderId)
  } catch (error) {
    if (hasCode(error, "account_busy")) {
      // The next sweep finishes the rejection.
      throw error
    }
    await container.resolve<CreditModuleService>(CREDIT_MODULE).withdrawRejection(orderId)
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: the rejected order ${orderId} cannot be canceled: ${errorText(error)}`)
  }
}
