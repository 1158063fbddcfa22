import type { IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { errorLabel } from "../../kernel/error-text"
import { type AccountHolder, listAccountHolders } from "../shared/customers/account-holders"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"
import { type PaymentMethod, toPaymentMethod } from "./payment-method-view"

/** A page of payment methods, and the providers that failed. */
export type PaymentMethods = { payment_methods: PaymentMethod[]; count: number; failed_providers: string[] }

/**
 * The payment methods that a customer has saved with any provider, newest first (contract R17). A failing provider is
 * named, and the methods of the others are shown. Those of a deleted customer are shown only on request (R9).
 *
 * @throws `not_found`
 */
export async function listPaymentMethods(
  container: MedusaContainer,
  customerId: string,
  { limit, offset, with_deleted = false }: { limit: number; offset: number; with_deleted?: boolean },
): Promise<PaymentMethods> {
  await getMedusaCustomer(container, customerId, with_deleted)
  const holders = await listAccountHolders(container, customerId)
  const asked = await Promise.allSettled(holders.map((holder) => askProvider(container, holder)))
  const methods = asked.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []))
  const failed = holders.filter((_holder, index) => asked[index]?.status === "rejected")
  const newest = methods.sort(
    (a, b) => (b.created_at ?? "").localeCompare(a.created_at ?? "") || (a.id < b.id ? -1 : 1),
  )
  return {
    payment_methods: newest.slice(offset, offset + limit),
    count: newest.length,
    failed_providers: [...new Set(failed.map(({ provider_id }) => provider_id))],
  }
}

async function askProvider(container: MedusaContainer, holder: AccountHolder): Promise<PaymentMethod[]> {
  const payment = container.resolve<IPaymentModuleService>(Modules.PAYMENT)
  try {
    const methods = await payment.listPaymentMethods({
      provider_id: holder.provider_id,
      context: { account_holder: holder },
    })
    return methods.map((method) => toPaymentMethod(method, holder.provider_id))
  } catch (error) {
    // The message can quote the provider's answer, and so personal data.
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: ${holder.provider_id} did not list payment methods (${errorLabel(error)})`)
    throw error
  }
}
