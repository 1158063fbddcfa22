import type { MedusaContainer } from "@medusajs/framework/types"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { CREDIT_CHECK_MODULE, type CreditCheck, type CreditCheckModuleService } from "../../../modules/credit_check"
import { getMedusaCustomer } from "../../shared/customers/get-medusa-customer"

/** A credit check in the API. */
export type CreditCheckView = CreditCheck & {
  /** The time when the limit was applied; `null` before that. */
  applied_at: Date | null
  /** The admin user or secret key that applied it. */
  applied_by: string | null
}

/** Adds to checks of one customer whether they were applied. One query. */
export async function withApplied(
  container: MedusaContainer,
  customerId: string,
  checks: readonly CreditCheck[],
): Promise<CreditCheckView[]> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const ids = checks.map(({ id }) => id)
  const applied = new Map((await credit.listAppliedChecks(customerId, ids)).map((one) => [one.credit_check_id, one]))
  return checks.map((check) => {
    const { applied_at = null, applied_by = null } = applied.get(check.id) ?? {}
    return { ...check, applied_at, applied_by }
  })
}

/**
 * One of a customer's checks.
 *
 * @throws `not_found` for an unknown customer, an unknown check, and another customer's check
 */
export async function getCreditCheck(
  container: MedusaContainer,
  customerId: string,
  checkId: string,
): Promise<CreditCheckView> {
  await getMedusaCustomer(container, customerId)
  const checks = container.resolve<CreditCheckModuleService>(CREDIT_CHECK_MODULE)
  const [view] = await withApplied(container, customerId, [await checks.getCheck(customerId, checkId)])
  return view as CreditCheckView
}
