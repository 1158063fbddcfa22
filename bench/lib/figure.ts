/**
 * One line of `npm run bench -- --json`. `ratio` is `value / reference_value`, both in `unit`; where calls were timed in pairs,
 * the median of the pairs' own ratios, which a machine that is faster now and slower then moves half as much.
 */
export type Figure = {
  bench: string
  value: number
  unit: string
  /** What it is compared with, measured in the same run. */
  reference: string
  reference_value: number
  ratio: number
}

/** How much is measured. */
export type Effort = {
  short: boolean
  rounds: number
  /** Of one side in one round. */
  seconds: number
  /** Says something to whoever waits. */
  log: (line: string) => void
  /** The same, where it also belongs into the release record. */
  warn: (line: string) => void
}

export type Benchmark = { names: readonly string[]; run: (effort: Effort) => Promise<Figure[]> }

type Bound = { atLeast: number } | { atMost: number }

/** What the project promises, on the ratio. Figures without a bound are for information. */
export const targets: Readonly<Record<string, Bound>> = {
  award_single_16: { atLeast: 0.4 },
  award_batch_100: { atLeast: 0.6 },
  import_100k: { atLeast: 0.25 },
  balance_read_200k: { atMost: 1.2 },
  cart_change_100k: { atMost: 1.1 },
  cart_change_100k_with_points: { atMost: 1.1 },
  complete_with_points: { atMost: 1.08 },
  complete_plugin_idle: { atMost: 1.02 },
  customers_deep_page: { atMost: 1.5 },
  customers_vs_core: { atMost: 1.3 },
  customers_search: { atMost: 3 },
  query_graph_contacts: { atMost: 1.25 },
  sweep_1m_orders: { atMost: 1.5 },
  complete_on_terms: { atMost: 1.06 },
  credit_charge_16: { atLeast: 0.45 },
  credit_hot_16: { atLeast: 0.85 },
  aging_100k: { atMost: 1.5 },
  credit_balance_read_200k: { atMost: 1.1 },
  rate_limit_cost: { atMost: 1.03 },
  webhook_dispatch: { atLeast: 0.3 },
  simulate_100k: { atLeast: 0.8 },
  boot_time: { atMost: 1.05 },
  boot_memory_mib: { atMost: 1 },
  export_memory_mb: { atMost: 1 },
  admin_bundle_kb: { atMost: 1 },
}

/** The short form measures seconds on a shared machine: it only sees what is off by a factor of two. */
const SHORT_SLACK = 2

/** @returns why the figure misses its target, or nothing */
export function missedTarget({ bench, ratio }: Figure, short: boolean): string | undefined {
  const target = targets[bench]
  if (!target) return undefined
  const slack = short ? SHORT_SLACK : 1
  if ("atLeast" in target && ratio < target.atLeast / slack) {
    return `${bench}: ratio ${ratio} is below ${target.atLeast / slack}`
  }
  if ("atMost" in target && ratio > target.atMost * slack) {
    return `${bench}: ratio ${ratio} is above ${target.atMost * slack}`
  }
  return undefined
}

/** @param digits significant ones: the noise is far above the fourth */
export function rounded(value: number, digits = 4): number {
  return Number(value.toPrecision(digits))
}

type Measured = Omit<Figure, "ratio"> & { ratio?: number }

export function makeFigure({ bench, value, unit, reference, reference_value, ratio }: Measured): Figure {
  return {
    bench,
    value: rounded(value),
    unit,
    reference,
    reference_value: rounded(reference_value),
    ratio: rounded(ratio ?? value / reference_value, 3),
  }
}
