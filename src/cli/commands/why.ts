import type { Command } from "commander"
import type { Entry } from "../../modules/points"
import { explainOrder, type OrderExplanation } from "../../workflows/points/explain-order"
import { parseOrder } from "../arguments"
import { findOrders, type OrderName } from "../orders"
import { EXIT, type Output } from "../output"
import type { Run } from "../run"
import { type Column, moment, pairs, signed, table } from "../table"

const COLUMNS: Column<OrderExplanation["entries"][number]>[] = [
  { title: "date", value: (entry) => moment(entry.created_at) },
  { title: "type", value: (entry) => entry.type },
  { title: "reason", value: (entry) => entry.reason },
  { title: "points", value: (entry) => signed(entry.points), right: true },
  { title: "balance", value: (entry) => entry.balance_after, right: true },
  { title: "mailbox", value: (entry) => entry.mailbox },
]

const EXAMPLES = `
Examples:
  $ npx clientele why 1042
  $ npx clientele why order_01KAZ4V5N3M6W8X2Y7B9C0D1E2 --json`

export function addWhy(program: Command, run: Run): void {
  program
    .command("why")
    .description("explains why an order earned its points, or why it earned none")
    .argument("<order>", "the number or id of the order", parseOrder)
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((name: string, options: { json?: boolean }) =>
      run(async (container, out) => {
        const [order] = (await findOrders(container, [name])) as [OrderName]
        const explanation = await explainOrder(container, order.id)
        if (options.json) {
          out.json(explanation)
        } else {
          print(out, order, explanation)
        }
        return EXIT.fine
      }),
    )
}

function print(out: Output, order: OrderName, explanation: OrderExplanation): void {
  out.print(`Order #${order.display_id} (${order.id})`)
  out.print(explanation.summary)
  const sum = explanation.calculation as Entry["calculation"]
  if (sum) {
    out.print()
    const lines = pairs({
      "goods ordered": sum.ordered,
      "goods kept": sum.kept,
      "share that was paid": sum.paid_share,
      "basis for points": sum.basis,
      "points per 1.00": sum.points_per_currency_unit,
      "minimum order": sum.min_order_subtotal_to_earn,
      "earns (rounded down)": sum.target,
      "granted so far": explanation.granted,
      trigger: `${sum.trigger} at ${moment(sum.triggered_at)}`,
    })
    out.print(lines.join("\n"))
  }
  if (explanation.entries.length > 0) {
    out.print()
    out.print(table(explanation.entries, COLUMNS).join("\n"))
  }
}
