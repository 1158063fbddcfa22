import { type Command, Option } from "commander"
import { type ImportKind, importKinds } from "../../modules/data_import"
import { exportKind } from "../../workflows/imports/export-kinds"
import { EXIT } from "../output"
import type { Run } from "../run"

const EXAMPLES = `
Balances other than 0, customers, or open receivables, without test customers, as a file that \`npx clientele import\` takes.

Examples:
  $ npx clientele export --kind points > balances.csv
  $ npx clientele export --kind customers > customers.csv`

export function addExport(program: Command, run: Run): void {
  program
    .command("export")
    .description("balances, customers or receivables as CSV")
    .addOption(new Option("--kind <kind>", "what the file has").choices([...importKinds]).default("points"))
    .addHelpText("after", EXAMPLES)
    .action(({ kind }: { kind: ImportKind }) =>
      run(async (container, out) => {
        for await (const chunk of exportKind(container, kind, { terms: true })) {
          out.print(chunk.trimEnd())
        }
        return EXIT.fine
      }),
    )
}
