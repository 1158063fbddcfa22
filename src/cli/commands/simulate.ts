import type { MedusaContainer } from "@medusajs/framework/types"
import { type Command, InvalidArgumentError } from "commander"
import { hasCode } from "../../kernel/errors"
import { simulateProgramme } from "../../workflows/points/simulate-programme"
import type { Simulation } from "../../workflows/points/simulation"
import { parseDay } from "../arguments"
import { countOrders } from "../orders"
import { EXIT, type Output } from "../output"
import { Problem } from "../problems"
import type { Run } from "../run"
import { type Column, count, signed, table } from "../table"

const EXAMPLES = `
The simulation takes orders as they are now, and applies the settings as if they had been set before. It writes nothing.

Examples:
  $ npx clientele simulate --from 2026-01-01 --to 2026-06-30 --set loyalty_points_per_currency_unit=2
  $ npx clientele simulate --set loyalty_min_order_subtotal_to_earn=50 --set loyalty_award_trigger=order_completed --json`

type Options = { from?: string; to?: string; set?: Record<string, string>; json?: boolean }

const DAY_MS = 86_400_000
const dayOf = (moment: number) => new Date(moment).toISOString().slice(0, 10)

/** One or more `key=value`. The store reads values as JSON or text, as for `clientele settings`. */
function collectSetting(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, key, value] = /^([a-z_]+)=(.*)$/s.exec(text) ?? []
  if (key === undefined || value === undefined) {
    throw new InvalidArgumentError("Give a setting and its value, such as loyalty_points_per_currency_unit=2.")
  }
  return { ...before, [key]: value }
}

export function addSimulate(program: Command, run: Run): void {
  program
    .command("simulate")
    .description("shows what past orders would earn with other settings, beside today's settings")
    .option("--from <day>", "first day of the orders (UTC); default: 30 days ago", parseDay)
    .option("--to <day>", "last day of the orders (UTC); default: today", parseDay)
    .option("--set <key=value>", "a proposed setting; can be given several times", collectSetting)
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: Options) =>
      run(async (container, out) => {
        const to = options.to ?? dayOf(Date.now())
        const from = options.from ?? dayOf(Date.parse(to) - 29 * DAY_MS)
        if (from > to) {
          throw new Problem("--from is after --to.", EXIT.wrong_usage)
        }
        const simulation = await simulate(container, out, { from, to, settings: options.set })
        if (options.json) {
          out.json(simulation)
        } else {
          print(out, simulation)
        }
        return EXIT.fine
      }),
    )
}

async function simulate(
  container: MedusaContainer,
  out: Output,
  period: { from: string; to: string; settings: Record<string, string> | undefined },
): Promise<Simulation> {
  const progress = out.startProgress(await countOrders(container, new Date(`${period.from}T00:00:00Z`)), "orders")
  try {
    return await simulateProgramme(container, {
      ...period,
      limit: Number.POSITIVE_INFINITY,
      on_progress: (done) => progress.update(done),
    })
  } catch (error) {
    throw hasCode(error, "unknown_setting") || hasCode(error, "invalid_request")
      ? new Problem((error as Error).message, EXIT.wrong_usage)
      : error
  } finally {
    progress.stop()
  }
}

type OfCurrency = Simulation["by_currency"][number]
type Side = "today" | "proposed"

const percent = (share: string | null) => (share === null ? "" : `${(Number(share) * 100).toFixed(2)} %`)

const COLUMNS: Column<OfCurrency & { side: Side }>[] = [
  { title: "currency", value: ({ currency_code }) => currency_code.toUpperCase() },
  { title: "settings", value: ({ side }) => side },
  { title: "orders", value: ({ orders }) => orders, right: true },
  { title: "revenue", value: ({ revenue }) => revenue, right: true },
  { title: "points", value: (row) => row[row.side].points, right: true },
  { title: "worth", value: (row) => row[row.side].value, right: true },
  { title: "of revenue", value: (row) => percent(row[row.side].share_of_revenue), right: true },
]

const CHANGED: Column<Simulation["most_changed"][number]>[] = [
  { title: "mailbox", value: ({ email }) => email },
  { title: "today", value: ({ today }) => today, right: true },
  { title: "proposed", value: ({ proposed }) => proposed, right: true },
  { title: "change", value: ({ today, proposed }) => signed(proposed - today), right: true },
]

function print(out: Output, { from, to, orders, by_currency, customers, most_changed }: Simulation): void {
  out.print(`${count(orders, "order")} from ${from} to ${to}; nothing was written`)
  if (by_currency.length === 0) {
    return
  }
  const rows = by_currency.flatMap((one) => (["today", "proposed"] as const).map((side) => ({ ...one, side })))
  out.print()
  out.print(table(rows, COLUMNS).join("\n"))
  out.print()
  const { gain, lose, same } = customers
  out.print(`${count(gain, "customer")} would have more points, ${lose} fewer, ${same} as many`)
  if (most_changed.length > 0) {
    out.print()
    out.print(table(most_changed, CHANGED).join("\n"))
  }
}
