import type { MedusaContainer } from "@medusajs/framework/types"
import { clienteleError } from "../../../kernel/errors"
import { decimal } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditAccount, type CreditModuleService } from "../../../modules/credit"
import { getMedusaCustomer } from "../../shared/customers/get-medusa-customer"

/** A credit account as its routes show it (docs/openapi.json). Amounts are decimal strings. */
export type CreditView = Omit<CreditAccount, "customer_id"> & {
  /** The customer whose account it is. */
  account_id: string
  /** The overdue amount. */
  overdue_amount: string
  members_count: number
  /** `limit_below_balance`: the balance is higher than the limit. */
  warnings?: "limit_below_balance"[]
}

/** A customer's own account with its overdue amount; `null` for none. @throws `not_found` for an unknown customer */
export async function findCredit(container: MedusaContainer, customerId: string): Promise<CreditView | null> {
  await getMedusaCustomer(container, customerId, true)
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const [account] = await credit.listAccounts([customerId])
  if (!account) {
    return null
  }
  const [overdue_amount, members] = await Promise.all([credit.getOverdue(customerId), credit.listMembers(customerId)])
  const { customer_id: account_id, ...shown } = account
  const isBelow = account.credit_limit !== null && decimal(account.credit_limit).lt(decimal(account.current_balance))
  return {
    account_id,
    ...shown,
    overdue_amount,
    members_count: members.length,
    ...(isBelow ? { warnings: ["limit_below_balance"] } : {}),
  }
}

/**
 * For the lists of an account.
 *
 * @throws `not_found` for an unknown customer, and for one without an account
 */
export async function checkCreditAccount(container: MedusaContainer, customerId: string): Promise<void> {
  await getMedusaCustomer(container, customerId, true)
  const [account] = await container.resolve<CreditModuleService>(CREDIT_MODULE).listAccounts([customerId])
  if (!account) {
    throw clienteleError("not_found", "This customer has no credit account")
  }
}
