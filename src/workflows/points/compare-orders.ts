import type { MedusaContainer } from "@medusajs/framework/types"
import { type Disagreement, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { findHindrance, voidIfOrphan } from "../shared/redemption/orphan-orders"
import { findDisagreements } from "./find-disagreements"
import type { OrderPages, ReconcileResult } from "./settle-pages"

/** Adds the orders whose discount and deduction disagree, each once. */
export async function compareOrders(
  container: MedusaContainer,
  pages: OrderPages,
  result: ReconcileResult,
  repair: boolean,
): Promise<void> {
  const known = new Set(result.disagreements.map((one) => `${one.order_id} ${one.hold_id}`))
  for await (const page of pages) {
    for (const found of await findDisagreements(container, page)) {
      if (!known.has(`${found.order_id} ${found.hold_id}`)) {
        result.disagreements.push(await judge(container, found, repair))
      }
    }
  }
}

/** Voids an orphan on request, if nothing prevents it. All other cases need an admin user's decision. */
async function judge(
  container: MedusaContainer,
  found: Disagreement,
  repair: boolean,
): Promise<ReconcileResult["disagreements"][number]> {
  if (found.kind !== "orphan") {
    return { ...found, voided: false, hindrance: null }
  }
  const hindrance = await findHindrance(container, found.hold_id)
  const voided = repair && (await voidIfOrphan(container, found.hold_id))
  if (voided) {
    await container.resolve<PointsModuleService>(POINTS_MODULE).noteDisagreements([found.order_id], [])
  }
  return { ...found, voided, hindrance }
}
