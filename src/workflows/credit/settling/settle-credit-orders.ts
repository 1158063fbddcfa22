import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { localDate } from "../../../kernel/calendar"
import { hasCreditTerms } from "../../../kernel/credit-terms"
import {
  CREDIT_MODULE,
  type CreditHold,
  type CreditModuleService,
  type CreditSettlement,
  type CreditSettlementOutcome,
  dueOn,
  NOT_DUE,
} from "../../../modules/credit"
import { parse } from "../../shared/input/parse"
import { oneStepWorkflow } from "../../shared/medusa/one-step-workflow"
import { captureSoon } from "../captures/capture-soon"
import { ensureOrderPayment } from "../captures/ensure-order-payment"
import { syncCaptures } from "../captures/sync-captures"
import { announceCaptured, announcePaid } from "../cash/announce-cash"
import { type CreditFacts, listCreditFacts } from "../orders/list-credit-facts"
import { announceReceivables, announceWaiting, type Read } from "./announce-receivables"
import { type Retries, retryWaitingOrders } from "./retry-waiting-orders"

const settleCreditInput = z.strictObject({
  order_ids: z.array(z.string().min(1).max(100)).max(1000),
})
export type SettleCreditOrdersWorkflowInput = z.input<typeof settleCreditInput>

/**
 * Brings the receivables of orders on terms to the amounts that the orders owe (contract R24, ADR 0055). Safe to run at any
 * time, any number of times and in parallel: the ledger posts only differences, and an older reading never overrides a
 * newer one. Orders without a hold are left out. If another session holds the account, the order is `busy`: settle it again
 * later. Medusa's captures follow (ADR 0058).
 *
 * @throws as {@link syncCaptures}; the receivables are settled then
 */
export async function settleCreditOrders(
  container: MedusaContainer,
  orderIds: readonly string[],
): Promise<CreditSettlementOutcome[]> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  // Most orders of a store are not on terms. They cost one query and no fencing token.
  const holds = await credit.listHolds(orderIds)
  const waiting = holds.filter(({ status }) => status === "waiting")
  const { granted, busy } = waiting.length === 0 ? NOTHING_WAITS : await retryWaitingOrders(container, waiting)
  const onTerms = holds.filter(({ status }) => status === "held" || status === "posted")
  const ids = [...onTerms.map(({ order_id }) => order_id), ...granted]
  const locked = busy.map(busyOutcome)
  if (ids.length === 0) {
    return locked
  }
  // The fencing token comes before the orders are read (ADR 0010).
  const reading = await credit.drawReading(ids)
  const facts = new Map((await listCreditFacts(container, ids)).map((order) => [order.order_id, order]))
  const settlements = [...reading.holds.values()].flatMap((hold) => {
    const order = facts.get(hold.order_id)
    return order ? [settlementOf(credit, hold, order)] : []
  })
  const outcomes = await credit.settle(settlements, reading.fencing_token)
  await announce(container, outcomes, { holds: reading.holds, facts })
  await captureOthersSoon(container, outcomes)
  await payWhatHasNoPayment(container, outcomes, facts)
  // A capture would wait for the locked account as well, once for each order.
  const free = outcomes.filter(({ outcome }) => outcome !== "busy").map(({ order_id }) => order_id)
  await syncCaptures(container, free)
  return [...locked, ...outcomes]
}

const NOTHING_WAITS: Retries = { granted: [], busy: [] }

const busyOutcome = (order_id: string): CreditSettlementOutcome => ({
  ...{ order_id, outcome: "busy", account_id: null, entry_id: null, amount: "0", balance_after: null },
})

async function announce(
  container: MedusaContainer,
  outcomes: readonly CreditSettlementOutcome[],
  { holds, facts }: Read,
): Promise<void> {
  await announceReceivables(container, outcomes)
  await announceWaiting(container, outcomes, { holds, facts })
  const accountIds = [...new Set([...holds.values()].map(({ account_id }) => account_id))]
  await announceCaptured(container, [...holds.keys()])
  await announcePaid(container, accountIds)
}

/** Freed money pays other items of the account, so Medusa's captures of those are behind now. */
async function captureOthersSoon(
  container: MedusaContainer,
  outcomes: readonly CreditSettlementOutcome[],
): Promise<void> {
  const settled = new Set(outcomes.map(({ order_id }) => order_id))
  const changed = outcomes.flatMap(({ outcome, account_id }) =>
    outcome === "posted" && account_id ? [account_id] : [],
  )
  for (const accountId of new Set(changed)) {
    await captureSoon(container, accountId, settled)
  }
}

/**
 * Medusa replaces the collection when an order changes and keeps the canceled payment, so the order has no payment to
 * capture.
 */
async function payWhatHasNoPayment(
  container: MedusaContainer,
  outcomes: readonly CreditSettlementOutcome[],
  facts: ReadonlyMap<string, CreditFacts>,
): Promise<void> {
  for (const { order_id, outcome } of hasCreditTerms() ? outcomes : []) {
    if ((outcome === "posted" || outcome === "unchanged") && facts.get(order_id)?.without_payment) {
      await ensureOrderPayment(container, order_id)
    }
  }
}

function settlementOf(
  { options }: CreditModuleService,
  { order_id, account_id, cart_id, created_at, payment_terms }: CreditHold,
  { target, placed_at, sent_at, is_sent_later, po_number, note }: CreditFacts,
): CreditSettlement {
  const countsFromShipping = options.invoiceOn === "shipped"
  const from = (countsFromShipping && sent_at) || placed_at
  // Charged by hand: a draft or an old order must not be overdue on the day on which it is put on account.
  const issued_at = cart_id === null && created_at > from ? created_at : from
  const issued_on = localDate(issued_at, options.timeZone)
  const due_on = countsFromShipping && is_sent_later ? NOT_DUE : dueOn(payment_terms, issued_on)
  return { order_id, account_id, target, issued_on, due_on, po_number, note }
}

const settleCreditOrdersStep = createStep(
  "clientele-settle-credit-orders",
  async (input: SettleCreditOrdersWorkflowInput, { container }) => {
    const { order_ids } = parse(settleCreditInput, input, "input")
    return new StepResponse(await settleCreditOrders(container, order_ids))
  },
)

/**
 * This workflow brings the receivables of orders on terms to the amounts that the orders owe (contract R24). It posts only
 * differences and can run at any time, any number of times. It is not undone if a later step of your workflow fails,
 * because receivables follow the orders.
 *
 * @example
 * const { result } = await settleCreditOrdersWorkflow(container).run({ input: { order_ids: ["order_123"] } })
 *
 * @summary Settle the receivables of orders.
 */
export const settleCreditOrdersWorkflow = oneStepWorkflow("clientele-settle-credit-orders", settleCreditOrdersStep)
