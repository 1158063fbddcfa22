import type { MedusaContainer } from "@medusajs/framework/types"
import { type Merge, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { emit } from "../events"
import { pointsEvents } from "./events"

/**
 * Moves another mailbox's points to a customer's, and tells of it once (CONTRACT R31, R64).
 *
 * @returns how many points were moved; those of the first call for a repeated key
 * @throws as `PointsModuleService.merge`
 */
export async function mergePoints(container: MedusaContainer, customerId: string, merge: Merge): Promise<number> {
  const { applied, points } = await container.resolve<PointsModuleService>(POINTS_MODULE).merge(merge)
  if (applied) {
    const data = { customer_id: customerId, points, customer_ids: [customerId] }
    await emit(container, [{ name: pointsEvents.MERGED, data }])
  }
  return points
}
