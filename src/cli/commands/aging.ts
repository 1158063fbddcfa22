import type { Command } from "commander"
import { decimal, minorUnitDigits } from "../../kernel/money"
import { AGING_BUCKETS, type AgedAmounts } from "../../modules/credit"
import { type AgingView, findAging } from "../../workflows/credit/collections/get-aging"
import { parseDay } from "../arguments"
import { EXIT, type Output } from "../output"
import type { Run } from "../run"
import { type Column, table } from "../table"

/** Accounts in one statement. */
const PAGE = 500

const EXAMPLES = `
Amounts are open items by days after the due date, in the calendar of option credit.timeZone. Later postings change no earlier day.

Examples:
  $ npx clientele aging
  $ npx clientele aging --as-of 2026-10-31 --json`

export function addAging(program: Command, run: Run): void {
  program
    .command("aging")
    .description("shows what customers owe on account, by days overdue")
    .option("--as-of <day>", "shows the end of this day instead of now, for example 2026-01-31", parseDay)
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: { asOf?: string; json?: boolean }) =>
      run(async (container, out) => {
        const read = (offset: number) => findAging(container, { as_of: options.asOf, limit: PAGE, offset })
        const aging = await read(0)
        while (aging.accounts.length < aging.count) {
          const { accounts } = await read(aging.accounts.length)
          if (accounts.length === 0) {
            break
          }
          aging.accounts.push(...accounts)
        }
        if (options.json) {
          out.json(aging)
        } else {
          print(out, aging)
        }
        return EXIT.fine
      }),
    )
}

type Line = AgedAmounts & { who: string }

function print(out: Output, { as_of, currencies, accounts }: AgingView): void {
  if (currencies.length === 0) {
    out.print(`No item was open on account on ${as_of}.`)
    return
  }
  for (const [n, total] of currencies.entries()) {
    const own = accounts.filter(({ currency_code }) => currency_code === total.currency_code)
    const lines: Line[] = own.map((one) => ({
      ...one,
      who: one.name ? `${one.name} (${one.account_id})` : one.account_id,
    }))
    const dso = total.dso === null ? "no sales on account in 90 days" : `DSO ${total.dso} days`
    out.print(`${n > 0 ? "\n" : ""}Open on ${as_of} in ${total.currency_code.toUpperCase()}, ${dso}`)
    out.print(table([...lines, { ...total, who: "total" }], columns(total.currency_code)).join("\n"))
  }
}

const TITLES = { current: "current", d1_30: "1-30", d31_60: "31-60", d61_90: "61-90", d90_plus: "90+" } as const

function columns(currency: string): Column<Line>[] {
  const money = (amount: string) => decimal(amount).toFixed(minorUnitDigits(currency))
  return [
    { title: "account", value: ({ who }) => who },
    ...AGING_BUCKETS.map((one) => ({ title: TITLES[one], value: (line: Line) => money(line[one]), right: true })),
    { title: "unapplied", value: ({ unapplied }) => money(unapplied), right: true },
    { title: "balance", value: ({ balance }) => money(balance), right: true },
  ]
}
