import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { clienteleError } from "../../../kernel/errors"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { givenId, parse } from "../../shared/input/parse"
import { reconcileInput } from "../../shared/input/reconcile-input"
import { oneStepWorkflow } from "../../shared/medusa/one-step-workflow"
import { reconcileReceivables } from "./reconcile-receivables"

const withoutInput = z.array(givenId).default([])

export type ReconcileReceivablesWorkflowInput = z.input<typeof reconcileInput> & {
  /** Accounts that are left out, by their customers' ids. */
  without?: z.input<typeof withoutInput>
}

const reconcileReceivablesStep = createStep(
  "clientele-reconcile-receivables",
  async ({ without: left, ...input }: ReconcileReceivablesWorkflowInput, { container }) => {
    const { order_ids, since, cursor, limit, repair } = parse(reconcileInput, input, "input")
    const without = parse(withoutInput, left, "without", ["without"])
    if (cursor !== undefined) {
      await checkCursor(container, cursor)
    }
    const which = since ? { since: new Date(since), cursor, limit } : { order_ids }
    return new StepResponse(await reconcileReceivables(container, { ...which, repair, without }))
  },
)

/**
 * A cursor is the id of an order that was put on account. Any other text would leave orders out without an error.
 *
 * @throws `invalid_request` on `cursor`
 */
async function checkCursor(container: MedusaContainer, cursor: string): Promise<void> {
  const holds = await container.resolve<CreditModuleService>(CREDIT_MODULE).listHolds([cursor])
  if (holds.length === 0) {
    throw clienteleError("invalid_request", "cursor: is not a cursor of this list; omit it to read the first page")
  }
}

/**
 * This workflow compares what orders on terms owe with what their receivables charge (contract R24, R28). Where `repair` is true it
 * posts the differences, and takes back orders that killed completions or deletions left on account. Give `order_ids`, or
 * `since` and then `cursor` until `next_cursor` is null. `since` is compared with the time at which an order was put on account.
 *
 * A repair is not taken back where a later step of your workflow fails: it brings the ledger to what the orders say, and any
 * later sweep would post the same.
 *
 * @example
 * const { result } = await reconcileReceivablesWorkflow(container).run({
 *   input: { since: "2026-11-01T00:00:00Z", repair: false },
 * })
 *
 * @summary Compare orders on terms with their receivables, and repair.
 */
export const reconcileReceivablesWorkflow = oneStepWorkflow("clientele-reconcile-receivables", reconcileReceivablesStep)
