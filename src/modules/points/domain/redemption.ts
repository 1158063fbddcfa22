import {
  type Amount,
  type Decimal,
  decimal,
  fromMinorUnits,
  minorUnitsIn,
  sum,
  toMinorUnits,
} from "../../../kernel/money"

// How points become a discount on a cart (contract R44, ADR 0003): after all other promotions, on the remaining prices.
// Amounts are allocated in whole minor units, as integers, so that the parts add up to the whole. Points that pay for all
// goods pay for fractions, too, which a coupon in percent leaves: a cart that costs 0.0015 would need a payment.

/** The shopper's hold. Its id is the code of the adjustments. */
export type RedemptionTerms = {
  id: string
  points: number
  currency_code: string
  points_per_currency_discount: Amount
  max_percent: number
  min_points: number
  min_checkout_total: Amount
}

/** The part that we read of the Promotion module's input. */
export type PromotionContext = {
  id?: string
  currency_code?: string
  total?: Amount
  items?: ContextItem[]
  shipping_methods?: { id: string; total?: Amount; subtotal?: Amount; original_total?: Amount }[]
}

export type ContextItem = {
  id: string
  is_discountable?: boolean
  is_giftcard?: boolean
  is_tax_inclusive?: boolean
  tax_lines?: { rate: Amount }[]
  product?: { is_giftcard?: boolean } | null
  subtotal?: Amount
  total?: Amount
  original_total?: Amount
}

/** The part that we read of an action of the Promotion module. */
export type PromotionAction = {
  action: string
  code?: string
  amount?: Amount
  item_id?: string
  shipping_method_id?: string
  is_tax_inclusive?: boolean
}

/** An item that points can discount, with its remaining price in its own tax basis. */
type Row = { item: ContextItem; gross: boolean; withTax: Decimal; left: Decimal }

export type Redemption = {
  /** Points of the discount, whole. */
  points: number
  /** The discount in minor units, whole. */
  minor_units: number
  /** By item, in major units. They add up to the discount before it is rounded. */
  parts: RedemptionPart[]
  /** Whether nothing is left of the goods that points can pay for. */
  pays_all: boolean
}

export type RedemptionPart = { item_id: string; is_tax_inclusive: boolean; amount: Decimal }

export const NOTHING: Redemption = { points: 0, minor_units: 0, parts: [], pays_all: false }
const DOWN = 1

/** Tolerance for rounding errors of divisions, as a share of a minor unit: 9.999999…98 is 10. */
const DUST = "0.000001"

/**
 * Computes the discount of a hold on a cart: at most the hold, the cap, the remaining price of the goods and the cart's
 * total; nothing below a minimum.
 */
export function clampRedemption(
  terms: RedemptionTerms,
  context: PromotionContext,
  others: PromotionAction[],
): Redemption {
  if (terms.currency_code.toLowerCase() !== context.currency_code?.toLowerCase()) {
    return NOTHING
  }
  const unit = minorUnitsIn(terms.currency_code)
  const rows = remainingRows(context, others)
  if (goodsWorth(context).lt(decimal(terms.min_checkout_total))) {
    return NOTHING
  }
  const caps = rows.map((row) => wholeUnits(row.left.times(unit)))
  const base = caps.reduce((total, cap) => total + cap, 0)
  // A net discount also lowers the tax, so it lowers the total by more than its own amount.
  const dearest = rows.reduce((most, row) => (row.gross || row.withTax.lte(most) ? most : row.withTax), decimal(1))
  const due = payable(context, rows, others)
  const room = wholeUnits(due.times(unit).div(dearest))
  const worth = worthOf(terms)
  const all = toMinorUnits(sum(rows.map(({ left }) => left)), terms.currency_code)
  const pays_all = terms.max_percent === 100 && worth >= all && due.plus(DUST).gte(leftWithTax(rows))
  const total = pays_all ? all : Math.min(worth, wholeUnits(decimal(base).times(terms.max_percent).div(100)), room)
  if (total <= 0) {
    return NOTHING
  }
  const points = pointsFor(total, terms)
  if (points < terms.min_points) {
    return NOTHING
  }
  const shares = pays_all
    ? rows.map(({ left }) => left)
    : spread(total, caps).map((share) => fromMinorUnits(share, terms.currency_code))
  const parts = rows.map(({ item, gross }, i) => ({
    item_id: item.id,
    is_tax_inclusive: gross,
    amount: shares[i] ?? decimal(0),
  }))
  return { points, minor_units: total, parts: parts.filter(({ amount }) => amount.gt(0)), pays_all }
}

/** What points are worth, in whole minor units, rounded down. */
export function worthOf(
  terms: Pick<RedemptionTerms, "points" | "currency_code" | "points_per_currency_discount">,
): number {
  const amount = decimal(terms.points).div(decimal(terms.points_per_currency_discount))
  return wholeUnits(amount.times(minorUnitsIn(terms.currency_code)))
}

/** The points of a discount in minor units: rounded up, at most the hold (contract R45). */
export function pointsFor(
  minorUnits: number,
  terms: Pick<RedemptionTerms, "points" | "currency_code" | "points_per_currency_discount">,
): number {
  return Math.min(terms.points, pointsNeeded(minorUnits, terms))
}

/**
 * The points of a discount in minor units, rounded up and not limited by the hold, so that no rate gives a free discount.
 */
export function pointsNeeded(
  minorUnits: number,
  terms: Pick<RedemptionTerms, "currency_code" | "points_per_currency_discount">,
): number {
  const amount = fromMinorUnits(minorUnits, terms.currency_code)
  const points = amount.times(decimal(terms.points_per_currency_discount)).minus(DUST).integerValue(2).toNumber()
  return Math.max(points, minorUnits > 0 ? 1 : 0)
}

function wholeUnits(amount: Decimal): number {
  return Math.max(0, amount.plus(DUST).decimalPlaces(0, DOWN).toNumber())
}

function isGoods(item: ContextItem): boolean {
  return !item.is_giftcard && !item.product?.is_giftcard
}

/** Goods before discounts, each in its own tax basis. The minimum is compared with them. */
function goodsWorth(context: PromotionContext): Decimal {
  const goods = (context.items ?? []).filter(isGoods)
  return sum(goods.map((item) => (item.is_tax_inclusive ? item.original_total : item.subtotal) ?? 0))
}

function remainingRows(context: PromotionContext, others: PromotionAction[]): Row[] {
  return (context.items ?? [])
    .filter((item) => item.is_discountable !== false && isGoods(item) && decimal(item.subtotal).gt(0))
    .map((item) => {
      const gross = item.is_tax_inclusive === true
      const withTax = decimal(item.original_total).div(decimal(item.subtotal))
      const taken = others
        .filter((action) => action.action === "addItemAdjustment" && action.item_id === item.id)
        .map((action) => inBasis(decimal(action.amount), action.is_tax_inclusive === true, gross, withTax))
      const left = decimal(gross ? item.original_total : item.subtotal).minus(sum(taken))
      return { item, gross, withTax, left: left.lt(0) ? decimal(0) : left }
    })
}

function inBasis(amount: Decimal, isGross: boolean, wantGross: boolean, withTax: Decimal): Decimal {
  if (isGross === wantGross) {
    return amount
  }
  return wantGross ? amount.times(withTax) : amount.div(withTax)
}

const leftWithTax = (rows: readonly Row[]) =>
  sum(rows.map((row) => (row.gross ? row.left : row.left.times(row.withTax))))

/**
 * The shopper's total without points: goods and shipping with tax, less credit lines (a gift card). The context does not
 * list the credit lines, but its totals include them.
 */
function payable(context: PromotionContext, rows: Row[], others: PromotionAction[]): Decimal {
  const items = context.items ?? []
  const shipping = context.shipping_methods ?? []
  const now = sum(items.map((item) => item.total ?? 0)).plus(sum(shipping.map((method) => method.total ?? 0)))
  const credit = now.minus(decimal(context.total))
  const fixed = sum(items.filter((item) => !rows.some((row) => row.item === item)).map((item) => item.total ?? 0))
  const goods = leftWithTax(rows)
  const delivery = sum(
    shipping.map((method) => {
      const withTax = decimal(method.subtotal).gt(0)
        ? decimal(method.original_total).div(decimal(method.subtotal))
        : decimal(1)
      const off = others
        .filter((one) => one.action === "addShippingMethodAdjustment" && one.shipping_method_id === method.id)
        .map((one) => decimal(one.amount).times(withTax))
      return decimal(method.original_total).minus(sum(off))
    }),
  )
  return fixed.plus(goods).plus(delivery).minus(credit)
}

/**
 * Allocates a total over caps in proportion to them, in whole units by largest remainder. Of equal remainders the earlier
 * item gets the unit. No part exceeds its cap. The parts add up to the total exactly if the caps allow it.
 */
export function spread(total: number, caps: readonly number[]): number[] {
  const whole = caps.reduce((sumOfCaps, cap) => sumOfCaps + cap, 0)
  if (whole === 0 || total <= 0) {
    return caps.map(() => 0)
  }
  // BigInt, because total × cap can exceed the safe integers.
  const exact = caps.map((cap) => BigInt(total) * BigInt(cap))
  const parts = exact.map((product, i) => Math.min(Number(product / BigInt(whole)), caps[i] ?? 0))
  const byRemainder = exact
    .map((product, i) => ({ i, remainder: product % BigInt(whole) }))
    .sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1))
  let left = Math.min(total, whole) - parts.reduce((done, part) => done + part, 0)
  for (let turn = 0; left > 0; turn++) {
    const { i } = byRemainder[turn % byRemainder.length] as { i: number }
    if ((parts[i] ?? 0) < (caps[i] ?? 0)) {
      parts[i] = (parts[i] ?? 0) + 1
      left -= 1
    }
  }
  return parts
}
