import { type Amount, type Decimal, decimal, roundToMinorUnit, sum } from "../../../kernel/money"

/** The facts of an order for the points rules. A workflow reads them, so that the rules do not depend on Medusa. */
export type OrderFacts = {
  order_id: string
  email: string | null
  currency_code: string
  is_canceled: boolean
  is_draft: boolean
  placed_at: Date
  /** The time of completion; `null` before it. */
  completed_at: Date | null
  items: ItemFacts[]
  /** The order's total, less returns and credit lines. */
  total: Amount
  credit_lines: { amount: Amount; is_payment: boolean }[]
  captures: {
    amount: Amount
    at: Date /** Of the order's first payment, not of a later difference. */
    is_first: boolean
  }[]
  /** The amount of the order's first payment: its total before any edit; `null` if nothing was ever due. */
  first_payment: Amount | null
  refunds: { amount: Amount }[]
}

export type ItemFacts = {
  unit_price: Amount
  quantity: Amount
  /** Received back or dismissed. */
  returned_quantity: Amount
  /** Set if an exchange or claim sent goods in its place, or sent it. */
  swap?: SwapFacts
  /** Σ of the tax lines' rates, in percent. */
  tax_percent: Amount
  is_tax_inclusive: boolean
  is_giftcard: boolean
  /** Discounts for the whole quantity, including points. A discount by points names its hold. */
  discounts: { amount: Amount; is_tax_inclusive: boolean; hold_id?: string }[]
}

/** The effect on a line of an exchange or claim that sends goods (ADR 0027). */
export type SwapFacts = {
  /** Quantity that is to come back in place of sent goods, and has not arrived. */
  awaited_quantity: Amount
  /** Quantity that comes or came back in place of sent goods, including the awaited one. */
  swapped_quantity: Amount
  /** It was sent in place of other goods. */
  is_replacement: boolean
}

/** Money of an order in the terms of contract R32 and R33, before rounding. */
export type OrderMoney = {
  /**
   * Goods after discounts, as ordered: no shipping, no tax, no gift cards, nothing paid with points. After an exchange: the
   * larger of the amounts before and after it.
   */
  ordered: Decimal
  /** The same without goods that came back, or that are to come back in place of sent goods. */
  kept: Decimal
  captured: Decimal
  refunded: Decimal
  /** Credit lines that came with the order: a gift card or store credit, another way to pay. */
  credited: Decimal
  /** Credit lines added later: a refund or a reduction. */
  reduced: Decimal
  /** The order's total before all credit lines. */
  gross: Decimal
  total: Decimal
}

export function orderMoney(facts: OrderFacts): OrderMoney {
  const lines = facts.items.map((item) => ({ ...item, ...itemMoney(item) }))
  const goods = lines.filter((item) => !item.is_giftcard)
  const before = sum(goods.filter((item) => !item.swap?.is_replacement).map((item) => item.ordered))
  const after = sum(goods.map((item) => item.ordered.minus(item.swapped)))
  const credited = sum(facts.credit_lines.filter((line) => line.is_payment).map((line) => line.amount))
  const reduced = sum(facts.credit_lines.filter((line) => !line.is_payment).map((line) => line.amount))
  const total = decimal(facts.total).minus(sum(lines.map((item) => item.awaited)))
  return {
    ordered: before.gt(after) ? before : after,
    kept: sum(goods.map((item) => item.kept)),
    captured: sum(facts.captures.map((capture) => capture.amount)),
    refunded: sum(facts.refunds.map((refund) => refund.amount)),
    credited,
    reduced,
    gross: total.plus(credited).plus(reduced),
    total,
  }
}

/** A line's amounts without tax, except `awaited`, which includes tax like the order's total. */
type ItemMoney = { ordered: Decimal; kept: Decimal; swapped: Decimal; awaited: Decimal }

function itemMoney(item: ItemFacts): ItemMoney {
  const quantity = decimal(item.quantity)
  if (quantity.lte(0)) {
    return { ordered: decimal(0), kept: decimal(0), swapped: decimal(0), awaited: decimal(0) }
  }
  const withTax = decimal(item.tax_percent).div(100).plus(1)
  const net = (amount: Amount, inclusive: boolean) => (inclusive ? decimal(amount).div(withTax) : decimal(amount))
  const price = net(decimal(item.unit_price).times(quantity), item.is_tax_inclusive)
  const discount = sum(item.discounts.map((one) => net(one.amount, one.is_tax_inclusive)))
  const ordered = price.minus(discount).lt(0) ? decimal(0) : price.minus(discount)
  const worth = (pieces: Decimal) => {
    const some = pieces.gt(quantity) ? quantity : pieces
    return some.lte(0) ? decimal(0) : ordered.times(some).div(quantity)
  }
  const here = quantity.minus(decimal(item.returned_quantity))
  const announced = decimal(item.swap?.awaited_quantity)
  const awaited = announced.gt(here) ? here : announced
  return {
    ordered,
    kept: worth(here.minus(awaited)),
    swapped: worth(decimal(item.swap?.swapped_quantity)),
    awaited: worth(awaited).times(withTax),
  }
}

/**
 * The time at which the order was first paid in full (contract R32): the time of the capture with which Σ captured reached
 * the amount due, never before the order itself; `null` before that. A later paid edit does not move it. Amounts are
 * compared in whole minor units.
 */
export function paidAt(facts: OrderFacts, money: OrderMoney = orderMoney(facts)): Date | null {
  const due = roundToMinorUnit(money.total, facts.currency_code)
  if (due.lte(0) && facts.first_payment === null) {
    return facts.placed_at
  }
  const firstDue = roundToMinorUnit(facts.first_payment ?? money.total, facts.currency_code)
  const first = reachedAt(facts, firstDue, true)
  const all = due.lte(0) && firstDue.lte(0) ? facts.placed_at : reachedAt(facts, due, false)
  if (first && all) {
    return first.getTime() < all.getTime() ? first : all
  }
  return first ?? all
}

/**
 * Whether all payments of an order are above zero after rounding. Such an order is not paid ({@link paidAt}) while nothing
 * is captured.
 */
export function asksForMoney(payments: readonly { amount: Amount; currency_code: string }[]): boolean {
  return (
    payments.length > 0 && payments.every(({ amount, currency_code }) => roundToMinorUnit(amount, currency_code).gt(0))
  )
}

/** The time at which captures reached an amount above 0; `null` if they did not. */
function reachedAt(facts: OrderFacts, due: Decimal, firstOnly: boolean): Date | null {
  if (due.lte(0)) {
    return null
  }
  let reached = decimal(0)
  for (const capture of [...facts.captures].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    reached = firstOnly && !capture.is_first ? reached : reached.plus(decimal(capture.amount))
    if (roundToMinorUnit(reached, facts.currency_code).gte(due)) {
      return capture.at.getTime() > facts.placed_at.getTime() ? capture.at : facts.placed_at
    }
  }
  return null
}

/**
 * The share of the goods that is paid and not refunded, 0 to 1 (contract R33). A refund without a return lowers the share.
 * A refund for a returned item does not, because the item is no longer among the goods.
 *
 * @param mustBePaid true for an order that earns by payment: it earns on paid money only. An order that earns by completion
 *   also earns on money paid outside Medusa, unless its first payment was captured: then later additions count when they
 *   are paid
 */
export function paidShare(facts: OrderFacts, money: OrderMoney, mustBePaid: boolean): Decimal {
  const round = (amount: Decimal) => roundToMinorUnit(amount, facts.currency_code)
  const gross = round(money.gross)
  if (gross.lte(0)) {
    return decimal(1)
  }
  const notReduced = round(money.gross.minus(money.reduced))
  const paid = round(money.captured.minus(money.refunded).plus(money.credited))
  const first = facts.first_payment === null ? money.total : decimal(facts.first_payment)
  const due = first.lt(money.total) ? first : money.total
  const counts = mustBePaid || round(money.captured).gte(round(due))
  const kept = counts && paid.lt(notReduced) ? paid : notReduced
  if (kept.lte(0)) {
    return decimal(0)
  }
  return kept.gte(gross) ? decimal(1) : kept.div(gross)
}

/** Whether the shopper still owes something, for example after an edit or exchange that raised the total. */
export function isOutstanding(facts: OrderFacts, money: OrderMoney = orderMoney(facts)): boolean {
  const round = (amount: Decimal) => roundToMinorUnit(amount, facts.currency_code)
  return round(money.captured.minus(money.refunded)).lt(round(money.total))
}

/** The holds whose points lowered this order's price. */
export function redeemedHolds(facts: OrderFacts): string[] {
  const ids = facts.items.flatMap((item) => item.discounts.flatMap(({ hold_id }) => hold_id ?? []))
  return [...new Set(ids)].sort()
}

/**
 * Computes how many of an order's redeemed points go back (contract R33): all if it is canceled; otherwise the share that
 * points had paid of returned goods and of lines that an edit removed. A line that an edit only reduces keeps its discount,
 * and so its points.
 *
 * @param redeemed points that were deducted for the order
 * @param made the amount that they paid when the order was placed
 * @returns points, whole, rounded down
 */
export function pointsToReturn(facts: OrderFacts, redeemed: number, made: Amount): number {
  if (facts.is_canceled) {
    return redeemed
  }
  const whole = decimal(made)
  if (whole.lte(0)) {
    return 0
  }
  const kept = facts.items.map((item) => {
    const amount = sum(item.discounts.filter(({ hold_id }) => hold_id).map((one) => one.amount))
    const back = decimal(item.quantity).gt(0) ? decimal(item.returned_quantity).div(decimal(item.quantity)) : decimal(0)
    return amount.times(back.gt(1) ? 0 : decimal(1).minus(back))
  })
  const back = whole.minus(sum(kept))
  // Corrects rounding errors of the division, below a millionth of a point.
  const points = back.div(whole).times(redeemed).plus("0.000001").integerValue(3).toNumber()
  return Math.min(redeemed, Math.max(0, points))
}
