import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { sweepOrders } from "../workflows/points/reconcile"

/** The guarantee of CONTRACT R34: every five minutes, whatever became of events and jobs. */
export default async function pointsSweep(container: MedusaContainer): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const { checked, differences, failed } = await sweepOrders(container)
  for (const { order_id, message } of failed) {
    logger.error(`clientele: the sweep could not settle ${order_id}: ${message}. See \`clientele why ${order_id}\`.`)
  }
  if (differences.length > 0) {
    logger.info(`clientele: the sweep looked at ${checked} orders and posted ${differences.length} differences`)
  }
}

export const config = { name: "clientele-points-sweep", schedule: "*/5 * * * *" }
