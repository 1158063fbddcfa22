import { BigNumber } from "@medusajs/framework/utils"
import type { Wrappers } from "../../kernel/decorate"
import { type Amount, sum } from "../../kernel/money"
import { keptOfLine } from "../../modules/points"
import { inModuleTransaction, type SharedContext } from "../shared/medusa/module-transaction"
import { isHoldCode } from "../shared/redemption/hold-code"

type Adjustment = { code?: string | null; amount: Amount; raw_amount?: unknown; is_tax_inclusive?: boolean | null }
type Detail = { return_received_quantity?: Amount; return_dismissed_quantity?: Amount }
type Line = {
  id: string
  unit_price: Amount
  quantity: Amount
  is_tax_inclusive?: boolean
  detail?: Detail
  tax_lines?: { rate: Amount }[]
  adjustments?: Adjustment[]
}
/** An order after its change; `version` is still the earlier one. */
type ChangedOrder = { id: string; version: number; items?: Line[] }
type ItemRow = { item_id: string; order_id: string; version: number }
type Posted = Adjustment & { id: string; item_id: string; version: number }
type List<Row> = (filters: object, config: object, context?: SharedContext) => Promise<Row[]>

/** The method that Medusa's Order module calls for each changed order, after all actions and before totals and summary. */
type Complete = (
  order: ChangedOrder,
  items: ItemRow[],
  methods: unknown[],
  adjustments: (Adjustment & { item_id: string; version: number })[],
  methodAdjustments: unknown[],
  context?: SharedContext,
) => Promise<void>

type OrderModule = {
  includeTaxLinesAndAdjustmentsToPreview: Complete
  undoLastChange(orderId: string, change?: unknown, context?: SharedContext): Promise<void>
  retrieveOrder(id: string, config: object, context?: SharedContext): Promise<{ version: number }>
  listOrderItems: List<Detail & { item_id: string; quantity: Amount }>
  listOrderLineItemAdjustments: List<Posted>
  softDeleteOrderLineItemAdjustments(ids: string[], config?: object, context?: SharedContext): Promise<unknown>
  baseRepository_: Parameters<typeof inModuleTransaction>[0]["baseRepository_"]
}

/**
 * Computes the points' discount that each line keeps when an order changes, in the transaction of the change and in its
 * preview (contract M46, M47, ADR 0036).
 */
export function capOrderChanges(orders: OrderModule): Wrappers<OrderModule> {
  return {
    includeTaxLinesAndAdjustmentsToPreview:
      (complete) =>
      async (...args) => {
        await complete(...args)
        await capLines(orders, args)
      },
    undoLastChange: (undo) => (orderId, change, context) =>
      inModuleTransaction(orders, context, async (manager) => {
        const shared = { ...context, transactionManager: manager }
        await dropUndone(orders, orderId, shared)
        await undo(orderId, change, shared)
      }),
  }
}

async function capLines(orders: OrderModule, [order, rows, , adjustments, , context]: Parameters<Complete>) {
  const changed = new Set(
    rows.filter((row) => row.order_id === order.id && row.version > order.version).map(({ item_id }) => item_id),
  )
  const lines = (order.items ?? []).filter(({ id }) => changed.has(id))
  const posted = await ourAdjustments(
    orders,
    lines.map(({ id }) => id),
    order.version,
    context,
  )
  if (posted.length === 0) {
    return
  }
  const before = await orders.listOrderItems(
    { order_id: order.id, version: order.version },
    {
      select: ["id", "item_id", "quantity", "return_received_quantity", "return_dismissed_quantity"],
    },
    context,
  )
  const version = rows.find(({ item_id }) => changed.has(item_id))?.version ?? order.version
  // Removes and adds our adjustments, because a recomputed promotion can have left them out.
  const others = adjustments.filter((one) => !(isHoldCode(one.code) && changed.has(one.item_id)))
  adjustments.splice(0, adjustments.length, ...others)
  for (const line of lines) {
    const own = posted.find((one) => one.item_id === line.id)
    const old = before.find((one) => one.item_id === line.id)
    const kept = own && old ? keep(line, own, old) : null
    line.adjustments = (line.adjustments ?? []).filter(({ code }) => !isHoldCode(code)).concat(kept ?? [])
    if (kept) {
      adjustments.push({ ...kept, item_id: line.id, version })
    }
  }
}

function keep(line: Line, own: Posted, old: Detail & { quantity: Amount }): Adjustment | null {
  const amount = keptOfLine({
    unit_price: line.unit_price,
    quantity: line.quantity,
    returned: returnedOf(line.detail),
    is_tax_inclusive: line.is_tax_inclusive === true,
    tax_percent: sum((line.tax_lines ?? []).map(({ rate }) => rate)),
    others: (line.adjustments ?? [])
      .filter(({ code }) => !isHoldCode(code))
      .map((one) => ({ amount: one.amount, is_tax_inclusive: one.is_tax_inclusive === true })),
    posted: { amount: own.amount, is_tax_inclusive: own.is_tax_inclusive === true },
    before: { quantity: old.quantity, returned: returnedOf(old) },
  })
  if (amount.lte(0)) {
    return null
  }
  const exact = new BigNumber(amount)
  return {
    code: own.code,
    is_tax_inclusive: own.is_tax_inclusive === true,
    amount: exact,
    raw_amount: exact.raw,
  }
}

const returnedOf = (detail?: Detail) =>
  sum([detail?.return_received_quantity ?? 0, detail?.return_dismissed_quantity ?? 0])

async function ourAdjustments(orders: OrderModule, itemIds: string[], version: number, context?: SharedContext) {
  const found = await lineAdjustments(orders, itemIds, [version], context)
  return found.filter(({ code }) => isHoldCode(code))
}

function lineAdjustments(orders: OrderModule, itemIds: string[], versions: number[], context?: SharedContext) {
  const select = ["id", "item_id", "version", "code", "amount", "is_tax_inclusive"]
  return itemIds.length === 0
    ? Promise.resolve([])
    : orders.listOrderLineItemAdjustments({ item_id: itemIds, version: versions }, { select }, context)
}

/**
 * Medusa keeps the adjustments of a version that it undoes. A second confirmation would then have them twice. A doubled
 * coupon would take the amount that points pay, so all adjustments of an order with points are deleted.
 */
async function dropUndone(orders: OrderModule, orderId: string, context: SharedContext): Promise<void> {
  const { version } = await orders.retrieveOrder(orderId, { select: ["id", "version"] }, context)
  // The first version is the placed order, which Medusa refuses to undo.
  if (version < 2) {
    return
  }
  const items = await orders.listOrderItems({ order_id: orderId, version }, { select: ["id", "item_id"] }, context)
  const itemIds = items.map(({ item_id }) => item_id)
  const found = await lineAdjustments(orders, itemIds, [version - 1, version], context)
  const undone = found.filter((one) => one.version === version).map(({ id }) => id)
  if (undone.length > 0 && found.some(({ code }) => isHoldCode(code))) {
    await orders.softDeleteOrderLineItemAdjustments(undone, {}, context)
  }
}
