import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { sweepOrders } from "../workflows/points/reconcile"

/** The guarantee of CONTRACT R34: every five minutes, whatever became of events and jobs. */
export default async function pointsSweep(container: MedusaContainer): Promise<void> {
  const { checked, differences } = await sweepOrders(container)
  if (differences.length > 0) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.info(`clientele: the sweep looked at ${checked} orders and posted ${differences.length} differences`)
  }
}

export const config = { name: "clientele-points-sweep", schedule: "*/5 * * * *" }
