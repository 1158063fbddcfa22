import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { withLoggableErrors } from "../kernel/error-text"
import { count } from "../kernel/metrics"
import { sweepOrders } from "../workflows/points/sweep-orders"

/** The guarantee of contract R34: every five minutes, orders are settled even if events and jobs were lost. */
async function pointsSweep(container: MedusaContainer): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const { checked, differences, failed, disagreements } = await sweepOrders(container)
  count("clientele.sweep.findings", { sweep: "points", result: "repaired" }, differences.length)
  count("clientele.sweep.findings", { sweep: "points", result: "failed" }, failed.length)
  count("clientele.sweep.findings", { sweep: "points", result: "disagreement" }, disagreements.length)
  for (const { order_id, message } of failed) {
    logger.error(`clientele: the sweep could not settle ${order_id}: ${message}. See \`clientele why ${order_id}\`.`)
  }
  for (const { order_id, kind, expected, deducted } of disagreements) {
    const points = `discount of ${expected ?? "unknown"} points, ${deducted} deducted`
    logger.error(`clientele: ${order_id} disagrees with the ledger: ${kind} (${points}). See docs/operations.md.`)
  }
  if (differences.length > 0) {
    logger.info(`clientele: the sweep checked ${checked} orders and posted ${differences.length} differences`)
  }
}

export default withLoggableErrors(pointsSweep)

export const config = { name: "clientele-points-sweep", schedule: "*/5 * * * *" }
