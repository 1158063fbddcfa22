import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { givenId, parse } from "../shared/input/parse"
import { reconcileInput } from "../shared/input/reconcile-input"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { checkReconcileCursor } from "./reconcile-cursor"
import { reconcileOrders } from "./reconcile-orders"

const withoutInput = z.array(givenId).default([])

export type ReconcilePointsWorkflowInput = z.input<typeof reconcileInput> & {
  /** Customers whose orders are left out, by id. */
  without?: z.input<typeof withoutInput>
}

const reconcilePointsStep = createStep(
  "clientele-reconcile-points",
  async ({ without: left, ...input }: ReconcilePointsWorkflowInput, { container }) => {
    const { order_ids, since, cursor, limit, repair } = parse(reconcileInput, input, "input")
    const without = parse(withoutInput, left, "without", ["without"])
    if (cursor !== undefined) {
      await checkReconcileCursor(container, cursor)
    }
    const which = since ? { since: new Date(since), cursor, limit } : { order_ids }
    return new StepResponse(await reconcileOrders(container, { ...which, repair, without }))
  },
)

/**
 * This workflow compares the targets of orders with their posted points (contract R34), and posts the differences if
 * `repair` is true. Give `order_ids`, or `since` and then `cursor` until `next_cursor` is null.
 *
 * A repair is not undone if a later step of your workflow fails, because it brings the ledger in line with the orders, and
 * a later sweep would post the same.
 *
 * @example
 * const { result } = await reconcilePointsWorkflow(container).run({
 *   input: { since: "2026-11-01T00:00:00Z", repair: false },
 * })
 *
 * @summary Compare orders with the points ledger, and repair.
 */
export const reconcilePointsWorkflow = oneStepWorkflow("clientele-reconcile-points", reconcilePointsStep)
