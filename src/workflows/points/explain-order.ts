import type { MedusaContainer } from "@medusajs/framework/types"
import { clienteleError } from "../../kernel/errors"
import { sum } from "../../kernel/money"
import {
  type EarningDecision,
  type Entry,
  notEarnedReasons,
  POINTS_MODULE,
  type PointsModuleService,
} from "../../modules/points"
import { readMadeDiscounts } from "./find-disagreements"
import { type SettledOrder, settleOrders } from "./settle-orders"

type Reason<Kind extends EarningDecision["kind"]> = Extract<EarningDecision, { kind: Kind }>

/** An interface, because the generator of docs/openapi.json cannot read an intersection of two names. */
export interface OrderEntry extends Entry {
  mailbox: string
}

export type OrderExplanation = {
  order_id: string
  /** Net points that the order has granted. */
  granted: number
  /** The target of the order now. It differs from `granted` until the award job or the sweep has run. */
  target: number | null
  /** One sentence in plain words. */
  summary: string
  /** The code and numbers of the sentence: the reason why the order earns nothing, or its basis. */
  reason: Reason<"none">["reason"] | Reason<"settle">["note"]
  calculation: Reason<"settle">["calculation"] | null
  /** Whether the programme is on now. */
  programme_enabled: boolean
  /** The order's points in the ledger, by kind; whole numbers, at least 0. */
  points: { earned: number; reversed: number; redeemed: number; returned: number }
  /** The discount that points paid when the order was placed, in major units; `null` for none. */
  discount: { amount: number; currency_code: string } | null
  entries: OrderEntry[]
}

/**
 * Explains the points of an order, or why it earned none. Reads only.
 *
 * @throws `not_found`
 */
export async function explainOrder(container: MedusaContainer, orderId: string): Promise<OrderExplanation> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const [settled] = await settleOrders(container, { order_ids: [orderId], cause: "why", dry_run: true })
  if (!settled) {
    throw clienteleError("not_found", `Order not found: ${orderId}`)
  }
  const { decision, granted_before: granted } = settled
  const [entries, discount, { loyalty_points_enabled }] = await Promise.all([
    points.listOrderEntries(orderId),
    readDiscount(container, orderId),
    points.getSettings(),
  ])
  return {
    order_id: orderId,
    granted,
    target: decision.kind === "settle" ? decision.target : null,
    summary: summarise(settled),
    reason: decision.kind === "settle" ? decision.note : decision.reason,
    calculation: decision.kind === "settle" ? decision.calculation : null,
    programme_enabled: loyalty_points_enabled,
    points: byKind(entries),
    discount,
    entries,
  }
}

function byKind(entries: readonly Entry[]): OrderExplanation["points"] {
  const total = (belongs: (entry: Entry) => boolean) =>
    entries.filter(belongs).reduce((all, { points }) => all + Math.abs(points), 0)
  return {
    earned: total(({ type, points }) => type === "earn" && points > 0),
    reversed: total(({ reason }) => reason === "refund_reversal"),
    redeemed: total(({ reason }) => reason === "redemption"),
    returned: total(({ reason }) => reason === "redeem_return"),
  }
}

/** Uses the order's first version. An edit or a return removes a part, and the points of that part are returned. */
async function readDiscount(container: MedusaContainer, orderId: string): Promise<OrderExplanation["discount"]> {
  const byHold = (await readMadeDiscounts(container, [orderId])).get(orderId)
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const [hold] = byHold ? await points.listHolds([...byHold.keys()]) : []
  return byHold && hold
    ? { amount: sum([...byHold.values()].flat()).toNumber(), currency_code: hold.currency_code }
    : null
}

function summarise({ decision, granted_before: granted, change }: SettledOrder): string {
  if (decision.kind === "none") {
    return `The order earns nothing. ${notEarnedReasons[decision.reason]}`
  }
  const { calculation: sum } = decision
  const how =
    `${sum.points_per_currency_unit} points per 1.00 on ${sum.basis} ` +
    `(goods kept ${sum.kept} of ${sum.ordered}, share paid ${sum.paid_share}), rounded down`
  const notes = {
    earns: `The order earns ${decision.target} points: ${how}.`,
    canceled: "The order is canceled, so it earns nothing.",
    below_minimum: `The goods (${sum.ordered}) are below the minimum of ${sum.min_order_subtotal_to_earn}.`,
    nothing_left: `The order earns nothing: ${how}.`,
    gone: "The order no longer exists, so it earns nothing.",
  }
  const open =
    change === 0 ? "" : ` So far ${granted} points are granted; ${change > 0 ? "+" : ""}${change} must still be posted.`
  return notes[decision.note] + open
}
