import type { MedusaContainer } from "@medusajs/framework/types"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { checkCreditAccount } from "../accounts/get-credit"

type Item = { account_id: string; receivable_id: string; actor_id: string | null }

/** Marks an open item as disputed (CONTRACT R28). @throws `not_found`, `receivable_paid`, `invalid_request` naming reason */
export async function disputeReceivable(container: MedusaContainer, item: Item & { reason: string }): Promise<void> {
  await checkCreditAccount(container, item.account_id)
  await container.resolve<CreditModuleService>(CREDIT_MODULE).dispute(item)
}

/** Ends an item's dispute; one that has none stays as it is. @throws `not_found` */
export async function endReceivableDispute(container: MedusaContainer, item: Item): Promise<void> {
  await checkCreditAccount(container, item.account_id)
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  await credit.endDispute(item.account_id, item.receivable_id, item.actor_id)
}
