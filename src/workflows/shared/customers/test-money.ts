import type { MedusaContainer } from "@medusajs/framework/types"
import { clienteleError } from "../../../kernel/errors"
import { API_KEY_MODULE, type ApiKeyModuleService } from "../../../modules/api_key"
import { POINTS_MODULE, type PointsModuleService } from "../../../modules/points"
import { isTestMailbox, testCustomersAmong } from "./customer-modes"

/** The periods of the store's test keys; `null` if test customers may pay, or the store has never had a test key. */
async function listPeriods(container: MedusaContainer) {
  const keys = container.resolve<ApiKeyModuleService>(API_KEY_MODULE)
  const periods = keys.testCustomersPay ? [] : await keys.listTestPeriods()
  return periods.length === 0 ? null : periods.map(({ key_id, ...period }) => ({ actor_id: key_id, ...period }))
}

/**
 * Whether these points pay no order (ADR 0081): the mailbox is of test customers only, or a test key has given or taken
 * points of it. Without the second condition, the holder of a test key could give points to an
 * address and then register a live customer with it.
 */
export async function isTestMoney(container: MedusaContainer, mailbox: string): Promise<boolean> {
  const periods = await listPeriods(container)
  if (!periods) {
    return false
  }
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  return (await isTestMailbox(container, mailbox)) || (await points.hasEntryBy(mailbox, periods))
}

/** Refuses a mailbox whose points pay no order. @throws `test_customer` */
export async function refuseTestPoints(container: MedusaContainer, mailbox: string): Promise<void> {
  if (await isTestMoney(container, mailbox)) {
    throw clienteleError("test_customer")
  }
}

/**
 * Whether this is a test customer who pays no order (ADR 0081). A credit account has the id of its customer, and its members
 * have that customer's mode.
 */
export async function isTestCustomer(container: MedusaContainer, id: string): Promise<boolean> {
  const periods = await listPeriods(container)
  return periods !== null && (await testCustomersAmong(container, [id])).size > 0
}
