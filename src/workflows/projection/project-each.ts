import type { MedusaContainer } from "@medusajs/framework/types"
import { errorText } from "../../kernel/error-text"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { refreshCustomers } from "../shared/customers/refresh-index"
import { allThenEach } from "../shared/sweep/all-then-each"
import { projectOrders } from "./project-orders"

/** Wait for a row in one-by-one mode, short because the page has waited before. */
const WAIT_AGAIN_MS = 100

export type Unprojected = { id: string; message: string }

/**
 * Projects a page of customers or orders at once. If that fails, projects them one by one, so that a bad or locked row does
 * not block the others (contract M48). Failures are stored, and every sweep tries them again.
 */
export async function projectEach(
  container: MedusaContainer,
  kind: "customers" | "orders",
  ids: readonly string[],
): Promise<Unprojected[]> {
  const project = kind === "customers" ? refreshCustomers : projectOrders
  const failed: Unprojected[] = []
  await allThenEach(ids, {
    work: async (some, isAlone) => {
      await project(container, some, isAlone ? WAIT_AGAIN_MS : undefined)
      return []
    },
    failed: (id, error) => failed.push({ id, message: errorText(error) }),
  })
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  await projection.noteFailed(kind, ids, failed)
  return failed
}
