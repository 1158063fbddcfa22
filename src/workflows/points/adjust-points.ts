import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { z } from "@medusajs/framework/zod"
import { type Entry, POINTS_MODULE, type PointsModuleService, parseEntryId } from "../../modules/points"
import { pointsEvents } from "../shared/events/points-events"
import { announcePostings } from "../shared/events/points-posted"
import type { AdditionalData } from "../shared/input/additional-data"
import { parse } from "../shared/input/parse"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { adjustPointsInput } from "./points-input"

export type AdjustPointsWorkflowInput = z.input<typeof adjustPointsInput>

const adjustPointsStep = createStep(
  "clientele-adjust-points",
  async (input: AdjustPointsWorkflowInput, { container }) => {
    const { additional_data, ...adjustment } = parse(adjustPointsInput, input, "input")
    const posted = await container.resolve<PointsModuleService>(POINTS_MODULE).adjust(adjustment)
    await announce(container, posted, additional_data)
    const { entry, account_id, applied } = posted
    const { stated_reason, actor_id } = adjustment
    const version = Number(parseEntryId(entry.id)?.version)
    return new StepResponse(
      entry,
      // With `undefined`, Medusa's StepResponse would keep the output.
      applied ? { account_id, version, stated_reason, actor_id, note: `reverses ${entry.id}` } : null,
    )
  },
  // The ledger is append-only, so an adjustment is undone by its opposite, once.
  async (done, { container }) => {
    if (done) {
      await announce(container, await container.resolve<PointsModuleService>(POINTS_MODULE).takeBack(done))
    }
  },
)

async function announce(
  container: MedusaContainer,
  { entry, account_id, applied }: { entry: Entry; account_id: string; applied: boolean },
  additionalData?: AdditionalData,
): Promise<void> {
  if (applied) {
    const data = { entry_id: entry.id, points: entry.points, balance_after: entry.balance_after }
    await announcePostings(container, [{ name: pointsEvents.ADJUSTED, account_id, data }], additionalData)
  }
}

/**
 * This workflow adjusts a balance by hand (contract R35). If a later step of your workflow fails, an entry of the opposite
 * amount undoes it, on the account that has the points then. Points that were spent meanwhile leave a debt. A repeated key
 * that changed nothing is not undone.
 *
 * Errors: `insufficient_points`, `idempotency_conflict`, `invalid_request` naming the field.
 *
 * @example
 * const { result: entry } = await adjustPointsWorkflow(container).run({
 *   input: { mailbox: "ann@example.com", points: 50, stated_reason: "goodwill", actor_id: "user_123" },
 * })
 *
 * @summary Adjust a points balance.
 */
export const adjustPointsWorkflow = oneStepWorkflow("clientele-adjust-points", adjustPointsStep)
