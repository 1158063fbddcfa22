import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { type Amount, sum, toMinorUnits } from "../../kernel/money"
import {
  type Disagreement,
  findDisagreement,
  type Hold,
  judgeNewestVersion,
  type OrderDeduction,
  POINTS_MODULE,
  type PointsModuleService,
  pointsNeeded,
} from "../../modules/points"
import { isHoldCode } from "../shared/redemption/hold-code"
import { linkedOrders } from "../shared/redemption/orphan-orders"
import { listOrderFacts } from "./list-order-facts"

type List<Row> = (filters: object, config: object) => Promise<Row[]>
type OrderLists = {
  listOrders: List<{ id: string; version: number }>
  listOrderItems: List<{ order_id: string; item_id: string }>
  listOrderLineItemAdjustments: List<{ item_id: string; code: string | null; amount: Amount }>
}

/** The points' discounts of an order at its placing: hold → amounts. */
type Carried = Map<string, Amount[]>

/**
 * Orders whose discount and deduction disagree (contract R34, R47). It compares the order at its placing and, for a changed
 * order, also the newest version, which must not carry returned points, or more points than its lines are worth (contract
 * M46, M47).
 *
 * @param orderIds including deleted orders; a few hundred at once
 */
export async function findDisagreements(
  container: MedusaContainer,
  orderIds: readonly string[],
): Promise<Disagreement[]> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const deductions = await points.listDeductions(orderIds)
  const carried = await readMadeDiscounts(container, orderIds)
  const ids = [...new Set([...carried.keys(), ...deductions.map(({ order_id }) => order_id)])]
  if (ids.length === 0) {
    return []
  }
  const orders = await container
    .resolve<OrderLists>(Modules.ORDER)
    .listOrders({ id: ids }, { select: ["id", "version"] })
  const there = new Set(orders.map(({ id }) => id))
  const linked = await linkedOrders(container, ids)
  const codes = [...carried.values()].flatMap((byHold) => [...byHold.keys()])
  const holds = new Map((await points.listHolds([...new Set(codes)])).map((hold) => [hold.id, hold]))
  const asMade = ids.flatMap((orderId) =>
    pairsOf(orderId, carried.get(orderId), deductions).flatMap(({ hold_id, amounts, deduction }) => {
      const expected = amounts ? worthOf(amounts, holds.get(hold_id)) : 0
      const kind = findDisagreement({
        exists: there.has(orderId),
        expected,
        deducted: deduction?.deducted ?? 0,
        hold_posted: deduction?.hold_posted ?? false,
        linked: linked.has(orderId),
        attempt_over: deduction?.attempt_over ?? true,
      })
      return kind ? [{ order_id: orderId, hold_id, kind, expected, deducted: deduction?.deducted ?? 0 }] : []
    }),
  )
  const told = new Set(asMade.map(({ order_id }) => order_id))
  const changed = orders.filter(({ id, version }) => version > 1 && !told.has(id)).map(({ id }) => id)
  const paid = deductions.filter(({ order_id }) => changed.includes(order_id))
  return asMade.concat(await compareNewest(container, paid, carried))
}

/** Changed orders whose newest version carries returned points, or more points than its lines are worth. */
async function compareNewest(
  container: MedusaContainer,
  deductions: readonly OrderDeduction[],
  made: ReadonlyMap<string, Carried>,
): Promise<Disagreement[]> {
  if (deductions.length === 0) {
    return []
  }
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const found: Disagreement[] = []
  const loaded = await listOrderFacts(
    container,
    deductions.map(({ order_id }) => order_id),
  )
  for (const { order_id, hold_id, deducted } of deductions) {
    const facts = loaded.find((one) => one.facts.order_id === order_id)?.facts
    const entries = await points.listOrderEntries(order_id)
    const given = entries.filter(({ reason }) => reason === "redeem_return").reduce((all, one) => all + one.points, 0)
    const amounts = [...(made.get(order_id)?.values() ?? [])].flat()
    const wrong = facts ? judgeNewestVersion(facts, { deducted, given, made: sum(amounts) }) : null
    if (wrong) {
      found.push({ order_id, hold_id, kind: "other_amount", ...wrong })
    }
  }
  return found
}

function pairsOf(orderId: string, carried: Carried | undefined, deductions: readonly OrderDeduction[]) {
  const own = deductions.filter(({ order_id }) => order_id === orderId)
  const holdIds = new Set([...(carried?.keys() ?? []), ...own.map(({ hold_id }) => hold_id)])
  return [...holdIds].map((hold_id) => ({
    hold_id,
    amounts: carried?.get(hold_id),
    deduction: own.find((one) => one.hold_id === hold_id),
  }))
}

/** Points of a discount at the rate of its hold; `null` without the hold. */
function worthOf(amounts: Amount[], hold: Hold | undefined): number | null {
  if (!hold) {
    return null
  }
  return pointsNeeded(toMinorUnits(sum(amounts), hold.currency_code), hold)
}

/**
 * The points' discounts of orders at their placing, even if lines were removed since. Orders without such a discount are
 * left out.
 */
export async function readMadeDiscounts(
  container: MedusaContainer,
  orderIds: readonly string[],
): Promise<Map<string, Carried>> {
  const lists = container.resolve<OrderLists>(Modules.ORDER)
  const first = { version: 1 }
  const items = await lists.listOrderItems(
    { order_id: [...orderIds], ...first },
    { select: ["id", "order_id", "item_id"] },
  )
  const orderOf = new Map(items.map(({ item_id, order_id }) => [item_id, order_id]))
  const adjustments = await lists.listOrderLineItemAdjustments(
    { item_id: [...orderOf.keys()], ...first },
    { select: ["id", "item_id", "code", "amount"] },
  )
  const carried = new Map<string, Carried>()
  for (const { item_id, code, amount } of adjustments) {
    const orderId = orderOf.get(item_id)
    if (orderId && isHoldCode(code)) {
      const byHold = carried.get(orderId) ?? new Map<string, Amount[]>()
      carried.set(orderId, byHold.set(code, [...(byHold.get(code) ?? []), amount]))
    }
  }
  return carried
}
