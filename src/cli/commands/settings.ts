import type { Command } from "commander"
import { hasCode } from "../../kernel/errors"
import { defaultSettings, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { emit } from "../../workflows/shared/events/emit"
import { pointsEvents } from "../../workflows/shared/events/points-events"
import { EXIT, type Output } from "../output"
import { Problem } from "../problems"
import type { Run } from "../run"
import { table } from "../table"

/** The actor in the change log for changes by this command. */
const ACTOR = "clientele settings"

const EXAMPLES = `
Examples:
  $ npx clientele settings
  $ npx clientele settings loyalty_points_per_currency_unit
  $ npx clientele settings loyalty_points_enabled true
  $ npx clientele settings loyalty_currency_rates '{"jpy":{"points_per_currency_unit":0.01,"points_per_currency_discount":1}}'`

export function addSettings(program: Command, run: Run): void {
  program
    .command("settings")
    .description("shows all settings of the programme, or shows or changes one setting")
    .argument("[key]", "the name of the setting")
    .argument("[value]", "the new value, as JSON or text; it applies at once")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((key: string | undefined, value: string | undefined, options: { json?: boolean }) =>
      run(async (container, out) => {
        const points = container.resolve<PointsModuleService>(POINTS_MODULE)
        if (key !== undefined && value !== undefined) {
          await change(points, key, value)
          await emit(container, [{ name: pointsEvents.SETTING_CHANGED, data: { key } }])
        }
        show(out, await points.getSettings(), key, options.json === true)
        return EXIT.fine
      }),
    )
}

async function change(points: PointsModuleService, key: string, value: string): Promise<void> {
  try {
    await points.setSetting(key, value, ACTOR)
  } catch (error) {
    throw hasCode(error, "unknown_setting") || hasCode(error, "invalid_request")
      ? new Problem((error as Error).message, EXIT.wrong_usage)
      : error
  }
}

function show(out: Output, settings: object, key: string | undefined, json: boolean): void {
  const all = Object.entries(settings)
  const rows = key === undefined ? all : all.filter(([name]) => name === key)
  if (rows.length === 0) {
    throw new Problem(`There is no setting "${key}". Run \`npx clientele settings\` to see all.`, EXIT.wrong_usage)
  }
  if (json) {
    out.json(Object.fromEntries(rows))
    return
  }
  const defaults = defaultSettings as Record<string, unknown>
  const lines = table(rows, [
    { title: "setting", value: ([name]) => name },
    { title: "value", value: ([, value]) => JSON.stringify(value) },
    { title: "default", value: ([name]) => JSON.stringify(defaults[name]) },
  ])
  out.print(lines.join("\n"))
}
