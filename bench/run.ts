import os from "node:os"
import { adminBundle } from "./figures/admin-bundle"
import { awardBatch, awardHot, awardSingle } from "./figures/awards"
import { backfill } from "./figures/backfill"
import { balanceRead } from "./figures/balance-read"
import { boot } from "./figures/boot"
import { cartChange } from "./figures/cart-change"
import { completeOnTerms, completePluginIdle, completeWithPoints } from "./figures/completion"
import { aging, creditBalanceRead, creditCharge, creditCheck, creditHot } from "./figures/credit"
import { customers } from "./figures/customers"
import { exportOfLongHistory } from "./figures/export"
import { importOfBalances } from "./figures/imports"
import { awardVsOfficial } from "./figures/official"
import { orderToPoints } from "./figures/order-to-points"
import { queryContacts } from "./figures/query"
import { rateLimitCost } from "./figures/rate-limit"
import { redemptionApply, redemptionVerify } from "./figures/redemption"
import { screenOfCustomer, screenOfSearch } from "./figures/screens"
import { simulation } from "./figures/simulate"
import { sweepOfManyOrders } from "./figures/sweep"
import { webhookDispatch } from "./figures/webhook-dispatch"
import { exitOnSignals } from "./lib/exit-on-signals"
import { type Benchmark, type Effort, type Figure, missedTarget } from "./lib/figure"
import { readOptions } from "./lib/options"
import { printTable } from "./lib/print"
import { writeRecord } from "./lib/record"

const benchmarks: readonly Benchmark[] = [
  awardSingle,
  awardBatch,
  awardHot,
  awardVsOfficial,
  balanceRead,
  orderToPoints,
  backfill,
  importOfBalances,
  cartChange,
  completeWithPoints,
  completePluginIdle,
  redemptionApply,
  redemptionVerify,
  customers,
  queryContacts,
  sweepOfManyOrders,
  exportOfLongHistory,
  completeOnTerms,
  creditCharge,
  creditHot,
  creditBalanceRead,
  creditCheck,
  aging,
  rateLimitCost,
  webhookDispatch,
  simulation,
  boot,
  adminBundle,
  screenOfCustomer,
  screenOfSearch,
]

const FULL = { rounds: 5, seconds: 4 }
const SHORT = { rounds: 3, seconds: 1 }

/** Progress goes to standard error, because standard output has the figures. */
const log: Effort["log"] = (line) => process.stderr.write(`${line}\n`)

type Problems = { missed: string[]; broken: string[] }

async function measureAll(chosen: readonly Benchmark[], effort: Effort, onFigure: (figure: Figure) => void) {
  const problems: Problems = { missed: [], broken: [] }
  for (const benchmark of chosen) {
    log(benchmark.names.join(", "))
    try {
      const warn = (line: string) => effort.warn(`${benchmark.names[0]}: ${line}`)
      for (const figure of await benchmark.run({ ...effort, warn })) {
        onFigure(figure)
        const missed = missedTarget(figure, effort.short)
        if (missed) problems.missed.push(missed)
      }
    } catch (error) {
      problems.broken.push(`${benchmark.names[0]}: ${(error as Error).message}`)
    }
  }
  return problems
}

async function main(): Promise<void> {
  // Medusa's migrations write to standard output.
  console.log = console.error
  const { short, json, record, only } = readOptions(process.argv.slice(2))
  const known = benchmarks.flatMap(({ names }) => names)
  const unknown = only.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Error(`no figure is called ${unknown.join(", ")}; there are ${known.join(", ")}`)
  const chosen = benchmarks.filter(({ names }) => only.length === 0 || names.some((name) => only.includes(name)))

  const load = os.loadavg()[0] ?? 0
  log(`${os.availableParallelism()} cores, load ${load.toFixed(1)}; only ratios can be compared between machines`)
  const figures: Figure[] = []
  const warnings: string[] = []
  const warn = (line: string) => {
    warnings.push(line)
    log(`  ${line}; run again when it is quieter`)
  }
  const effort = { short, log, warn, ...(short ? SHORT : FULL) }
  const { missed, broken } = await measureAll(chosen, effort, (figure) => {
    figures.push(figure)
    if (json) process.stdout.write(`${JSON.stringify(figure)}\n`)
  })
  if (!json) printTable(figures, short)
  if (record && broken.length === 0) await writeRecord(figures, { load, warnings, ...effort })
  const problems = [...missed, ...broken]
  for (const problem of problems) log(`failed: ${problem}`)
  if (!json) process.stdout.write(`\n${figures.length - missed.length} passed, ${problems.length} failed\n`)
  process.exitCode = problems.length > 0 ? 1 : 0
}

exitOnSignals()

main().catch((error: Error) => {
  log(error.message)
  process.exitCode = 1
})
