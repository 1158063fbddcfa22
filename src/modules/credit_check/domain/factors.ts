import { type Decimal, decimal, moneyInWords, sum } from "../../../kernel/money"
import type { ModelOptions } from "./model-options"
import { paydexOf } from "./paydex"
import { rounded, shareOf } from "./share"
import type { CreditSnapshot } from "./snapshot"

/** A reason of a score: the points that a factor gave or a cap took. */
export type Reason = {
  /** What was found. */
  code: string
  factor: string
  /** Whole points; those of a cap are 0 or negative. */
  points: number
  /** A sentence that a merchant can tell the customer. */
  text: string
}

/** Days after which a customer has all points of `tenure`: three years. */
const FULL_TENURE_DAYS = 1095
/** Purchases in 12 months that give all points of `volume`: one a month. */
const FULL_CHARGES = 12
/** Number of reversed payments in 12 months that leaves no points of `reversals`. */
const FULL_REVERSALS = 3

type Factor = (snapshot: CreditSnapshot, weight: number) => Omit<Reason, "factor">

/** Money-weighted payment index of the last 24 months. Nothing paid, while something is overdue, gives no points. */
const promptness: Factor = ({ paid }, weight) => {
  if (paid.length === 0) {
    return { code: "nothing_paid", points: 0, text: "The customer paid no invoice in the last 24 months." }
  }
  const money = sum(paid.map(({ amount }) => amount))
  const indexed = sum(paid.map(({ amount, days_late }) => decimal(amount).times(paydexOf(days_late))))
  const days = rounded(sum(paid.map(({ amount, days_late }) => decimal(amount).times(days_late))), money)
  const points = shareOf(weight, indexed, money.times(100))
  const text = `Invoices were paid ${onAverage(days)} on average. The payment index is ${rounded(indexed, money)} of 100.`
  return { code: days > 0 ? "pays_late" : days < 0 ? "pays_early" : "pays_on_terms", points, text }
}

const onAverage = (days: number) => {
  if (days === 0) {
    return "on the due date"
  }
  return `${counted(Math.abs(days), "day")} ${days > 0 ? "late" : "early"}`
}

/** Percent of an overdue amount that counts. Older debts count more. */
const severity = (daysLate: number) => (daysLate > 90 ? 200 : daysLate > 60 ? 150 : daysLate > 30 ? 100 : 50)

/** Overdue money, weighted by its age, against a quarter of a year's purchases. */
const overdue: Factor = (snapshot, weight) => {
  const rows = snapshot.overdue
  if (rows.length === 0) {
    return { code: "nothing_overdue", points: weight, text: "Nothing is overdue." }
  }
  const weighted = sum(rows.map(({ amount, days_late }) => decimal(amount).times(severity(days_late))))
  const quarter = decimal(snapshot.charges.amount).times(25)
  const points = quarter.gt(0) ? shareOf(weight, quarter.minus(weighted), quarter) : 0
  const money = moneyInWords(sum(rows.map(({ amount }) => amount)), snapshot.currency_code)
  const oldest = Math.max(...rows.map(({ days_late }) => days_late))
  return {
    code: "overdue",
    points,
    text: `Overdue now: ${money}. The oldest item is ${counted(oldest, "day")} past its due date.`,
  }
}

/** Up to 30 % of the limit in use cost nothing; the whole limit in use leaves no points. */
const utilisation: Factor = ({ balance, held, credit_limit }, weight) => {
  const exposure = decimal(balance).plus(held)
  const used = exposure.lt(0) ? decimal(0) : exposure
  if (credit_limit === null) {
    const text = "The account has no credit limit, so this factor gives half of its points."
    return { code: "no_limit", points: shareOf(weight, decimal(1), decimal(2)), text }
  }
  const limit = decimal(credit_limit)
  if (limit.eq(0)) {
    const points = used.gt(0) ? 0 : shareOf(weight, decimal(1), decimal(2))
    return { code: "limit_is_zero", points, text: `The credit limit is 0${used.gt(0) ? " and exceeded" : ""}.` }
  }
  const points = shareOf(weight, limit.minus(used).times(10), limit.times(7))
  const percent = rounded(used.times(100), limit)
  const code = points === weight ? "limit_little_used" : "limit_used"
  return { code, points, text: `Open invoices and orders use ${percent} % of the credit limit.` }
}

const tenure: Factor = ({ tenure_days }, weight) => {
  if (tenure_days === null) {
    return { code: "no_purchase", points: 0, text: "The customer has not bought on account yet." }
  }
  const points = shareOf(weight, decimal(tenure_days), decimal(FULL_TENURE_DAYS))
  const text = `The first purchase on account was ${counted(tenure_days, "day")} ago.`
  return { code: points === weight ? "long_standing" : "short_standing", points, text }
}

const volume: Factor = ({ charges }, weight) => ({
  code: charges.count >= FULL_CHARGES ? "regular_purchases" : "few_purchases",
  points: shareOf(weight, decimal(charges.count), decimal(FULL_CHARGES)),
  text: `The customer bought on account ${counted(charges.count, "time")} in the last 12 months.`,
})

const reversals: Factor = ({ reversed_payments }, weight) => {
  const lost = shareOf(weight, decimal(reversed_payments), decimal(FULL_REVERSALS))
  const number = reversed_payments === 0 ? "No payment" : counted(reversed_payments, "payment")
  const verb = reversed_payments > 1 ? "were" : "was"
  return {
    code: reversed_payments === 0 ? "no_reversals" : "reversed_payments",
    points: weight - lost,
    text: `${number} ${verb} reversed in the last 12 months.`,
  }
}

const FACTORS: Readonly<Record<keyof ModelOptions["weights"], Factor>> = {
  promptness,
  overdue,
  utilisation,
  tenure,
  volume,
  reversals,
}

/** The points of each factor, in the order of the weights. */
export function factorReasons(snapshot: CreditSnapshot, { weights }: ModelOptions): Reason[] {
  return (Object.keys(FACTORS) as (keyof typeof FACTORS)[]).map((factor) => {
    const { code, points, text } = FACTORS[factor](snapshot, weights[factor])
    return { code, factor, points, text }
  })
}

/** Whether money older than `days` is overdue and above 1 % of a year's purchases. */
export function isSeriouslyOverdue({ overdue, charges }: CreditSnapshot, days: number): boolean {
  const old: Decimal = sum(overdue.filter(({ days_late }) => days_late > days).map(({ amount }) => amount))
  return old.gt(0) && old.times(100).gt(decimal(charges.amount))
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`
