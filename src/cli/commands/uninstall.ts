import type { MedusaContainer } from "@medusajs/framework/types"
import type { Command } from "commander"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { type ClearedCarts, clearCarts } from "../../workflows/redemption/clear-carts"
import { emit } from "../../workflows/shared/events/emit"
import { pointsEvents } from "../../workflows/shared/events/points-events"
import { EXIT, type Output } from "../output"
import type { Run } from "../run"
import { count } from "../table"

/** The actor in the change log for changes by this command. */
const ACTOR = "clientele uninstall"

/** Data that the command never changes. */
const STAYS = [
  "all tables whose names begin with clientele_, with every customer's data and every ledger entry",
  "the PostgreSQL schema clientele_queue, or the queues in Redis, with their waiting jobs",
  "orders, with the discounts that their points paid",
]

const NEXT = [
  "Stop every process of the store.",
  "Run `npx clientele uninstall` once more: it clears carts that changed meanwhile, or finds nothing.",
  "Remove the plugin from medusa-config, uninstall the package and start the store.",
]

const EXAMPLES = `
The first step of leaving: it switches the programme off and takes points off all carts. It deletes no data and can be
repeated. Exit code 1 where a cart keeps its points, because its payment is in progress or it cannot be worked out.

Examples:
  $ npx clientele uninstall --dry-run
  $ npx clientele uninstall`

type Options = { dryRun?: boolean; json?: boolean }
type Outcome = ClearedCarts & { dry_run: boolean; programme_switched_off: boolean }

export function addUninstall(program: Command, run: Run): void {
  program
    .command("uninstall")
    .description(
      "prepares the store for removal of the plugin: switches the programme off and clears points from carts",
    )
    .option("--dry-run", "shows what would be done, and changes nothing")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action(({ dryRun = false, json = false }: Options) =>
      run(async (container, out) => {
        const outcome = {
          dry_run: dryRun,
          programme_switched_off: await switchOff(container, dryRun),
          ...(await clearCarts(container, dryRun)),
        }
        if (json) {
          // `schedules`: none is ours. Medusa removes the schedules of a plugin's jobs when it starts without the plugin.
          out.json({ ...outcome, schedules: [], stays: STAYS, next: NEXT })
        } else {
          print(out, outcome)
        }
        return outcome.not_cleared.length === 0 ? EXIT.fine : EXIT.differences
      }),
    )
}

/** The first step, so that no shopper reserves points while the command runs. @returns whether it was on */
async function switchOff(container: MedusaContainer, isDryRun: boolean): Promise<boolean> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const { loyalty_points_enabled: isOn } = await points.getSettings()
  if (isOn && !isDryRun) {
    await points.setSetting("loyalty_points_enabled", false, ACTOR)
    await emit(container, [{ name: pointsEvents.SETTING_CHANGED, data: { key: "loyalty_points_enabled" } }])
  }
  return isOn
}

function print(out: Output, outcome: Outcome): void {
  const { dry_run, programme_switched_off, holds_ended, carts_refreshed, payments_restarted, not_cleared } = outcome
  if (dry_run) {
    out.print("Dry run: nothing was changed. The command would do this:")
  }
  out.print(programme_switched_off ? "The programme is switched off." : "The programme was off already.")
  out.print(`${count(holds_ended, "hold")} ended, ${count(carts_refreshed, "cart")} refreshed.`)
  list(out, "The shoppers of these carts must start their payment again:", payments_restarted)
  list(
    out,
    "These carts keep their points. Complete them or cancel their payment, then run the command again:",
    not_cleared.map(({ cart_id, reason }) => `${cart_id}: ${reason}`),
  )
  list(out, "The plugin's scheduled jobs end when Medusa starts without the plugin. These data stay:", STAYS)
  list(out, "Next:", NEXT)
}

function list(out: Output, title: string, lines: readonly string[]): void {
  if (lines.length > 0) {
    out.print(`\n${title}`)
    for (const line of lines) {
      out.print(`  - ${line}`)
    }
  }
}
