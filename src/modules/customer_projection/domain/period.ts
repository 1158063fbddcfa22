/** Periods of the analytics (contract R16): the days before now, or all time. */
export const periods = ["30d", "90d", "1y", "all"] as const
export type Period = (typeof periods)[number]

const DAYS: Record<Exclude<Period, "all">, number> = { "30d": 30, "90d": 90, "1y": 365 }

export const DAY_MS = 86_400_000

/** @returns the beginning of the period; `null` for all time */
export function periodStart(period: Period, now: Date): Date | null {
  return period === "all" ? null : new Date(now.getTime() - DAYS[period] * DAY_MS)
}
