import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { z } from "@medusajs/framework/zod"
import {
  busyOutcome,
  decideEarning,
  decideGone,
  type EarningDecision,
  entryId,
  type OrderFacts,
  POINTS_MODULE,
  type PointsModuleService,
  type Reading,
  type SettingChange,
  type SettlementOutcome,
  settingsAt,
} from "../../modules/points"
import { pointsEvents } from "../shared/events/points-events"
import { announcePostings } from "../shared/events/points-posted"
import type { AdditionalData } from "../shared/input/additional-data"
import { parse } from "../shared/input/parse"
import { getDefaultCurrency } from "../shared/medusa/get-default-currency"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { type LoadedOrder, listOrderFacts } from "./list-order-facts"
import { settleOrdersInput } from "./points-input"
import { returnRedeemedPoints } from "./return-redeemed"

export type SettleOrdersWorkflowInput = z.input<typeof settleOrdersInput>

export type SettledOrder = {
  order_id: string
  decision: EarningDecision
  /** The points granted before. */
  granted_before: number
  /** The posted points, signed. In a dry run, the points that would be posted. */
  change: number
  outcome: SettlementOutcome["outcome"] | "none" | "dry_run"
}

/**
 * Brings the points of orders to their targets (contract R32–R34). Safe to run at any time, any number of times and in
 * parallel: the ledger posts only differences, under the account's lock. If another database session holds the account, the
 * order is `busy` and the others continue (contract M48): settle it again later.
 *
 * @param busy mailboxes whose accounts are known to be locked. They are not awaited again, and new ones are added
 */
export async function settleOrders(
  container: MedusaContainer,
  input: SettleOrdersWorkflowInput,
  busy: Set<string> = new Set(),
): Promise<SettledOrder[]> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  // Draws the fencing token before the orders are read (ADR 0010).
  const reading = await points.drawReading(input.order_ids)
  const [loaded, log, defaultCurrency] = await Promise.all([
    listOrderFacts(container, input.order_ids),
    points.getSettingLog(),
    getDefaultCurrency(container),
  ])
  const now = points.clock()
  const { facts, seen } = withCompletions(loaded, { reading, log, cause: input.cause, now })
  if (seen.length > 0 && !input.dry_run) {
    await points.noteCompletions(seen)
  }
  const decided = facts.map((order): Decided => {
    const earlier = reading.awards.get(order.order_id) ?? null
    const decision = decideEarning(order, {
      log,
      default_currency: defaultCurrency,
      cause: input.cause,
      now,
      earlier,
      backfill_since: input.backfill_since ? new Date(input.backfill_since) : undefined,
    })
    return { order, decision, granted: earlier?.granted ?? 0, first: !earlier?.terms }
  })
  decided.push(...(await decideForGone(points, input, loaded, reading)))
  const outcomes = input.dry_run ? [] : await post(points, decided, reading.fencing_token, busy)
  if (outcomes.length > 0) {
    await announce(container, outcomes, input.additional_data)
  }
  if (!input.dry_run) {
    outcomes.push(...(await returnRedeemedPoints(container, loaded, busy, input.additional_data)).map(busyOutcome))
  }
  const byOrder = new Map(outcomes.map((outcome) => [outcome.order_id, outcome]))
  // If another process made the first award between our read and our settlement, its terms are frozen, so read again.
  const again = outcomes.filter(({ outcome }) => outcome === "read_again").map(({ order_id }) => order_id)
  const settledAgain = again.length > 0 ? await settleOrders(container, { ...input, order_ids: again }, busy) : []
  const settled = decided.filter(({ order }) => !again.includes(order.order_id))
  return settledAgain.concat(
    settled.map(({ order, decision, granted }) => {
      const outcome = byOrder.get(order.order_id)
      return {
        order_id: order.order_id,
        decision,
        granted_before: granted,
        change: outcome ? outcome.points : expectedChange(decision, granted),
        outcome: outcome ? outcome.outcome : input.dry_run && decision.kind === "settle" ? "dry_run" : "none",
      }
    }),
  )
}

/** Wait for a completion's event before an assumed completion time is stored permanently. */
const COMPLETION_TOLD_MS = 10 * 60 * 1000

type CompletionContext = { reading: Reading; log: readonly SettingChange[]; cause: string; now: Date }

/**
 * Adds the completion times of orders. The caller stores `seen`, because Medusa stores no completion time. For an order
 * that is seen completed for the first time, it is the time of its event or, if the event was lost, of the last change. An
 * order from before the programme must not count as completed today (contract R34). An assumed time is stored only after
 * the order has not changed for a while. Otherwise a settlement shortly before the event would fix a wrong time.
 */
function withCompletions(
  loaded: readonly LoadedOrder[],
  { reading, log, cause, now }: CompletionContext,
): { facts: OrderFacts[]; seen: { order_id: string; completed_at: Date }[] } {
  const facts: OrderFacts[] = []
  const seen: { order_id: string; completed_at: Date }[] = []
  for (const { facts: order, is_completed, updated_at } of loaded) {
    const known = reading.completions.get(order.order_id)
    const sure = cause === "order.completed" || settingsAt(log, order.placed_at).loyalty_points_enabled
    const completed_at = is_completed ? (known ?? (sure ? updated_at : order.placed_at)) : null
    facts.push({ ...order, completed_at })
    if (completed_at && !known && (sure || now.getTime() - updated_at.getTime() > COMPLETION_TOLD_MS)) {
      seen.push({ order_id: order.order_id, completed_at })
    }
  }
  return { facts, seen }
}

type Decided = {
  order: Pick<OrderFacts, "order_id" | "currency_code">
  decision: EarningDecision
  granted: number
  first: boolean
}

/** Deleted orders that had granted points, for example voided orphans (ADR 0020). */
async function decideForGone(
  points: PointsModuleService,
  input: SettleOrdersWorkflowInput,
  loaded: readonly LoadedOrder[],
  reading: Reading,
): Promise<Decided[]> {
  const there = new Set(loaded.map(({ facts }) => facts.order_id))
  const decided: Decided[] = []
  for (const [order_id, { granted, terms }] of reading.awards) {
    if (there.has(order_id) || granted === 0 || !terms) {
      continue
    }
    const award = (await points.listOrderEntries(order_id)).find(({ reason }) => reason === "order")
    if (award) {
      const decision = decideGone(award.mailbox, terms, input.cause)
      decided.push({ order: { order_id, currency_code: award.currency_code ?? "" }, decision, granted, first: false })
    }
  }
  return decided
}

async function post(
  points: PointsModuleService,
  decided: Decided[],
  fencingToken: string,
  busy: Set<string>,
): Promise<SettlementOutcome[]> {
  const settlements = decided.flatMap(({ order, decision, first }) =>
    decision.kind === "settle"
      ? [
          {
            order_id: order.order_id,
            mailbox: decision.mailbox,
            target: decision.target,
            may_rise: decision.may_rise,
            first,
            currency_code: order.currency_code,
            available_at: decision.available_at,
            expires_at: decision.expires_at,
            calculation: decision.calculation,
          },
        ]
      : [],
  )
  if (settlements.length === 0) {
    return []
  }
  const settings = await points.getSettings()
  const free = settlements.filter(({ mailbox }) => !busy.has(mailbox))
  const outcomes = await points.settle(free, fencingToken, settings.loyalty_clawback_policy === "clamp")
  const held = new Set(outcomes.filter(({ outcome }) => outcome === "busy").map(({ order_id }) => order_id))
  for (const { order_id, mailbox } of free) {
    if (held.has(order_id)) {
      busy.add(mailbox)
    }
  }
  const skipped = settlements.filter((one) => !free.includes(one)).map(({ order_id }) => busyOutcome(order_id))
  return outcomes.concat(skipped)
}

function expectedChange(decision: EarningDecision, granted: number): number {
  if (decision.kind === "none") {
    return 0
  }
  const rises = decision.target > granted
  return rises && granted > 0 && !decision.may_rise ? 0 : decision.target - granted
}

/** Events are emitted after the entries are committed, so a lost event loses no points (contract R64). */
async function announce(
  container: MedusaContainer,
  outcomes: SettlementOutcome[],
  additionalData: AdditionalData,
): Promise<void> {
  const events = outcomes
    .filter((outcome) => outcome.points !== 0)
    .map((outcome) => ({
      name: outcome.points > 0 ? pointsEvents.EARNED : pointsEvents.REVERSED,
      account_id: outcome.account_id,
      data: {
        order_id: outcome.order_id,
        entry_id: entryId(outcome.account_id, outcome.version),
        points: outcome.points,
        balance_after: outcome.balance_after,
      },
    }))
  await announcePostings(container, events, additionalData)
}

const settleOrdersStep = createStep(
  "clientele-settle-orders",
  async (input: SettleOrdersWorkflowInput, { container }) => {
    return new StepResponse(await settleOrders(container, parse(settleOrdersInput, input, "input")))
  },
)

/**
 * This workflow brings the points of orders to their targets (contract R32 to R34). It posts only
 * differences and can run at any time, any number of times.
 *
 * It is not undone if a later step of your workflow fails, because points follow the orders. If your compensation changes
 * an order back, the next sweep posts the difference.
 *
 * @example
 * const { result } = await settleOrdersWorkflow(container).run({
 *   input: { order_ids: ["order_123"], cause: "my-import" },
 * })
 *
 * @summary Award or reverse the points of orders.
 */
export const settleOrdersWorkflow = oneStepWorkflow("clientele-settle-orders", settleOrdersStep)
