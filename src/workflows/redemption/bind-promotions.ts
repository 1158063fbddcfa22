import type { MedusaContainer } from "@medusajs/framework/types"
import { BigNumber, ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { type Amount, decimal, minorUnitDigits } from "../../kernel/money"
import {
  clampRedemption,
  keepPosted,
  POINTS_MODULE,
  type PointsModuleService,
  type PromotionAction,
  type PromotionContext,
} from "../../modules/points"
import { markBound } from "./binding"
import { isHoldCode } from "./hold-code"

type Compute = (codes: string[], context: PromotionContext, ...rest: unknown[]) => Promise<PromotionAction[]>
type PromotionModule = { computeActions: Compute; [BOUND]?: boolean }
type PostedRow = { item_id: string; code: string; amount: Amount; version?: number }
type OrderLists = { listOrderLineItemAdjustments(filters: object, config: object): Promise<PostedRow[]> }

const BOUND = Symbol.for("medusa-plugin-clientele.promotion-module-bound")

/**
 * Adds a cart's redeemed points to what its promotions come to, after all others (CONTRACT R44, DESIGN D3): on every
 * change of the cart, as all of them ask for the actions anew. Contexts of draft orders are left alone.
 */
export function bindPromotions(container: MedusaContainer): void {
  const promotions = container.resolve<PromotionModule>(Modules.PROMOTION)
  if (promotions[BOUND]) {
    markBound("promotions")
    return
  }
  const compute = promotions.computeActions.bind(promotions)
  promotions.computeActions = async (codes, context, ...rest) => {
    const items = context?.items ?? []
    if (items.length === 0 || (context.id !== undefined && !context.id.startsWith("cart_"))) {
      return compute(codes, context, ...rest)
    }
    const others = (await compute(codes, context, ...rest)).filter((action) => !isForged(action))
    return others.concat(await ownActions(container, context, others))
  }
  Object.defineProperty(promotions, BOUND, { value: true })
  markBound("promotions")
}

/** What a promotion gives that somebody has named like a hold: no order could be made with it, as no points cover it. */
function isForged({ action, code }: PromotionAction): boolean {
  return action.startsWith("add") && isHoldCode(code)
}

/** Never fails: a cart whose points cannot be looked up must still be a cart, without them. */
async function ownActions(
  container: MedusaContainer,
  context: PromotionContext,
  others: PromotionAction[],
): Promise<PromotionAction[]> {
  try {
    return context.id === undefined
      ? await postedActions(container, context, others)
      : await heldActions(container, context, context.id, others)
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`clientele: the redeemed points of ${context.id ?? "an order edit"} were left out: ${error}`)
    return []
  }
}

async function heldActions(
  container: MedusaContainer,
  context: PromotionContext,
  cartId: string,
  others: PromotionAction[],
): Promise<PromotionAction[]> {
  const hold = await container.resolve<PointsModuleService>(POINTS_MODULE).findLiveHold(cartId)
  if (!hold) {
    return []
  }
  const unit = decimal(10).pow(minorUnitDigits(hold.currency_code))
  return clampRedemption(hold, context, others).parts.map((part) => ({
    action: "addItemAdjustment",
    item_id: part.item_id,
    code: hold.id,
    is_tax_inclusive: part.is_tax_inclusive,
    amount: new BigNumber(decimal(part.minor_units).div(unit)),
  }))
}

/** An order edit recomputes without naming a cart: what was posted on a line stays on it. */
async function postedActions(
  container: MedusaContainer,
  context: PromotionContext,
  others: PromotionAction[],
): Promise<PromotionAction[]> {
  const ids = (context.items ?? []).map((item) => item.id)
  const rows = await container
    .resolve<OrderLists>(Modules.ORDER)
    .listOrderLineItemAdjustments({ item_id: ids }, { select: ["id", "item_id", "code", "amount", "version"] })
  const posted = new Map<string, { code: string; amount: Amount }>()
  for (const row of rows.filter(({ code }) => isHoldCode(code)).sort((a, b) => (a.version ?? 0) - (b.version ?? 0))) {
    posted.set(row.item_id, row)
  }
  if (posted.size === 0) {
    return []
  }
  return keepPosted(posted, context, others).map((kept) => ({
    action: "addItemAdjustment",
    item_id: kept.item_id,
    code: kept.code,
    is_tax_inclusive: kept.is_tax_inclusive,
    amount: new BigNumber(kept.amount),
  }))
}
