import type { MedusaContainer } from "@medusajs/framework/types"
import { CREDIT_MODULE, type CreditModuleService, type EndedMembership } from "../../../modules/credit"
import { creditEvents, ofAccount } from "../events/credit-events"
import { emit } from "../events/emit"

/**
 * Ends what a customer has to do with credit, and emits it (contract R9, M59). What is owed stays readable.
 *
 * @param force also while anything is open
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

/** Takes {@link endMemberships} back, where the customer stays after all. */
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
