import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { clienteleError } from "../../../kernel/errors"
import {
  CREDIT_MODULE,
  type CreditAccount,
  type CreditHold,
  type CreditModuleService,
  type ItemPayment,
  type ListedReceivable,
} from "../../../modules/credit"
import { displayName, listProfilesOf } from "../../shared/customers/display-name"
import { getMedusaCustomer } from "../../shared/customers/get-medusa-customer"
import { type CreditApproval, findCreditApproval } from "./list-credit-approvals"

/** What an order on terms owes. Amounts are decimal strings in `currency_code`. */
export type OrderCredit = {
  order_id: string
  /** The id and name of the customer of the account. */
  account_id: string
  account_name: string | null
  currency_code: string
  /** `held`: its receivable comes within moments; `waiting`: for an approval; `released`: it owes nothing any more. */
  status: CreditHold["status"]
  credit_limit: string | null
  current_balance: string
  receivable: ListedReceivable | null
  /** What was put on the receivable, the oldest first. */
  payments: ItemPayment[]
  /** Set while the order waits for an approval. */
  approval: CreditApproval | null
}

/**
 * What an order owes on account, and what has been paid on it; `null` for an order that is not on terms.
 *
 * @throws `not_found` for an unknown order
 */
export async function findOrderCredit(container: MedusaContainer, orderId: string): Promise<OrderCredit | null> {
  await checkOrder(container, orderId)
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const [hold] = await credit.listHolds([orderId])
  if (!hold) {
    return null
  }
  const [[account], receivable, approval, account_name] = await Promise.all([
    credit.listAccounts([hold.account_id]),
    credit.findReceivable(hold.account_id, orderId),
    findCreditApproval(container, orderId),
    nameOfCustomer(container, hold.account_id),
  ])
  const { credit_limit, current_balance } = account as CreditAccount
  return {
    order_id: orderId,
    account_id: hold.account_id,
    account_name,
    currency_code: hold.currency_code,
    status: hold.status,
    credit_limit,
    current_balance,
    receivable,
    payments: receivable ? await credit.listItemPayments(receivable.id) : [],
    approval,
  }
}

async function checkOrder(container: MedusaContainer, orderId: string): Promise<void> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: ["id"], filters: { id: [orderId] } })
  if (data.length === 0) {
    throw clienteleError("not_found", `Order not found: ${orderId}`)
  }
}

/** Also of a deleted customer: what they owe stays. */
async function nameOfCustomer(container: MedusaContainer, customerId: string): Promise<string | null> {
  const [customer, [profile]] = await Promise.all([
    getMedusaCustomer(container, customerId, true),
    listProfilesOf(container, [customerId]),
  ])
  return displayName(customer, profile) ?? customer.email ?? null
}
