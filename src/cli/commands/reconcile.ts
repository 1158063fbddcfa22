import type { MedusaContainer } from "@medusajs/framework/types"
import type { Command } from "commander"
import { countReceivables, reconcileReceivables } from "../../workflows/credit/settling/reconcile-receivables"
import { type ReconcileInput, reconcileOrders } from "../../workflows/points/reconcile-orders"
import type { SettledOrder } from "../../workflows/points/settle-orders"
import { collectOrders, parseSince } from "../arguments"
import { printFailures } from "../failures"
import { countOrders, displayIds, findOrders } from "../orders"
import { EXIT, type Output } from "../output"
import { isReconciled, printReceivables } from "../print-receivables"
import type { Run } from "../run"
import { count, signed, table } from "../table"

const EXAMPLES = `
Points first, then what orders on terms owe. Without --repair nothing is written; exit code 1 where there are differences, or
orders that failed. Without --since or --order all orders are compared. It never awards orders from before the programme was
switched on: that is \`clientele backfill\`.

Examples:
  $ npx clientele reconcile --since 2026-01-31
  $ npx clientele reconcile --order 1042 --order 1043
  $ npx clientele reconcile --since 2026-01-31 --repair`

type Options = { repair?: boolean; since?: Date; order?: string[]; json?: boolean }

export function addReconcile(program: Command, run: Run): void {
  program
    .command("reconcile")
    .description("compares the points and receivables of orders with their targets")
    .option("--repair", "posts the differences")
    .option("--since <date>", "checks orders placed since this date, or date and time (UTC)", parseSince)
    .option("--order <order...>", "checks these orders, by id or number", collectOrders)
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: Options, command: Command) => {
      if (options.order && options.since) {
        command.error("error: give either --order or --since")
      }
      return run(async (container, out) => {
        const ids = options.order && (await findOrders(container, options.order)).map((order) => order.id)
        const result = await reconcile(container, out, { ...options, ids })
        const receivables = await reconcileCredit(container, out, { ...options, ids })
        if (options.json) {
          out.json({ ...result, receivables })
        } else {
          await print(container, out, result)
          printDisagreements(out, result)
          printFailures(out, result.failed)
          await printReceivables(container, out, receivables, options.repair === true)
        }
        const open = result.failed.length > 0 || result.disagreements.some(({ voided }) => !voided)
        const agrees = isReconciled(receivables) && !open && (result.differences.length === 0 || result.repaired)
        return agrees ? EXIT.fine : EXIT.differences
      })
    })
}

type Chosen = Pick<Options, "since" | "repair"> & { ids?: string[] | undefined }

async function reconcileCredit(container: MedusaContainer, out: Output, { ids, since, repair }: Chosen) {
  const total = ids ? ids.length : await countReceivables(container, since)
  // Prints nothing for a store that does not sell on terms.
  const progress = total > 0 ? out.startProgress(total, "orders on terms") : undefined
  try {
    const on_progress = (done: number) => progress?.update(done)
    return await reconcileReceivables(container, { order_ids: ids, since, repair, on_progress })
  } finally {
    progress?.stop()
  }
}

async function reconcile(container: MedusaContainer, out: Output, { ids, ...options }: Chosen) {
  const total = ids ? ids.length : await countOrders(container, options.since ?? null)
  const progress = out.startProgress(total, "orders")
  const input: ReconcileInput = { order_ids: ids, since: options.since, repair: options.repair }
  try {
    return await reconcileOrders(container, { ...input, on_progress: (done) => progress.update(done) })
  } finally {
    progress.stop()
  }
}

type Result = Awaited<ReturnType<typeof reconcileOrders>>

async function print(container: MedusaContainer, out: Output, result: Result): Promise<void> {
  const { checked, differences, repaired } = result
  if (differences.length === 0) {
    out.print(`${count(checked, "order")} compared, no differences`)
    return
  }
  const numbers = await displayIds(
    container,
    differences.map((order) => order.order_id),
  )
  const lines = table(differences, [
    { title: "order", value: (row) => `#${numbers.get(row.order_id) ?? "?"}`, right: true },
    { title: "id", value: (row) => row.order_id },
    { title: "granted", value: (row) => row.granted_before, right: true },
    { title: "change", value: (row) => signed(row.change), right: true },
    { title: "reason", value: reason },
  ])
  const done = repaired ? "repaired" : "nothing was written. To post them, run again with --repair"
  out.print(lines.join("\n"))
  out.print()
  out.print(`${count(checked, "order")} compared, ${count(differences.length, "difference")}: ${done}`)
}

/** Orders whose discount and deduction differ. docs/operations.md says what to do. */
function printDisagreements(out: Output, { disagreements }: Result): void {
  if (disagreements.length === 0) {
    return
  }
  const lines = table(disagreements, [
    { title: "order", value: (row) => row.order_id },
    { title: "hold", value: (row) => row.hold_id },
    { title: "discount", value: (row) => String(row.expected ?? "?"), right: true },
    { title: "deducted", value: (row) => row.deducted, right: true },
    { title: "problem", value: whatIsWrong },
  ])
  out.print()
  out.print(lines.join("\n"))
  out.print()
  out.print(`${count(disagreements.length, "order")} whose discount and deduction differ: see docs/operations.md`)
}

function whatIsWrong({ kind, voided, hindrance }: Result["disagreements"][number]): string {
  const left = { paid: "paid, so you must decide", no_cart: "its cart is gone, so you must decide" }
  return voided ? `${kind}: voided` : hindrance ? `${kind}: ${left[hindrance]}` : kind
}

/** The reason why the order's target differs from its points. */
function reason({ decision, granted_before: granted, change }: SettledOrder): string {
  if (decision.kind === "none") {
    return ""
  }
  const earns =
    granted === 0 ? "earned, but not awarded" : change > 0 ? "more money was paid" : "money or goods went back"
  const reasons = {
    earns,
    canceled: "the order was canceled",
    below_minimum: "the goods are below the minimum",
    nothing_left: "all money or goods went back",
    gone: "the order no longer exists",
  }
  return reasons[decision.note]
}
