import { decorateCartTotals } from "@medusajs/framework/utils"
import { type Decimal, decimal } from "../../kernel/money"
import type { PromotionAction, PromotionContext, RedemptionPart } from "../../modules/points"

/** Raise the last of the 20 digits with which Medusa stores an amount, and the last of 20 places after the point. */
const LAST_DIGIT = "1.0000000000000000002"
const LAST_PLACES = "0.000000000000000001"

/**
 * The discount that leaves nothing of an item by Medusa's own computation. Its divisions by taxes and quantities can leave
 * 10^-20, and a cart that costs more than 0 needs a payment.
 *
 * @param part the discount over all that `others` leave of the item
 */
export function withoutDust(
  part: RedemptionPart,
  { items = [] }: PromotionContext,
  others: readonly PromotionAction[],
): Decimal {
  const item = items.find(({ id }) => id === part.item_id)
  const ofItem = others.filter(({ action, item_id }) => action === "addItemAdjustment" && item_id === part.item_id)
  const adjustments = [...ofItem, part].map(({ amount, is_tax_inclusive }) => ({ amount, is_tax_inclusive }))
  // Medusa writes totals into these objects, so they are copies.
  const tax_lines = (item?.tax_lines ?? []).map((line) => ({ ...line }))
  const cart = { items: [{ ...item, tax_lines, adjustments }], shipping_methods: [] }
  const { total } = decorateCartTotals(cart as unknown as Parameters<typeof decorateCartTotals>[0])
  return decimal(total).gt(0) ? part.amount.times(LAST_DIGIT).plus(LAST_PLACES) : part.amount
}
