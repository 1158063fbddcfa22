import type { MedusaContainer } from "@medusajs/framework/types"
import type { Command } from "commander"
import { type AccountView, type Entry, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { parseLimit, parseMailbox } from "../arguments"
import { EXIT, type Output } from "../output"
import type { Run } from "../run"
import { type Column, count, moment, pairs, signed, table } from "../table"

/** Entries in one page of the ledger (its own bound). */
const PAGE = 200

const COLUMNS: Column<Entry>[] = [
  { title: "date", value: (entry) => moment(entry.created_at) },
  { title: "type", value: (entry) => entry.type },
  { title: "reason", value: (entry) => entry.reason },
  { title: "points", value: (entry) => signed(entry.points), right: true },
  { title: "balance", value: (entry) => entry.balance_after, right: true },
  { title: "order", value: (entry) => entry.order_id ?? (entry.stated_reason ? `"${entry.stated_reason}"` : null) },
]

const EXAMPLES = `
Examples:
  $ npx clientele statement shopper@example.com
  $ npx clientele statement shopper@example.com --limit 20
  $ npx clientele statement shopper@example.com --json`

export function addStatement(program: Command, run: Run): void {
  program
    .command("statement")
    .description("shows the points of a mailbox and its ledger entries, newest first")
    .argument("<email>", "the email address of the orders", parseMailbox)
    .option("--limit <n>", "shows only this number of the newest entries", parseLimit)
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((mailbox: string, options: { limit?: number; json?: boolean }) =>
      run(async (container, out) => {
        const points = container.resolve<PointsModuleService>(POINTS_MODULE)
        const account = await points.findAccount(mailbox)
        const entries = account ? await readLedger(container, mailbox, options.limit ?? Number.POSITIVE_INFINITY) : []
        if (options.json) {
          out.json({ mailbox, account: account && figures(account), entries })
        } else if (account) {
          print(out, mailbox, account, entries)
        } else {
          out.print(`${mailbox} has no points account: no order with this email address has earned points.`)
        }
        return EXIT.fine
      }),
    )
}

async function readLedger(container: MedusaContainer, mailbox: string, limit: number): Promise<Entry[]> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const entries: Entry[] = []
  let cursor: string | null = null
  do {
    const page = await points.listEntries(mailbox, cursor, Math.min(PAGE, limit - entries.length))
    entries.push(...page.entries)
    cursor = page.next_cursor
  } while (cursor && entries.length < limit)
  return entries
}

function figures({ ledger: _ledger, next_cursor: _cursor, ...account }: AccountView) {
  return account
}

function print(out: Output, mailbox: string, account: AccountView, entries: Entry[]): void {
  const { next_expiry: next } = account
  const lines = pairs({
    balance: account.points_balance,
    available: account.points_available,
    held: account.points_held,
    pending: account.points_pending,
    "total earned": account.lifetime_earned,
    "total redeemed": account.lifetime_redeemed,
    "next expiry": next ? `${count(next.points, "point")} at ${moment(next.at)}` : "none",
  })
  out.print([`Points of ${mailbox}`, ...lines, "", ...table(entries, COLUMNS)].join("\n"))
}
