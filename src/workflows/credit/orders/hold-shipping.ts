import type { MedusaContainer } from "@medusajs/framework/types"
import { hasCreditTerms } from "../../../kernel/credit-terms"
import type { Wrappers } from "../../../kernel/decorate"
import { clienteleError } from "../../../kernel/errors"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"

/** The method of Medusa's Fulfillment module that sends goods to a customer. Returns have another one. */
export type FulfillmentModule = {
  createFulfillment(
    data: { order?: { id?: string } | null; order_id?: string | null },
    context?: unknown,
  ): Promise<unknown>
}

/**
 * Refuses fulfillments of an order on account while its account is blocked for shipping, or while the order waits for an
 * approval (contract R22, R24a). It covers every path, because all of them call this method (ADR 0007). In a store without
 * `pp_credit_terms` nothing is read.
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
