import { type Command, Option } from "commander"
import { importKinds } from "../../modules/data_import"
import { exportPoints } from "../../workflows/imports/export-rows"
import { EXIT } from "../output"
import type { Run } from "../run"

const EXAMPLES = `
Balances other than 0, as a file that \`npx clientele import\` takes.

Example:
  $ npx clientele export --kind points > balances.csv`

export function addExport(program: Command, run: Run): void {
  program
    .command("export")
    .description("balances as CSV")
    .addOption(new Option("--kind <kind>", "what the file has").choices([...importKinds]).default("points"))
    .addHelpText("after", EXAMPLES)
    .action(() =>
      run(async (container, out) => {
        for await (const chunk of exportPoints(container, [])) {
          out.print(chunk.trimEnd())
        }
        return EXIT.fine
      }),
    )
}
