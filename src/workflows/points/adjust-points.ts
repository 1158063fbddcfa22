import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, createWorkflow, StepResponse, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { type Adjustment, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { emitOfAccounts } from "../events"
import { pointsEvents } from "./events"

const adjustPointsStep = createStep("clientele-adjust-points", async (input: Adjustment, { container }) => {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const { entry, account_id, applied } = await points.adjust(input)
  if (applied) {
    const data = { entry_id: entry.id, points: entry.points, balance_after: entry.balance_after }
    await emitOfAccounts(container as MedusaContainer, [{ name: pointsEvents.ADJUSTED, account_id, data }])
  }
  return new StepResponse(entry)
})

/**
 * This workflow adjusts a balance by hand (CONTRACT R35). The entry is the last thing that happens, so nothing needs to be
 * compensated; to undo it, adjust by the opposite.
 *
 * @example
 * const { result } = await adjustPointsWorkflow(container).run({
 *   input: { mailbox: "ann@example.com", points: 50, stated_reason: "goodwill", actor_id: "user_123" },
 * })
 *
 * @summary Adjust a points balance.
 */
export const adjustPointsWorkflow = createWorkflow("clientele-adjust-points", (input: Adjustment) => {
  return new WorkflowResponse(adjustPointsStep(input))
})
