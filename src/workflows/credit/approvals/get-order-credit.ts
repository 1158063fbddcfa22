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

/** The credit of an order on terms. Amounts are decimal strings in `currency_code`. */
export type OrderCredit = {
  order_id: string
  /** The id and name of the customer of the account. */
  account_id: string
  account_name: string | null
  currency_code: string
  /** `held`: its receivable follows within seconds; `waiting`: for an approval; `released`: it no longer owes anything. */
  status: CreditHold["status"]
  credit_limit: string | null
  current_balance: string
  receivable: ListedReceivable | null
  /** The allocations to the receivable, the oldest first. */
  payments: ItemPayment[]
  /** Set while the order waits for an approval. */
  approval: CreditApproval | null
}

/**
 * The amount that an order owes on account, and its payments; `null` for an order that is not on terms.
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

/** Includes deleted customers, because their balance stays. */
async function nameOfCustomer(container: MedusaContainer, customerId: string): Promise<string | null> {
  const [customer, [profile]] = await Promise.all([
    getMedusaCustomer(container, customerId, true),
    listProfilesOf(container, [customerId]),
  ])
  return displayName(customer, profile) ?? customer.email ?? null
}
