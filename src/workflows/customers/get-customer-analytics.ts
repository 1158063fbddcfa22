import type { MedusaContainer } from "@medusajs/framework/types"
import { CREDIT_MODULE, type CreditModuleService } from "../../modules/credit"
import {
  type Analytics,
  analyse,
  CUSTOMER_PROJECTION_MODULE,
  type CustomerProjectionModuleService,
  type Period,
  periodStart,
} from "../../modules/customer_projection"
import { displayName, listProfilesOf } from "../shared/customers/display-name"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"
import { getDefaultCurrency } from "../shared/medusa/get-default-currency"

export type CustomerAnalytics = Analytics & { customer: { id: string; name: string | null }; period: Period }

/**
 * The analytics of a customer (contract R16, docs/customers-figures.md).
 *
 * @throws `not_found`
 */
export async function analyseCustomer(
  container: MedusaContainer,
  customerId: string,
  { period, with_deleted }: { period: Period; with_deleted: boolean },
): Promise<CustomerAnalytics> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  const now = projection.clock()
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const since = periodStart(period, now)
  const [customer, figures, [profile], [account], habits, defaultCurrency] = await Promise.all([
    getMedusaCustomer(container, customerId, with_deleted),
    projection.getFigures(customerId, since),
    listProfilesOf(container, [customerId]),
    credit.listAccounts([customerId]),
    credit.getPaymentHabits(customerId, since),
    getDefaultCurrency(container),
  ])
  const analytics = analyse(figures, {
    customer_since: profile?.customer_since ?? new Date(customer.created_at),
    credit: account ? { ...account, ...habits } : null,
    now,
    default_currency: defaultCurrency || null,
  })
  return { customer: { id: customer.id, name: displayName(customer, profile) ?? customer.email }, period, ...analytics }
}
