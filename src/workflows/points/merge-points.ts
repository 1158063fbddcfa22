import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../kernel/errors"
import { type Merged, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { isMailboxOfMode } from "../shared/customers/customer-modes"
import { getCustomerMailbox } from "../shared/customers/get-customer-mailbox"
import { isTestCustomer, refuseTestPoints } from "../shared/customers/test-money"
import { pointsEvents } from "../shared/events/points-events"
import { announcePosting } from "../shared/events/points-posted"
import { parse } from "../shared/input/parse"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { noteWithin } from "../shared/webhooks/note-webhooks"
import { mergePointsInput } from "./points-input"
import { NOTHING_TO_MERGE } from "./preview-merge"

export type MergePointsWorkflowInput = z.input<typeof mergePointsInput>

const mergePointsStep = createStep("clientele-merge-points", async (input: MergePointsWorkflowInput, { container }) => {
  const { additional_data, customer_id, email, ...rest } = parse(mergePointsInput, input, "input")
  const mailbox = await getCustomerMailbox(container, customer_id)
  if (!mailbox) {
    throw clienteleError("mailbox_required")
  }
  if (!(await isMailboxOfMode(container, email, customer_id))) {
    throw clienteleError("not_found", NOTHING_TO_MERGE)
  }
  if (!(await isTestCustomer(container, customer_id))) {
    await refuseTestPoints(container, email)
  }
  const service = container.resolve<PointsModuleService>(POINTS_MODULE)
  const merged = (points: number) => ({
    name: pointsEvents.MERGED,
    data: { customer_id, points, customer_ids: [customer_id] },
  })
  const within = await noteWithin(container, ({ applied, points }: Merged) => (applied ? [merged(points)] : []))
  const { applied, points } = await service.merge({ ...rest, from: email, to: mailbox }, within)
  if (applied) {
    await announcePosting(container, merged(points), additional_data)
  }
  return new StepResponse({ merged_points: points, mailbox })
})

/**
 * This workflow moves another mailbox's points to a customer (contract R31), for example after a change of address.
 *
 * A merge is not undone if a later step of your workflow fails, because the lots of both accounts are one pool afterwards,
 * and reversals of the old mailbox's orders go to the new account. Make it the last step.
 *
 * Errors: `not_found` for an unknown customer or a mailbox without an account, `mailbox_required`, `idempotency_conflict`,
 * `test_customer` for points of a test key, `invalid_request` naming the field.
 *
 * @example
 * const { result } = await mergePointsWorkflow(container).run({
 *   input: {
 *     customer_id: "cus_123",
 *     email: "old@example.com",
 *     stated_reason: "changed address",
 *     actor_id: "user_123",
 *   },
 * })
 *
 * @summary Move another mailbox's points to a customer.
 */
export const mergePointsWorkflow = oneStepWorkflow("clientele-merge-points", mergePointsStep)
