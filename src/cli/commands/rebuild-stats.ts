import type { Command } from "commander"
import { rebuild } from "../../workflows/projection/rebuild"
import { parseSince } from "../arguments"
import { EXIT } from "../output"
import type { Run } from "../run"
import { count } from "../table"

const EXAMPLES = `
Reads every customer and order again and makes anew what lists, search, orders and figures of customers show. The store
may go on meanwhile. It keeps its place: after Ctrl-C the same command goes on where it was.

Examples:
  $ npx clientele rebuild-stats
  $ npx clientele rebuild-stats --since 2026-01-01
  $ npx clientele rebuild-stats --restart`

type Options = { since?: Date; restart?: boolean; json?: boolean }

export function addRebuildStats(program: Command, run: Run): void {
  program
    .command("rebuild-stats")
    .description("makes the customers' index, orders and figures anew")
    .option("--since <date>", "only orders placed since that day or moment (UTC), and no customers", parseSince)
    .option("--restart", "begin anew, though an earlier run was interrupted")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action(({ since, restart, json }: Options) =>
      run(async (container, out) => {
        const begun = await rebuild(container, { since: since ?? null, restart: restart === true })
        if (begun.resumed) {
          out.say("An earlier run was interrupted; this one goes on where it was (--restart begins anew).")
        }
        const progress = out.startProgress(begun.total, "customers and orders")
        try {
          const done = await begun.run((rows) => progress.update(rows))
          if (json) {
            out.json({ ...done, resumed: begun.resumed })
          } else {
            progress.stop()
            out.print(`${count(done.customers, "customer")} and ${count(done.orders, "order")} made anew`)
          }
        } finally {
          progress.stop()
        }
        return EXIT.fine
      }),
    )
}
