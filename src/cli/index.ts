import type { MedusaContainer } from "@medusajs/framework/types"
import { Command, CommanderError } from "commander"
import { errorText, framesOf } from "../kernel/error-text"
import { hasCode, isErrorCode } from "../kernel/errors"
import { addAging } from "./commands/aging"
import { addBackfill } from "./commands/backfill"
import { addCheck } from "./commands/check"
import { addCredit } from "./commands/credit"
import { addDoctor } from "./commands/doctor"
import { addExport } from "./commands/export"
import { addImport } from "./commands/import"
import { addOutbox } from "./commands/outbox"
import { addQueue } from "./commands/queue"
import { addRebuildStats } from "./commands/rebuild-stats"
import { addReconcile } from "./commands/reconcile"
import { addReverseImport } from "./commands/reverse-import"
import { addSettings } from "./commands/settings"
import { addSimulate } from "./commands/simulate"
import { addStatement } from "./commands/statement"
import { addUninstall } from "./commands/uninstall"
import { addWhy } from "./commands/why"
import { EXIT, type ExitCode, Output } from "./output"
import { databaseProblem, Problem } from "./problems"
import type { Run } from "./run"
import { withStore } from "./store"

const AFTER_HELP = `
Run it in your store's folder. Exit codes: 0 success, 1 differences found, 2 wrong usage, 3 failed.
\`clientele help <command>\` shows examples.`

/** All commands. */
export function buildProgram(out: Output, run: Run): Command {
  const program = new Command("clientele")
    .description("Reads, checks and repairs customers, loyalty points and trade credit of a Medusa store.")
    .option("--verbose", "shows Medusa's own log on standard error")
    .addHelpText("after", AFTER_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.print(text.trimEnd()),
      writeErr: (text) => out.say(text.trimEnd()),
    })
    .showHelpAfterError("(run it with --help to see its options)")
  program.hook("preAction", () => {
    out.verbose = program.opts<{ verbose?: boolean }>().verbose === true
  })
  for (const add of [
    addStatement,
    addWhy,
    addCheck,
    addCredit,
    addAging,
    addReconcile,
    addBackfill,
    addSimulate,
    addImport,
    addReverseImport,
    addExport,
    addRebuildStats,
    addQueue,
    addOutbox,
    addDoctor,
    addSettings,
    addUninstall,
  ]) {
    add(program, run)
  }
  return program
}

/** Boots the store for a command's work, or uses a booted one. */
type InStore = <T>(work: (container: MedusaContainer) => Promise<T>) => Promise<T>

/**
 * Runs one command to its end. The process continues.
 *
 * @param argv the arguments after the command's name
 */
export async function execute(argv: string[], out: Output, inStore: InStore): Promise<ExitCode> {
  let code: ExitCode = EXIT.fine
  const run: Run = async (work) => {
    code = await inStore((container) => work(container, out))
  }
  try {
    await buildProgram(out, run).parseAsync(argv, { from: "user" })
    return code
  } catch (error) {
    return report(error, out)
  }
}

/**
 * The `clientele` command. Ends the process.
 *
 * @param argv the arguments after the command's name
 * @param directory the store's folder
 */
export async function main(argv: string[], directory: string): Promise<never> {
  const out = new Output()
  let done = false
  // Medusa ends the process itself if it cannot boot. The reasons are in the suppressed log.
  process.once("exit", () => {
    if (!done) {
      out.say(`Medusa could not start:\n${out.silenced}`)
      process.exitCode = EXIT.failed
    }
  })
  const code = await execute(argv, out, (work) => withStore(directory, work))
  done = true
  return out.exit(code)
}

function report(error: unknown, out: Output): ExitCode {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.fine : EXIT.wrong_usage
  }
  const problem = error instanceof Problem ? error : databaseProblem(error)
  if (problem) {
    out.say(problem.message)
    return problem.exitCode
  }
  out.say(messageOf(error))
  if (hasCode(error, "not_found")) {
    return EXIT.wrong_usage
  }
  out.say("Run it again with --verbose to see Medusa's log.")
  if (out.verbose && error instanceof Error) {
    out.say(framesOf(error))
  }
  return EXIT.failed
}

/** Our own messages quote only the caller's input. Others can quote personal data. */
function messageOf(error: unknown): string {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown }
  return typeof code === "string" && isErrorCode(code) ? String(message) : errorText(error)
}
