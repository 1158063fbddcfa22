/**
 * One line of `npm run bench -- --json`. `ratio` is `value / reference_value`, both in `unit`. Where calls were timed in pairs, it
 * is the median of the pairs' ratios: changes in the machine's speed move it half as much.
 */
export type Figure = {
  bench: string
  value: number
  unit: string
  /** The comparison, measured in the same run. */
  reference: string
  reference_value: number
  ratio: number
}

/** Scale of a measurement. */
export type Effort = {
  short: boolean
  rounds: number
  /** Duration of one side in one round. */
  seconds: number
  /** Writes a line of progress for the person who waits. */
  log: (line: string) => void
  /** Writes a line of progress that also belongs in the release record. */
  warn: (line: string) => void
}

export type Benchmark = { names: readonly string[]; run: (effort: Effort) => Promise<Figure[]> }

type Bound = { atLeast: number } | { atMost: number }

/** The project's targets for the ratio. Figures without a bound are for information. */
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
  screen_customer_10k: { atMost: 1.2 },
  screen_search_1m: { atMost: 1.5 },
}

/** The short form measures seconds on a shared machine, so it only finds differences of a factor of two. */
const SHORT_SLACK = 2

/** @returns the reason why the figure misses its target, or undefined */
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

/** @param digits significant digits; the noise is far larger than the fourth */
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
