import type { MedusaContainer } from "@medusajs/framework/types"
import { hasCreditTerms } from "../../../kernel/credit-terms"
import type { Wrappers } from "../../../kernel/decorate"
import { clienteleError } from "../../../kernel/errors"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"

/** The method of Medusa's Fulfillment module that sends goods to a customer. Returns have one of their own. */
export type FulfillmentModule = {
  createFulfillment(
    data: { order?: { id?: string } | null; order_id?: string | null },
    context?: unknown,
  ): Promise<unknown>
}

/**
 * Sends nothing for an order on account while its account is on hold for shipping, or while it waits for an approval (contract
 * R22, R24a), on every path, as all of them call this method (ADR 0007). Where the store does not have `pp_credit_terms`,
 * nothing is read.
 */
export function holdShipping(_module: FulfillmentModule, container: MedusaContainer): Wrappers<FulfillmentModule> {
  return {
    createFulfillment: (create) => async (data, context) => {
      const orderId = data.order?.id ?? data.order_id
      if (orderId && hasCreditTerms()) {
        await refuseWhileHeld(container, orderId)
      }
      return create(data, context)
    },
  }
}

/** @throws `credit_on_hold` */
async function refuseWhileHeld(container: MedusaContainer, orderId: string): Promise<void> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const hold = (await credit.listHolds([orderId])).find(({ status }) => status !== "released")
  if (hold?.status === "waiting") {
    throw clienteleError("credit_on_hold", "This order waits for an approval. Approve the order, then ship it.")
  }
  const [account] = hold ? await credit.listAccounts([hold.account_id]) : []
  if (account?.on_hold === "shipping") {
    throw clienteleError(
      "credit_on_hold",
      "The credit account is on hold for shipping. Lift the hold, then ship the order.",
    )
  }
}
