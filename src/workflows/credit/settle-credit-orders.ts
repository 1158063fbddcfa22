import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { localDate } from "../../kernel/calendar"
import {
  CREDIT_MODULE,
  type CreditHold,
  type CreditModuleService,
  type CreditSettlement,
  type CreditSettlementOutcome,
  dueOn,
} from "../../modules/credit"
import { parse } from "../shared/input/parse"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { announceReceivables } from "./announce-receivables"
import { type CreditFacts, listCreditFacts } from "./list-credit-facts"

const settleCreditInput = z.strictObject({
  order_ids: z.array(z.string().min(1).max(100)).max(1000),
})
export type SettleCreditOrdersWorkflowInput = z.input<typeof settleCreditInput>

/**
 * Brings the receivables of orders on terms to what the orders owe (CONTRACT R24, ADR 0055). Safe to run at any time, any number
 * of times and in parallel: the ledger posts only the difference, and an older reading never overrides a newer one. Orders
 * without a hold are left out. One whose account another session holds is `busy`: settle it again later.
 */
export async function settleCreditOrders(
  container: MedusaContainer,
  orderIds: readonly string[],
): Promise<CreditSettlementOutcome[]> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  // Most orders of a store are not on terms: that costs one query and no fencing token.
  const onTerms = (await credit.listHolds(orderIds)).filter(({ status }) => status === "held" || status === "posted")
  if (onTerms.length === 0) {
    return []
  }
  const ids = onTerms.map(({ order_id }) => order_id)
  // The fencing token comes before the orders are read (ADR 0010).
  const reading = await credit.drawReading(ids)
  const facts = new Map((await listCreditFacts(container, ids)).map((order) => [order.order_id, order]))
  const settlements = [...reading.holds.values()].flatMap((hold) => {
    const order = facts.get(hold.order_id)
    return order ? [settlementOf(credit, hold, order)] : []
  })
  const outcomes = await credit.settle(settlements, reading.fencing_token)
  await announceReceivables(container, outcomes)
  return outcomes
}

function settlementOf(
  { options }: CreditModuleService,
  { order_id, payment_terms }: CreditHold,
  { target, placed_at, shipped_at, po_number }: CreditFacts,
): CreditSettlement {
  const from = options.invoiceOn === "shipped" ? (shipped_at ?? placed_at) : placed_at
  const issued_on = localDate(from, options.timeZone)
  return { order_id, target, issued_on, due_on: dueOn(payment_terms, issued_on), po_number }
}

const settleCreditOrdersStep = createStep(
  "clientele-settle-credit-orders",
  async (input: SettleCreditOrdersWorkflowInput, { container }) => {
    const { order_ids } = parse(settleCreditInput, input, "input")
    return new StepResponse(await settleCreditOrders(container, order_ids))
  },
)

/**
 * This workflow brings the receivables of orders on terms to what the orders owe (CONTRACT R24). It posts only differences and can
 * run at any time, any number of times. It is not taken back where a later step of your workflow fails, as receivables follow
 * the orders as they stand.
 *
 * @example
 * const { result } = await settleCreditOrdersWorkflow(container).run({ input: { order_ids: ["order_123"] } })
 *
 * @summary Bring receivables to what their orders owe.
 */
export const settleCreditOrdersWorkflow = oneStepWorkflow("clientele-settle-credit-orders", settleCreditOrdersStep)
