import type { MedusaContainer } from "@medusajs/framework/types"
import type { Command } from "commander"
import { CREDIT_MODULE, type CreditDisagreement, type CreditModuleService } from "../../modules/credit"
import { type Discrepancy, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { EXIT, type Output } from "../output"
import type { Run } from "../run"
import { type Column, count, table } from "../table"

/** Accounts in one statement. */
const PAGE = 500

/** The compared figures, in words for the reader. */
const KINDS: Record<Discrepancy["kind"], string> = {
  balance: "balance: the sum of the entries and the stored balance",
  lots: "lots: the balance and the points left in the lots",
  expired: "expired: the points granted to a lot, and its left plus expired points",
  held: "held: the points of open holds and the stored held points",
  versions: "versions: the number of entries and the account's version",
  chain: "chain: the balance of each entry and of the entry before it",
  lifetime: "lifetime: the entries and the total points earned and redeemed",
  orders: "orders: an order's granted points and its entries",
  returns: "returns: the points that an order took and gave back",
}

const COLUMNS: Column<Discrepancy>[] = [
  { title: "account", value: (row) => row.account_id },
  { title: "expected", value: (row) => row.expected, right: true },
  { title: "found", value: (row) => row.found, right: true },
  { title: "comparison", value: (row) => KINDS[row.kind] },
]

const CREDIT_COLUMNS: Column<CreditDisagreement>[] = [
  { title: "credit account", value: (row) => row.account_id },
  { title: "expected", value: (row) => row.expected, right: true },
  { title: "found", value: (row) => row.found, right: true },
  { title: "comparison", value: (row) => row.kind },
]

const EXAMPLES = `
It only reads, and can run beside traffic. Exit code 1 where figures disagree.

Example:
  $ npx clientele check`

export function addCheck(program: Command, run: Run): void {
  program
    .command("check")
    .description(
      "compares the figures of every points and credit account with its entries, lots and holds (trial balance)",
    )
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: { json?: boolean }) =>
      run(async (container, out) => {
        const { checked, discrepancies } = await checkAll(container, out)
        const credit = await checkCredit(container)
        if (options.json) {
          out.json({ checked, discrepancies, credit })
        } else {
          print(out, checked, discrepancies)
          printCredit(out, credit)
        }
        return discrepancies.length + credit.disagreements.length > 0 ? EXIT.differences : EXIT.fine
      }),
    )
}

async function checkAll(container: MedusaContainer, out: Output) {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const progress = out.startProgress(await points.countAccounts(), "accounts")
  const discrepancies: Discrepancy[] = []
  let checked = 0
  let after: string | null = "0"
  while (after !== null) {
    const page = await points.check(after, PAGE)
    discrepancies.push(...page.discrepancies)
    checked += page.checked
    after = page.last
    progress.update(checked)
  }
  progress.stop()
  return { checked, discrepancies }
}

function print(out: Output, checked: number, discrepancies: Discrepancy[]): void {
  if (discrepancies.length === 0) {
    out.print(`${count(checked, "account")}: all figures agree`)
    return
  }
  const accounts = new Set(discrepancies.map((row) => row.account_id)).size
  out.print(table(discrepancies, COLUMNS).join("\n"))
  out.print()
  out.print(`${count(checked, "account")}: the figures of ${accounts} disagree`)
  out.print("Trust the ledger's entries, because they never change. Find out what changed the other tables.")
}

type CreditResult = { checked: number; disagreements: CreditDisagreement[] }

async function checkCredit(container: MedusaContainer): Promise<CreditResult> {
  const ledger = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const result: CreditResult = { checked: 0, disagreements: [] }
  let after: string | null = ""
  while (after !== null) {
    const page = await ledger.findDisagreements(after, PAGE)
    result.disagreements.push(...page.disagreements)
    result.checked += page.checked
    after = page.last
  }
  return result
}

/** Prints nothing for a store without credit accounts. */
function printCredit(out: Output, { checked, disagreements }: CreditResult): void {
  if (disagreements.length > 0) {
    out.print(table(disagreements, CREDIT_COLUMNS).join("\n"))
    const accounts = new Set(disagreements.map((row) => row.account_id)).size
    out.print(`\n${count(checked, "credit account")}: the figures of ${accounts} disagree`)
  } else if (checked > 0) {
    out.print(`${count(checked, "credit account")}: all figures agree`)
  }
}
