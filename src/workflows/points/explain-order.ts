import type { MedusaContainer } from "@medusajs/framework/types"
import { clienteleError } from "../../kernel/errors"
import { type Entry, notEarnedReasons, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { type SettledOrder, settleOrders } from "./settle-orders"

export type OrderExplanation = {
  order_id: string
  /** Net points that the order has granted. */
  granted: number
  /** What the order is to have earned as it stands now; differs from `granted` until the award job or sweep has run. */
  target: number | null
  /** One sentence in plain words. */
  summary: string
  calculation: Record<string, unknown> | null
  entries: (Entry & { mailbox: string })[]
}

/**
 * Why an order earned what it earned, or nothing. Reads only.
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
  return {
    order_id: orderId,
    granted,
    target: decision.kind === "settle" ? decision.target : null,
    summary: summarise(settled),
    calculation: decision.kind === "settle" ? decision.calculation : null,
    entries: await points.listOrderEntries(orderId),
  }
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
    gone: "The order does not exist any more, so it earns nothing.",
  }
  const open = change === 0 ? "" : ` ${change > 0 ? "+" : ""}${change} is still to be posted to the ${granted} granted.`
  return notes[decision.note] + open
}
