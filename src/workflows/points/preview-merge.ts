import type { MedusaContainer } from "@medusajs/framework/types"
import { clienteleError } from "../../kernel/errors"
import { type AccountView, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { isMailboxOfMode } from "../shared/customers/customer-modes"
import { getCustomerMailbox } from "../shared/customers/get-customer-mailbox"

export const NOTHING_TO_MERGE = "there is no points account to merge"

/** The points that a merge would move to a customer. */
export type MergePreview = Omit<AccountView, "ledger" | "next_cursor"> & {
  /** The mailbox of the account, in canonical form. */
  email: string
}

/**
 * Computes what a merge of another mailbox into a customer's would move now (contract R31). Reads only.
 *
 * @param email the other mailbox, in canonical form
 * @throws `not_found` for an unknown customer or a mailbox without an account, `mailbox_required`, `invalid_request` for the
 *   customer's own mailbox
 */
export async function previewMerge(
  container: MedusaContainer,
  customerId: string,
  email: string,
): Promise<MergePreview> {
  const mailbox = await getCustomerMailbox(container, customerId)
  if (!mailbox) {
    throw clienteleError("mailbox_required")
  }
  if (mailbox === email) {
    throw clienteleError("invalid_request", "email: is this customer's own address; merge another one")
  }
  const account = await container.resolve<PointsModuleService>(POINTS_MODULE).findAccount(email)
  if (!account || !(await isMailboxOfMode(container, email, customerId))) {
    throw clienteleError("not_found", NOTHING_TO_MERGE)
  }
  const { ledger: _ledger, next_cursor: _cursor, ...figures } = account
  return { email, ...figures }
}
