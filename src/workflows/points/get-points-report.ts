import type { MedusaContainer } from "@medusajs/framework/types"
import { decimal, roundToMinorUnit } from "../../kernel/money"
import { POINTS_MODULE, type PointsModuleService, type RollForwardRow, type Settings } from "../../modules/points"
import { getDefaultCurrency } from "../shared/medusa/get-default-currency"

export type PointsReport = {
  from: string
  to: string
  /** `liability` is the value of the `closing` points at the current rates, as a decimal string. */
  roll_forward: (RollForwardRow & { liability: string | null })[]
  /** The sums of the days, and the share of the earned points that was redeemed in the period. */
  totals: PeriodTotals[]
  /** The value of the outstanding points at the current rates, as decimal strings in each currency. */
  liability: { currency_code: string; points: number; amount: string | null }[]
  /**
   * By the month that granted points, up to `to`: how many were redeemed and expired, and their share of what was granted
   * (breakage) as decimal strings with four digits; `null` if nothing was granted after reversals.
   */
  earn_months: {
    month: string
    granted: number
    redeemed: number
    expired: number
    redemption_rate: string | null
    breakage_rate: string | null
  }[]
}

/** Sums of a period in one currency. All are points, signed as in the roll-forward. */
export type PeriodTotals = Pick<
  RollForwardRow,
  "currency_code" | "earned" | "reversed" | "redeemed" | "returned" | "expired" | "adjusted"
> & {
  /**
   * Redeemed less returned, divided by earned less reversed, as a decimal string with four digits; `null` if nothing was
   * earned.
   */
  redemption_rate: string | null
}

/**
 * The report of contract R48. Points are one pool: the liability of a currency counts points earned by orders in it, less
 * points used in it.
 *
 * @param from, to days as YYYY-MM-DD, UTC, both included
 */
export async function getPointsReport(container: MedusaContainer, from: string, to: string): Promise<PointsReport> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const defaultCurrency = await getDefaultCurrency(container)
  const settings = await points.getSettings()
  const rows = await points.getRollForward(from, to, defaultCurrency)
  const closing = rows.filter((row) => row.date === to)
  return {
    from,
    to,
    roll_forward: rows.map((row) => ({
      ...row,
      liability: worth(row.closing, row.currency_code, defaultCurrency, settings),
    })),
    totals: closing.map(({ currency_code }) => totalsOf(rows.filter((row) => row.currency_code === currency_code))),
    liability: closing.map((row) => ({
      currency_code: row.currency_code,
      points: row.closing,
      amount: worth(row.closing, row.currency_code, defaultCurrency, settings),
    })),
    earn_months: (await points.getEarnMonths(to)).map((month) => ({
      ...month,
      redemption_rate: share(month.redeemed, month.granted),
      breakage_rate: share(month.expired, month.granted),
    })),
  }
}

const SUMMED = ["earned", "reversed", "redeemed", "returned", "expired", "adjusted"] as const

function totalsOf(days: readonly RollForwardRow[]): PeriodTotals {
  const sums = Object.fromEntries(
    SUMMED.map((what) => [what, days.reduce((total, day) => total + day[what], 0)]),
  ) as Record<(typeof SUMMED)[number], number>
  return {
    currency_code: days[0]?.currency_code ?? "",
    ...sums,
    redemption_rate: share(-sums.redeemed - sums.returned, sums.earned + sums.reversed),
  }
}

function share(part: number, granted: number): string | null {
  return granted > 0 ? decimal(part).div(granted).toFixed(4) : null
}

function worth(balance: number, currency: string, defaultCurrency: string, settings: Settings): string | null {
  const rate =
    currency === defaultCurrency
      ? settings.loyalty_points_per_currency_discount
      : settings.loyalty_currency_rates[currency]?.points_per_currency_discount
  return rate ? roundToMinorUnit(decimal(balance).div(rate), currency).toFixed() : null
}
