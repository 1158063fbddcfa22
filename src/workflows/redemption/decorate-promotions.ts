import type { MedusaContainer } from "@medusajs/framework/types"
import { BigNumber, ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Wrappers } from "../../kernel/decorate"
import { errorText } from "../../kernel/error-text"
import {
  clampRedemption,
  POINTS_MODULE,
  type PointsModuleService,
  type PromotionAction,
  type PromotionContext,
} from "../../modules/points"
import { fitAfterChange, fitEmptied } from "../shared/redemption/fit-hold-after-change"
import { isHoldCode } from "../shared/redemption/hold-code"
import { withoutDust } from "./without-dust"

type Compute = (codes: string[], context: PromotionContext, ...rest: unknown[]) => Promise<PromotionAction[]>
type PromotionModule = { computeActions: Compute }

/**
 * Adds the discount of a cart's points after all promotions (contract R44, ADR 0003), on every change of the cart, because
 * each change recomputes the actions. Draft orders and order edits name no cart and get none: `decorate-order-changes.ts`
 * decides what an order keeps.
 */
export function addCartPoints(_promotions: PromotionModule, container: MedusaContainer): Wrappers<PromotionModule> {
  return {
    computeActions:
      (compute) =>
      async (codes, context, ...rest) => {
        const isOther = isNoCart(context)
        if (isOther || isEmpty(context)) {
          if (!isOther && context?.id !== undefined) {
            fitEmptied(container, context.id)
          }
          return compute(codes, context, ...rest)
        }
        const others = (await compute(codes, context, ...rest)).filter((action) => !isForged(action))
        return context.id === undefined
          ? others
          : others.concat(await ownActions(container, context, context.id, others))
      },
  }
}

const isEmpty = (context?: PromotionContext) => (context?.items ?? []).length === 0

const isNoCart = (context?: PromotionContext) => context?.id !== undefined && !context.id.startsWith("cart_")

/** The discount of a merchant's promotion whose code looks like a hold. No order could be placed with it, because no points cover it. */
function isForged({ action, code }: PromotionAction): boolean {
  return action.startsWith("add") && isHoldCode(code)
}

/** Never fails. If the look-up of the points fails, the cart must still work without them. */
async function ownActions(
  container: MedusaContainer,
  context: PromotionContext,
  cartId: string,
  others: PromotionAction[],
): Promise<PromotionAction[]> {
  try {
    return await heldActions(container, context, cartId, others)
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`clientele: the cart ${cartId} was computed without its points: ${errorText(error)}`)
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
  const redemption = clampRedemption(hold, context, others)
  fitAfterChange(container, hold, redemption.points)
  return redemption.parts.map((part) => ({
    action: "addItemAdjustment",
    item_id: part.item_id,
    code: hold.id,
    is_tax_inclusive: part.is_tax_inclusive,
    amount: new BigNumber(redemption.pays_all ? withoutDust(part, context, others) : part.amount),
  }))
}
