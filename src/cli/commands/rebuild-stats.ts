import type { Command } from "commander"
import { rebuild } from "../../workflows/projection/rebuild"
import { parseSince } from "../arguments"
import { EXIT } from "../output"
import type { Run } from "../run"
import { count } from "../table"

const EXAMPLES = `
Reads every customer and order again and makes anew what lists, search, orders and figures of customers show. The store
may go on meanwhile. It keeps its place: after Ctrl-C the same command continues from its checkpoint.

Examples:
  $ npx clientele rebuild-stats
  $ npx clientele rebuild-stats --since 2026-01-01
  $ npx clientele rebuild-stats --restart`

type Options = { since?: Date; restart?: boolean; json?: boolean }

export function addRebuildStats(program: Command, run: Run): void {
  program
    .command("rebuild-stats")
    .description("rebuilds the customer index, the customers' orders and their figures")
    .option(
      "--since <date>",
      "rebuilds only orders placed since this date, or date and time (UTC), and no customers",
      parseSince,
    )
    .option("--restart", "starts from the beginning, even if an earlier run was interrupted")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action(({ since, restart, json }: Options) =>
      run(async (container, out) => {
        const begun = await rebuild(container, { since: since ?? null, restart: restart === true })
        if (begun.resumed) {
          out.say(
            "An earlier run was interrupted. This run continues from its checkpoint (--restart starts from the beginning).",
          )
        }
        const progress = out.startProgress(begun.total, "customers and orders")
        try {
          const done = await begun.run((rows) => progress.update(rows))
          if (json) {
            out.json({ ...done, resumed: begun.resumed })
          } else {
            progress.stop()
            out.print(`${count(done.customers, "customer")} and ${count(done.orders, "order")} rebuilt`)
          }
        } finally {
          progress.stop()
        }
        return EXIT.fine
      }),
    )
}
