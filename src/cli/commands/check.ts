import type { MedusaContainer } from "@medusajs/framework/types"
import type { Command } from "commander"
import { CREDIT_MODULE, type CreditDisagreement, type CreditModuleService } from "../../modules/credit"
import { type Discrepancy, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { EXIT, type Output } from "../output"
import type { Run } from "../run"
import { type Column, count, table } from "../table"

/** Accounts in one statement. */
const PAGE = 500

/** What is compared, in the words of the person who reads it. */
const KINDS: Record<Discrepancy["kind"], string> = {
  balance: "balance: sum of the entries against the balance kept",
  lots: "lots: the balance against what is left in the lots",
  expired: "expired: lots with more points left and expired than they were granted",
  held: "held: live holds against the held points kept",
  versions: "versions: number of entries against the account's version",
  chain: "chain: entries whose balance does not follow from the one before",
  lifetime: "lifetime: entries against the points earned or redeemed in all",
  orders: "orders: orders whose grant does not follow from their entries",
  returns: "returns: orders that gave back more redeemed points than they took",
}

const COLUMNS: Column<Discrepancy>[] = [
  { title: "account", value: (row) => row.account_id },
  { title: "expected", value: (row) => row.expected, right: true },
  { title: "found", value: (row) => row.found, right: true },
  { title: "what was compared", value: (row) => KINDS[row.kind] },
]

const CREDIT_COLUMNS: Column<CreditDisagreement>[] = [
  { title: "credit account", value: (row) => row.account_id },
  { title: "expected", value: (row) => row.expected, right: true },
  { title: "found", value: (row) => row.found, right: true },
  { title: "what was compared", value: (row) => row.kind },
]

const EXAMPLES = `
It only reads, and can run beside traffic. Exit code 1 where figures disagree.

Example:
  $ npx clientele check`

export function addCheck(program: Command, run: Run): void {
  program
    .command("check")
    .description("trial balance: every account's figures against its entries, lots and holds; credit accounts, too")
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
    out.print(`${count(checked, "account")}, all figures agree`)
    return
  }
  const accounts = new Set(discrepancies.map((row) => row.account_id)).size
  out.print(table(discrepancies, COLUMNS).join("\n"))
  out.print()
  out.print(`${count(checked, "account")}, ${accounts} with figures that disagree`)
  out.print(
    "The ledger's entries are never changed, so they are what to trust: find out who wrote to the other tables.",
  )
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

/** Nothing for a store without credit accounts. */
function printCredit(out: Output, { checked, disagreements }: CreditResult): void {
  if (disagreements.length > 0) {
    out.print(table(disagreements, CREDIT_COLUMNS).join("\n"))
    const accounts = new Set(disagreements.map((row) => row.account_id)).size
    out.print(`\n${count(checked, "credit account")}, ${accounts} with figures that disagree`)
  } else if (checked > 0) {
    out.print(`${count(checked, "credit account")}, all figures agree`)
  }
}
