import { createReadStream, existsSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { MedusaContainer } from "@medusajs/framework/types"
import { z } from "@medusajs/framework/zod"
import { type Command, Option } from "commander"
import { hasCode } from "../../kernel/errors"
import {
  DATA_IMPORT_MODULE,
  type DataImportModuleService,
  type ImportKind,
  type ImportRow,
  type ImportView,
  importKinds,
} from "../../modules/data_import"
import { importFields } from "../../workflows/imports/import-workflows"
import { type PresetName, presetNames } from "../../workflows/imports/presets/all-presets"
import { runImport } from "../../workflows/imports/run-import"
import { dropImport, stageImport } from "../../workflows/imports/stage-import"
import { announceImports, importEvents } from "../../workflows/shared/events/import-events"
import { parse } from "../../workflows/shared/input/parse"
import { EXIT, type Output } from "../output"
import { Problem } from "../problems"
import type { Run } from "../run"
import { type Column, count, table } from "../table"

/** Characters of a file's name that are kept. */
const MAX_FILE_NAME = 200

/** Maximum refused lines that are shown. */
const SHOWN = 20

/** Who it is, in the ledger. */
export const ACTOR = "clientele import"

const EXAMPLES = `
The file is CSV in UTF-8; docs/imports.md describes its columns. Each row is posted once, also where the command is interrupted: run
\`npx clientele import --resume <id>\` then. Exit code 1 where rows are refused: nothing is posted then, unless with --skip-refused.

Examples:
  $ npx clientele import balances.csv --kind points --dry-run
  $ npx clientele import balances.csv --kind points --batch opening --reason "Balance of the old programme"
  $ npx clientele import customers.csv --kind customers --preset shopify`

type Options = {
  kind: ImportKind
  preset?: PresetName
  dryRun?: boolean
  skipRefused?: boolean
  batch?: string
  reason?: string
  resume?: string
  json?: boolean
}

export function addImport(program: Command, run: Run): void {
  program
    .command("import")
    .description("balances, customers or receivables from a CSV file; posts nothing where a row is refused")
    .argument("[file]", "the file")
    .addOption(new Option("--kind <kind>", "what the file brings").choices([...importKinds]).default("points"))
    .addOption(new Option("--preset <service>", "the file has another service's columns").choices([...presetNames]))
    .option("--dry-run", "only check the file")
    .option("--skip-refused", "leave refused rows out")
    .option("--batch <name>", "files of one batch correct each other: a row is posted once")
    .option("--reason <text>", "for rows without a reason of their own")
    .option("--resume <id>", "go on with an import that was interrupted")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((file: string | undefined, options: Options) =>
      run(async (container, out) => {
        if ((file === undefined) === (options.resume === undefined)) {
          throw new Problem("Give a file, or --resume with the id of an import.", EXIT.wrong_usage)
        }
        const staged = file === undefined ? undefined : await stage(container, file, options)
        const { end, rows } = await finish(container, out, staged, options)
        if (options.json) {
          out.json({ import: end, dry_run: options.dryRun === true, problems: rows })
        } else {
          print(out, end, rows, options.dryRun === true)
        }
        return exitOf(end)
      }),
    )
}

const exitOf = ({ refused, status }: ImportView) =>
  refused > 0 || status === "applying" ? EXIT.differences : EXIT.fine

const importsOf = (container: MedusaContainer) => container.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)

async function stage(container: MedusaContainer, file: string, options: Options): Promise<ImportView> {
  if (!existsSync(file)) {
    throw new Problem(`There is no file ${file}.`, EXIT.wrong_usage)
  }
  const bytes = createReadStream(file)
  const { kind, preset, batch, reason } = options
  const file_name = path.basename(file).slice(0, MAX_FILE_NAME)
  try {
    const fields = parse(z.strictObject(importFields), { kind, preset, batch, reason }, "options")
    return await stageImport(container, { ...fields, bytes, file_name, created_by: ACTOR })
  } catch (error) {
    throw hasCode(error, "invalid_request") ? new Problem((error as Error).message, EXIT.wrong_usage) : error
  } finally {
    bytes.destroy()
  }
}

/** Posts a file that was read, or continues an import, unless something prevents it. */
async function finish(
  container: MedusaContainer,
  out: Output,
  staged: ImportView | undefined,
  { dryRun, skipRefused, resume }: Options,
): Promise<{ end: ImportView; rows: ImportRow[] }> {
  const imports = importsOf(container)
  const { id } = staged ?? (await imports.get(String(resume)))
  const rows = async () => imports.listRows(id, { problems: true }, 0, SHOWN)
  if (staged && (dryRun || (staged.refused > 0 && !skipRefused))) {
    const problems = await rows()
    await dropImport(container, staged)
    return { end: staged, rows: problems }
  }
  const running = staged ? await imports.confirm(id, ACTOR, skipRefused === true) : await imports.get(id)
  if (staged) {
    await announceImports(container, importEvents.CONFIRMED, [running])
  }
  await runToEnd(container, out, running)
  return { end: await imports.get(id), rows: await rows() }
}

/** Rows of accounts that other sessions hold are tried again so often. */
const TRIES = 10
const BETWEEN_TRIES_MS = 1000

/** Applies or reverses an import in this process, with its progress. */
export async function runToEnd(container: MedusaContainer, out: Output, running: ImportView): Promise<void> {
  const { rows, refused, unchanged, applied } = running
  const left = running.status === "reversing" ? applied : rows - refused - unchanged - applied
  const progress = out.startProgress(left, "rows")
  try {
    let before = 0
    let done = 0
    const on_progress = (number: number) => {
      done = before + number
      progress.update(done)
    }
    for (
      let tries = 1;
      (await runImport(container, running.id, { on_progress })) === "waiting" && tries < TRIES;
      tries++
    ) {
      before = done
      await sleep(BETWEEN_TRIES_MS)
    }
  } finally {
    progress.stop()
  }
}

const COLUMNS: Column<ImportRow & { problem: ImportRow["problems"][number] }>[] = [
  { title: "line", value: ({ line }) => line, right: true },
  { title: "column", value: ({ problem }) => problem.column },
  { title: "problem", value: ({ problem }) => problem.message },
]

/** Prints rows that were refused or kept, with the reason. */
export function printProblems(out: Output, rows: readonly ImportRow[], all: number): void {
  const lines = rows.flatMap((row) => row.problems.map((problem) => ({ ...row, problem })))
  if (lines.length > 0) {
    out.print()
    out.print(table(lines, COLUMNS).join("\n"))
    if (all > rows.length) {
      out.print(`and ${count(all - rows.length, "more row")}`)
    }
  }
}

/** What the valid rows of a file do. */
function effectOf({ kind, adds, takes, totals }: ImportView, valid: number): string {
  switch (kind) {
    case "points":
      return `adds ${count(adds, "point")}, takes ${takes}`
    case "customers":
      return `creates ${count(adds, "customer")}, changes ${valid - adds}`
    case "receivables":
      return `charges ${totals.map(({ amount, currency_code }) => `${amount} ${currency_code.toUpperCase()}`).join(" + ") || "nothing"}`
  }
}

function print(out: Output, end: ImportView, rows: readonly ImportRow[], isDry: boolean): void {
  const { refused, unchanged, applied, status } = end
  if (status === "ready") {
    const valid = end.rows - refused - unchanged
    const words = [`${count(end.rows, "row")}`, `${valid} valid`, `${refused} refused`, `${unchanged} imported before`]
    out.print(`${words.join(", ")}: ${effectOf(end, valid)}; nothing was posted`)
  } else {
    out.print(
      `${end.id} is ${status}: ${count(applied, "row")} posted, ${refused} refused, ${unchanged} imported before`,
    )
  }
  printProblems(out, rows, refused)
  if (status === "applying") {
    out.print()
    out.print(
      `The rest waits for other sessions. A running store goes on; without one, run it with --resume ${end.id}.`,
    )
  }
  if (refused > 0 && status === "ready" && !isDry) {
    out.print()
    out.print("Correct the file and run it again, or run it with --skip-refused.")
  }
}
