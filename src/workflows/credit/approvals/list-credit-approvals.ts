import type { MedusaContainer } from "@medusajs/framework/types"
import { decimal } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditModuleService, type CreditRefusal, type WaitingHold } from "../../../modules/credit"
import { namesOf } from "../../shared/customers/names-of-customers"
import { numbersOf } from "../../shared/orders/numbers-of-orders"
import { listCreditFacts } from "../orders/list-credit-facts"

/** An order on terms that waits for an admin user. Amounts are decimal strings in `currency_code`. */
export type CreditApproval = {
  order_id: string
  /** The order number that shopper and store see. */
  display_id: number | null
  account_id: string
  /** The name of the account's customer, else the email address; `null` without both. */
  account_name: string | null
  /** The buyer. */
  customer_id: string
  /** The name of the buyer, else the email address. */
  customer_name: string | null
  currency_code: string
  /** The order's total at its placing. */
  amount_placed: string
  /** The order's total now, which an approval covers. */
  amount: string
  /** The reason why the order waits (a code of docs/errors.md). */
  code: CreditRefusal | null
  /** The account's shortfall for it now. */
  shortfall: string
  placed_at: Date
}

/** Orders that wait for an approval, the oldest first (contract R24a). `currencyCode`: only accounts in this currency. */
export async function listCreditApprovals(
  container: MedusaContainer,
  page: { limit: number; offset: number; currencyCode?: string | undefined; without?: readonly string[] },
): Promise<{ approvals: CreditApproval[]; count: number }> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const [holds, count] = await Promise.all([
    credit.listWaiting(page),
    credit.countWaiting(page.currencyCode, page.without),
  ])
  return { approvals: await toApprovals(container, holds), count }
}

/** An order that waits for an approval; `null` if it does not wait, or is being rejected. */
export async function findCreditApproval(container: MedusaContainer, orderId: string): Promise<CreditApproval | null> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const holds = await credit.listWaiting({ orderId, limit: 1 })
  const [approval] = await toApprovals(
    container,
    holds.filter(({ decided_at }) => decided_at === null),
  )
  return approval ?? null
}

async function toApprovals(container: MedusaContainer, holds: readonly WaitingHold[]): Promise<CreditApproval[]> {
  if (holds.length === 0) {
    return []
  }
  const ids = holds.map(({ order_id }) => order_id)
  const people = [...new Set(holds.flatMap(({ account_id, customer_id }) => [account_id, customer_id]))]
  const [facts, numbers, names] = await Promise.all([
    listCreditFacts(container, ids),
    numbersOf(container, ids),
    namesOf(container, people),
  ])
  const costs = new Map(facts.map(({ order_id, target }) => [order_id, target]))
  return holds.map((hold) => ({
    ...toApproval(hold, costs.get(hold.order_id)),
    display_id: numbers.get(hold.order_id) ?? null,
    account_name: names.get(hold.account_id) ?? null,
    customer_name: names.get(hold.customer_id) ?? null,
  }))
}

function toApproval(hold: WaitingHold, cost = hold.amount) {
  const missing = decimal(cost).minus(decimal(hold.room))
  return {
    order_id: hold.order_id,
    account_id: hold.account_id,
    customer_id: hold.customer_id,
    currency_code: hold.currency_code,
    amount_placed: hold.amount,
    amount: cost,
    code: hold.waits_for,
    shortfall: missing.gt(0) ? missing.toFixed() : "0",
    placed_at: hold.created_at,
  }
}
