import type { MedusaContainer } from "@medusajs/framework/types"
import {
  createStep,
  createWorkflow,
  StepResponse,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import type { z } from "@medusajs/framework/zod"
import { type Adjustment, type Entry, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import type { AdditionalData } from "../input/additional-data"
import { parse } from "../input/parse"
import { pointsEvents } from "./events"
import { adjustPointsInput } from "./input"
import { announcePostings } from "./points-posted"

export type AdjustPointsWorkflowInput = z.input<typeof adjustPointsInput>

const adjustPointsStep = createStep(
  "clientele-adjust-points",
  async (input: AdjustPointsWorkflowInput, { container }) => {
    const { additional_data, ...adjustment } = parse(adjustPointsInput, input, "input")
    const { entry, account_id, applied } = await adjust(container, adjustment, additional_data)
    // The account in place of the mailbox: a host's workflow may be stored. `undefined` would be the output (Medusa's StepResponse).
    const { mailbox: _mailbox, idempotency_key: _key, ...facts } = adjustment
    return new StepResponse(entry, applied ? { ...facts, account_id, entry_id: entry.id } : null)
  },
  // The ledger is only ever added to, so an adjustment is taken back by its opposite, once.
  async (done, { container }) => {
    if (done) {
      const { account_id, entry_id, ...adjustment } = done
      const mailbox = await container.resolve<PointsModuleService>(POINTS_MODULE).getMailbox(account_id)
      if (mailbox === null) {
        // The person was anonymised meanwhile, and nobody can spend the points.
        return
      }
      await adjust(container, {
        ...adjustment,
        mailbox,
        points: -adjustment.points,
        note: `takes back ${entry_id}`,
        allow_negative: true,
        idempotency_key: `takes-back:${entry_id}`,
      })
    }
  },
)

async function adjust(
  container: MedusaContainer,
  adjustment: Adjustment,
  additionalData?: AdditionalData,
): Promise<{ entry: Entry; account_id: string; applied: boolean }> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const { entry, account_id, applied } = await points.adjust(adjustment)
  if (applied) {
    const data = { entry_id: entry.id, points: entry.points, balance_after: entry.balance_after }
    await announcePostings(container, [{ name: pointsEvents.ADJUSTED, account_id, data }], additionalData)
  }
  return { entry, account_id, applied }
}

/**
 * This workflow adjusts a balance by hand (CONTRACT R35). Where a later step of your workflow fails, an entry of the opposite
 * amount takes it back; points that were spent meanwhile leave a debt. A repeated key that changed nothing is not taken back.
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
export const adjustPointsWorkflow = createWorkflow(
  "clientele-adjust-points",
  (input: WorkflowData<AdjustPointsWorkflowInput>) => {
    return new WorkflowResponse(adjustPointsStep(input))
  },
)
