import type { MedusaContainer } from "@medusajs/framework/types"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { listProjectedOrders } from "./list-projected-orders"

/**
 * Projects orders (contract R12): reads their present state and writes them, their lines and the figures of their present
 * and former customers. Safe to run at any time, any number of times, in parallel and out of order. Orders that Medusa does
 * not have are removed.
 *
 * @param waitMs maximum wait for a row that another database session holds
 */
export async function projectOrders(
  container: MedusaContainer,
  orderIds: readonly string[],
  waitMs?: number,
): Promise<void> {
  const ids = [...new Set(orderIds)]
  if (ids.length === 0) {
    return
  }
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  // Draws the fencing token before the orders are read (ADR 0010).
  const reading = await projection.drawReading()
  const orders = await listProjectedOrders(container, ids)
  const met = new Set(orders.map(({ order_id }) => order_id))
  await projection.saveOrders(
    orders,
    ids.filter((id) => !met.has(id)),
    reading,
    waitMs,
  )
}
