import type { IOrderModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../kernel/errors"

/**
 * Refuses an invalid cursor of `reconcile`. A valid one is the id of an order, in the store's form of ids. Any other text
 * would be compared with ids and silently skip orders.
 *
 * @throws `invalid_request` on `cursor`
 */
export async function checkReconcileCursor(container: MedusaContainer, cursor: string): Promise<void> {
  const orders = container.resolve<IOrderModuleService>(Modules.ORDER)
  const found = await orders.listOrders({ id: [cursor] }, { select: ["id"], withDeleted: true, take: 1 })
  if (found.length === 0) {
    throw clienteleError("invalid_request", "cursor: is not a cursor of this list; omit it to read the first page")
  }
}
