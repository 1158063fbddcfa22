import type { MedusaContainer } from "@medusajs/framework/types"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { findSessionMailbox } from "../shared/customers/get-customer-mailbox"
import { enqueueJob } from "../shared/jobs/enqueue-job"

export type CodeRequest = {
  /** Canonical. */
  mailbox: string
  /** The client's network, see `networkOf`. */
  network: string
  /** The signed-in customer who asks, if any. */
  customer_id: string | null
}

/**
 * Requests a one-time code (contract R42). It does the same for every mailbox, known or not. The worker decides whether to
 * send a mail.
 *
 * @throws `rate_limited`
 */
export async function requestCode(
  container: MedusaContainer,
  request: CodeRequest & { cart_id: string | null },
): Promise<{ challenge_id: string }> {
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const settings = await container.resolve<PointsModuleService>(POINTS_MODULE).getSettings()
  const { challenge_id, is_new } = await codes.issue({
    mailbox: request.mailbox,
    network: request.network,
    by_owner: await hasOwnBudget(container, request),
    cart_id: request.cart_id,
    ttl_minutes: settings.loyalty_otp_ttl_minutes,
  })
  if (is_new) {
    await enqueueJob(container, "codes.mail", { challenge_id })
  }
  return { challenge_id }
}

/** Whether the mailbox is the signed-in customer's. */
export async function isOwner(
  container: MedusaContainer,
  { customer_id, mailbox }: Pick<CodeRequest, "customer_id" | "mailbox">,
): Promise<boolean> {
  return customer_id !== null && (await findSessionMailbox(container, customer_id)) === mailbox
}

/**
 * Whether limits count the customer as the owner of the mailbox (contract M25). Medusa distinguishes addresses by case, so
 * a stranger can register another spelling of a customer's address. The oldest account is the owner's; later ones count as
 * strangers.
 */
export async function hasOwnBudget(
  container: MedusaContainer,
  request: Pick<CodeRequest, "customer_id" | "mailbox">,
): Promise<boolean> {
  if (!(await isOwner(container, request))) {
    return false
  }
  const { customer_ids } = await container
    .resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
    .listCustomers({ email: request.mailbox, has_account: true }, { order: "created_at", limit: 1, offset: 0 })
  // If a new account is not in the index yet, the index has no older one either.
  return customer_ids.every((id) => id === request.customer_id)
}
