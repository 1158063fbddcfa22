import type { MedusaContainer } from "@medusajs/framework/types"
import type { Command } from "commander"
import { hasCode } from "../../kernel/errors"
import { DATA_IMPORT_MODULE, type DataImportModuleService } from "../../modules/data_import"
import { reverseImportWorkflow } from "../../workflows/imports/import-workflows"
import { EXIT, type Output } from "../output"
import type { Run } from "../run"
import { count } from "../table"
import { ACTOR, printProblems, runToEnd } from "./import"

/** Rows that are shown. */
const SHOWN = 20

const EXAMPLES = `
Takes back what an import has posted: points and receivables by corrections in the ledger, customers by their deletion. If something was built on
any row since, nothing is reversed; the rows are listed, and the exit code is 1.

Example:
  $ npx clientele reverse-import imp_01JF3Z0A5R6C9XK2M7T8Q4W1YV`

export function addReverseImport(program: Command, run: Run): void {
  program
    .command("reverse-import")
    .description("takes back what an import has posted")
    .argument("<id>", "the import's id")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((id: string, options: { json?: boolean }) =>
      run(async (container, out) => {
        const refusal = await reverse(container, out, id)
        const imports = container.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)
        const [end, rows] = [await imports.get(id), await imports.listRows(id, { problems: true }, 0, SHOWN)]
        const stuck = rows.filter(({ state }) => state === "applied" || state === "kept")
        if (options.json) {
          out.json({ import: end, problems: stuck })
        } else {
          out.print(refusal ?? `${id} is ${end.status}: ${count(end.reversed, "row")} taken back, ${end.kept} kept`)
          printProblems(out, stuck, end.kept)
        }
        return refusal !== undefined || end.kept > 0 || end.status === "reversing" ? EXIT.differences : EXIT.fine
      }),
    )
}

/** @returns the reason if nothing was reversed */
async function reverse(container: MedusaContainer, out: Output, id: string): Promise<string | undefined> {
  try {
    const { result } = await reverseImportWorkflow(container).run({ input: { id, actor_id: ACTOR } })
    await runToEnd(container, out, result)
    return undefined
  } catch (error) {
    if (!hasCode(error, "import_built_on")) {
      throw error
    }
    return (error as Error).message
  }
}
