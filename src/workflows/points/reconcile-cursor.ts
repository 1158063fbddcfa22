import type { IOrderModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../kernel/errors"

/**
 * Refuses what `reconcile` cannot have handed out as its cursor: that is always the id of an order, in whatever form the store
 * has ids. Anything else would be compared with ids as text, and leave orders out without a word.
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
