import type { MedusaContainer } from "@medusajs/framework/types"
import type { ReceivableDifference, ReconciledReceivables } from "../workflows/credit/settling/reconcile-receivables"
import { printFailures } from "./failures"
import { displayIds } from "./orders"
import type { Output } from "./output"
import { count, table } from "./table"

/** Whether every receivable now equals the amount that its order owes. */
export const isReconciled = ({ differences, strays, failed }: ReconciledReceivables): boolean =>
  failed.length === 0 && differences.every(({ posted }) => posted) && strays.every(({ taken_back }) => taken_back)

/**
 * Prints the amounts that orders on terms owe beside the charges of their receivables. Prints nothing without orders on
 * terms.
 */
export async function printReceivables(
  container: MedusaContainer,
  out: Output,
  result: ReconciledReceivables,
  isRepair: boolean,
): Promise<void> {
  const { checked, differences, strays, failed } = result
  if (checked === 0 && failed.length === 0) {
    return
  }
  out.print()
  if (differences.length > 0) {
    const ids = differences.map(({ order_id }) => order_id)
    out.print(tableOf(differences, await displayIds(container, ids)).join("\n"))
    out.print()
  }
  const posted = differences.filter((one) => one.posted).length
  const done = isRepair ? `${posted} posted` : "nothing was written. To post them, run again with --repair"
  const found = differences.length === 0 ? "no differences" : `${count(differences.length, "difference")}: ${done}`
  out.print(`${count(checked, "order")} on terms compared, ${found}`)
  printStrays(out, strays)
  printFailures(out, failed)
}

function tableOf(differences: readonly ReceivableDifference[], numbers: ReadonlyMap<string, number>): string[] {
  return table(differences, [
    { title: "order on terms", value: (row) => `#${numbers.get(row.order_id) ?? "?"}`, right: true },
    { title: "id", value: (row) => row.order_id },
    { title: "account", value: (row) => row.account_id },
    { title: "currency", value: (row) => row.currency_code.toUpperCase() },
    { title: "owes", value: (row) => row.owes, right: true },
    { title: "receivable", value: (row) => row.charged ?? "none", right: true },
    { title: "change", value: (row) => (row.change.startsWith("-") ? row.change : `+${row.change}`), right: true },
  ])
}

const HINDRANCES = {
  paid: "paid with another provider, so you must decide",
  no_cart: "its cart is gone, so you must decide",
  changed: "changed, shipped or paid, so you must decide",
  kept_as_deleted: "Medusa keeps it as deleted, so you must decide",
} as const

/** docs/operations.md says what to do. */
function printStrays(out: Output, strays: ReconciledReceivables["strays"]): void {
  if (strays.length === 0) {
    return
  }
  const lines = table(strays, [
    { title: "stray order", value: (row) => row.order_id },
    { title: "account", value: (row) => row.account_id },
    { title: "currency", value: (row) => row.currency_code.toUpperCase() },
    { title: "amount", value: (row) => row.amount, right: true },
    {
      title: "problem",
      value: ({ kind, taken_back, hindrance }) =>
        taken_back ? `${kind}: voided` : hindrance ? `${kind}: ${HINDRANCES[hindrance]}` : kind,
    },
  ])
  out.print()
  out.print(lines.join("\n"))
  out.print()
  out.print(`${count(strays.length, "stray order")} on account: see docs/operations.md`)
}
