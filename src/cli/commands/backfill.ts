import type { MedusaContainer } from "@medusajs/framework/types"
import type { Command } from "commander"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { backfillOrders } from "../../workflows/points/backfill-orders"
import type { ReconcileResult } from "../../workflows/points/settle-pages"
import { parseSince } from "../arguments"
import { printFailures } from "../failures"
import { countOrders } from "../orders"
import { EXIT, type Output } from "../output"
import { Problem } from "../problems"
import type { Run } from "../run"
import { count } from "../table"

const EXAMPLES = `
Orders that were paid (or completed, as the award trigger says) since the date earn under today's settings; their points
live from today on. Each order earns once, however often it is run. Exit code 1 where orders failed.

Examples:
  $ npx clientele backfill --since 2026-01-01 --dry-run
  $ npx clientele backfill --since 2026-01-01`

type Options = { since: Date; dryRun?: boolean; json?: boolean }

export function addBackfill(program: Command, run: Run): void {
  program
    .command("backfill")
    .description("awards points for orders placed before the programme was switched on")
    .requiredOption("--since <date>", "the first date, or date and time, of the orders (UTC)", parseSince)
    .option("--dry-run", "shows what would be awarded and writes nothing")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: Options) =>
      run(async (container, out) => {
        await expectEnabled(container)
        const result = await backfill(container, out, options)
        const changes = result.differences.map((order) => order.change)
        const summary = {
          checked: result.checked,
          awarded: changes.filter((change) => change > 0).length,
          points: changes.reduce((total, change) => total + change, 0),
          dry_run: options.dryRun === true,
          failed: result.failed,
        }
        if (options.json) {
          out.json(summary)
        } else {
          print(out, summary)
        }
        return result.failed.length > 0 ? EXIT.differences : EXIT.fine
      }),
    )
}

type Summary = { checked: number; awarded: number; points: number; dry_run: boolean; failed: ReconcileResult["failed"] }

function print(out: Output, { checked, awarded, points, dry_run, failed }: Summary): void {
  const verb = dry_run ? "would earn" : "earned"
  const end = dry_run ? "; nothing was written" : ""
  out.print(`${count(checked, "order")} checked, ${count(awarded, "order")} ${verb} ${count(points, "point")}${end}`)
  printFailures(out, failed)
}

async function expectEnabled(container: MedusaContainer): Promise<void> {
  const settings = await container.resolve<PointsModuleService>(POINTS_MODULE).getSettings()
  if (!settings.loyalty_points_enabled) {
    throw new Problem("The programme is switched off, so no order can earn points. Set loyalty_points_enabled first.")
  }
}

async function backfill(container: MedusaContainer, out: Output, options: Options) {
  const progress = out.startProgress(await countOrders(container, null), "orders")
  try {
    return await backfillOrders(container, {
      since: options.since,
      dry_run: options.dryRun,
      on_progress: (done) => progress.update(done),
    })
  } finally {
    progress.stop()
  }
}
