import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { withDeadline } from "../../kernel/deadline"
import { errorLabel } from "../../kernel/error-text"
import type { AccountHolder } from "../shared/customers/account-holders"
import { saysAccountIsGone } from "./account-is-gone"

/** Time limit for a payment provider to delete one account. */
const DEADLINE_MS = 5_000

type LinkModule = { list(filters: object, config: object): Promise<{ account_holder_id: string }[]> }
type PaymentModule = {
  listAccountHolders(filters: object, config: object): Promise<AccountHolder[]>
  paymentProviderService_: { deleteAccountHolder(providerId: string, input: object): Promise<unknown> }
  accountHolderService_: { delete(id: string): Promise<void> }
}

/**
 * A customer's accounts with payment providers, also a deleted customer's, because deleting a customer ends only the link.
 */
export async function listEveryAccountHolder(container: MedusaContainer, customerId: string): Promise<AccountHolder[]> {
  const link = container
    .resolve(ContainerRegistrationKeys.LINK)
    .getLinkModule(Modules.CUSTOMER, "customer_id", Modules.PAYMENT, "account_holder_id") as unknown as LinkModule
  const links = await link.list({ customer_id: customerId }, { withDeleted: true, select: ["account_holder_id"] })
  const ids = links.map(({ account_holder_id }) => account_holder_id)
  return ids.length === 0
    ? []
    : container.resolve<PaymentModule>(Modules.PAYMENT).listAccountHolders({ id: ids }, { take: ids.length })
}

/**
 * Deletes a customer's accounts, first with the provider and then in Medusa, with no transaction open during the call
 * (contract M53). A row stays until its provider has answered, so another run finds it again.
 *
 * @returns problems as text
 */
export async function deleteAccountHolders(container: MedusaContainer, customerId: string): Promise<string[]> {
  const payment = container.resolve<PaymentModule>(Modules.PAYMENT)
  const problems: string[] = []
  for (const { id, provider_id, external_id, email, data } of await listEveryAccountHolder(container, customerId)) {
    const input = { context: { account_holder: { id, provider_id, external_id, email, data } } }
    try {
      // An async function, so that a provider that throws synchronously is a rejection, too.
      const call = async () => payment.paymentProviderService_.deleteAccountHolder(provider_id, input)
      await withDeadline(DEADLINE_MS, provider_id, call().catch(unlessGone))
    } catch (error) {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.warn(`clientele: ${provider_id} did not delete ${id} (${errorLabel(error)})`)
      problems.push(`${provider_id} did not delete its account of this customer`)
      continue
    }
    await payment.accountHolderService_.delete(id)
  }
  return problems
}

function unlessGone(error: unknown): void {
  if (!saysAccountIsGone(error)) {
    throw error
  }
}
