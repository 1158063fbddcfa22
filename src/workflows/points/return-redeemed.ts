import type { IEventBusModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  type OrderFacts,
  POINTS_MODULE,
  type PointsModuleService,
  pointsToReturn,
  redeemedHolds,
} from "../../modules/points"
import { pointsEvents } from "./events"

/**
 * Gives redeemed points of canceled or returned goods back (CONTRACT R33), each once whatever calls it and how often: the
 * ledger posts only what is missing of the total.
 */
export async function returnRedeemedPoints(container: MedusaContainer, orders: readonly OrderFacts[]): Promise<void> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  for (const order of orders.filter((one) => redeemedHolds(one).length > 0)) {
    const entries = await points.listOrderEntries(order.order_id)
    const redeemed = entries.filter(({ reason }) => reason === "redemption").reduce((sum, one) => sum - one.points, 0)
    const total = pointsToReturn(order, redeemed)
    const back = total > 0 ? await points.returnRedeemed(order.order_id, total) : null
    if (back) {
      await container.resolve<IEventBusModuleService>(Modules.EVENT_BUS).emit({
        name: pointsEvents.RETURNED,
        data: {
          order_id: order.order_id,
          entry_id: `pent_${back.account_id}_${back.version}`,
          points: back.points,
          balance_after: back.balance_after,
        },
      })
    }
  }
}
