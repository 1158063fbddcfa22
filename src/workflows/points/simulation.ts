import { type Decimal, decimal, roundToMinorUnit } from "../../kernel/money"

/** The result of the orders under one set of settings. Money is a decimal string in major units. */
export type SimulatedSide = {
  points: number
  /** The discount if all of these points are redeemed. */
  value: string
  /** `value` as a part of the revenue, with four digits; `null` without revenue. */
  share_of_revenue: string | null
}

/** Points and their value for past orders under today's settings and under proposed ones (contract R50). */
export type Simulation = {
  /** Days, UTC. */
  from: string
  to: string
  /** The number of checked orders, without drafts and canceled orders. */
  orders: number
  by_currency: {
    currency_code: string
    orders: number
    /** Goods that customers have kept, without tax, shipping and gift cards. */
    revenue: string
    today: SimulatedSide
    proposed: SimulatedSide
  }[]
  /** Points by the day of the order, without days that have no orders. */
  by_day: { day: string; today: number; proposed: number }[]
  /** The numbers of customers with more, fewer and equal points. */
  customers: { gain: number; lose: number; same: number }
  /** The customers whose points would change most, at most {@link MOST_CHANGED}. */
  most_changed: { email: string; today: number; proposed: number }[]
  /** The cursor of the next request, if more orders of the period remain; else `null`. */
  next_cursor: string | null
}

export const MOST_CHANGED = 10

/** The points of an order under one set of settings, and their value. */
export type Earned = { points: number; value: Decimal }

export type SimulatedOrder = {
  day: string
  currency_code: string
  mailbox: string | null
  revenue: Decimal
  today: Earned
  proposed: Earned
}

type Side = "today" | "proposed"
type Pair = Record<Side, number>
type Changed = Simulation["most_changed"][number]
type OfCurrency = { orders: number; revenue: Decimal; today: Earned; proposed: Earned }

const nothing = (): Earned => ({ points: 0, value: decimal(0) })
const plus = (one: Earned, other: Earned): Earned => ({
  points: one.points + other.points,
  value: one.value.plus(other.value),
})

/**
 * Sums orders one after another. Its memory grows with customers, days and currencies, not with orders: some 120 bytes for
 * a customer, 120 MB for a million.
 */
export class SimulationTally {
  private orders = 0
  private readonly currencies = new Map<string, OfCurrency>()
  private readonly days = new Map<string, Pair>()
  private readonly mailboxes = new Map<string, Pair>()

  add({ day, currency_code, mailbox, revenue, today, proposed }: SimulatedOrder): void {
    this.orders += 1
    const before = this.currencies.get(currency_code)
    this.currencies.set(currency_code, {
      orders: (before?.orders ?? 0) + 1,
      revenue: revenue.plus(before?.revenue ?? 0),
      today: plus(before?.today ?? nothing(), today),
      proposed: plus(before?.proposed ?? nothing(), proposed),
    })
    addTo(this.days, day, today.points, proposed.points)
    if (mailbox !== null) {
      addTo(this.mailboxes, mailbox, today.points, proposed.points)
    }
  }

  /** The result. Customers with equal changes are sorted by address. */
  result(): Omit<Simulation, "from" | "to" | "next_cursor"> {
    const { customers, most_changed } = this.changes()
    return {
      orders: this.orders,
      by_currency: [...this.currencies]
        .map(([currency_code, of]) => ({
          currency_code,
          orders: of.orders,
          revenue: roundToMinorUnit(of.revenue, currency_code).toFixed(),
          today: sideOf(of.today, of.revenue, currency_code),
          proposed: sideOf(of.proposed, of.revenue, currency_code),
        }))
        .sort((one, other) => other.orders - one.orders || compare(one.currency_code, other.currency_code)),
      by_day: [...this.days].map(([day, pair]) => ({ day, ...pair })).sort((one, other) => compare(one.day, other.day)),
      customers,
      most_changed,
    }
  }

  /** One pass without copies, because there can be a million customers. */
  private changes(): Pick<Simulation, "customers" | "most_changed"> {
    const customers = { gain: 0, lose: 0, same: 0 }
    const most: Changed[] = []
    for (const [email, { today, proposed }] of this.mailboxes) {
      if (proposed === today) {
        customers.same += 1
        continue
      }
      customers[proposed > today ? "gain" : "lose"] += 1
      keepLargest(most, { email, today, proposed })
    }
    return { customers, most_changed: most }
  }
}

const sizeOf = ({ today, proposed }: Pair) => Math.abs(proposed - today)
const byChange = (one: Changed, other: Changed) => sizeOf(other) - sizeOf(one) || compare(one.email, other.email)
const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other))

/** @param most the largest changes so far, the largest first */
function keepLargest(most: Changed[], one: Changed): void {
  const last = most[MOST_CHANGED - 1]
  if (last && byChange(one, last) > 0) return
  most.push(one)
  most.sort(byChange)
  most.length = Math.min(most.length, MOST_CHANGED)
}

function addTo(pairs: Map<string, Pair>, key: string, today: number, proposed: number): void {
  const pair = pairs.get(key)
  if (pair) {
    pair.today += today
    pair.proposed += proposed
  } else {
    pairs.set(key, { today, proposed })
  }
}

function sideOf({ points, value }: Earned, revenue: Decimal, currencyCode: string): SimulatedSide {
  return {
    points,
    value: roundToMinorUnit(value, currencyCode).toFixed(),
    share_of_revenue: revenue.gt(0) ? value.div(revenue).toFixed(4) : null,
  }
}
