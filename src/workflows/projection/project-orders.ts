import type { MedusaContainer } from "@medusajs/framework/types"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { listProjectedOrders } from "./list-projected-orders"

/**
 * Works out what orders say about their customers (contract R12): reads the orders as they are now and writes them, their
 * lines and the figures of the customers they belong to or belonged to. Safe to run at any time, any number of times, in
 * parallel and out of order. Orders that Medusa does not have (any more) are forgotten.
 *
 * @param waitMs how long a row that another database session holds is waited for
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
  // The fencing token comes before the orders are read (ADR 0010).
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
