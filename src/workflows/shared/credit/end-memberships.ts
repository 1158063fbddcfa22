import type { MedusaContainer } from "@medusajs/framework/types"
import { CREDIT_MODULE, type CreditModuleService, type EndedMembership } from "../../../modules/credit"
import { creditEvents, ofAccount } from "../events/credit-events"
import { emit } from "../events/emit"

/**
 * Ends a customer's memberships, and emits the events (contract R9, M59). The balance stays readable.
 *
 * @param force proceeds even if amounts are open
 * @throws `credit_balance_open`
 */
export async function endMemberships(
  container: MedusaContainer,
  customerId: string,
  force: boolean,
): Promise<EndedMembership[]> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const ended = await credit.leaveCredit(customerId, { force, actorId: null })
  await announce(container, "MEMBER_REMOVED", ended)
  return ended
}

/** Undoes {@link endMemberships} if the deletion of the customer is undone. */
export async function restoreMemberships(container: MedusaContainer, ended: readonly EndedMembership[]): Promise<void> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  await announce(container, "MEMBER_SAVED", await credit.rejoinCredit(ended))
}

const announce = (
  container: MedusaContainer,
  name: "MEMBER_SAVED" | "MEMBER_REMOVED",
  memberships: readonly EndedMembership[],
) =>
  emit(
    container,
    memberships.map(({ account_id, member: { customer_id } }) => ({
      name: creditEvents[name],
      data: { ...ofAccount(account_id, customer_id), customer_id },
    })),
  )
