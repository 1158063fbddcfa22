import type { Command } from "commander"
import { readSetup } from "../../workflows/setup/read-setup"
import { EXIT } from "../output"
import type { Run } from "../run"
import { count } from "../table"

const EXAMPLES = `
Examples:
  $ npx clientele doctor
  $ npx clientele doctor --json`

export function addDoctor(program: Command, run: Run): void {
  program
    .command("doctor")
    .description("what is set up for earning and redeeming points, what is missing, and how to add it")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: { json?: boolean }) =>
      run(async (container, out) => {
        const steps = await readSetup(container)
        const missing = steps.filter(({ done }) => !done)
        if (options.json) {
          out.json({ complete: missing.length === 0, steps })
        } else {
          for (const { step, done, message } of steps) {
            out.print(`${done ? "✓" : "✗"} ${step.padEnd(14)}  ${message}`)
          }
          out.print()
          out.print(missing.length === 0 ? "Everything is set up." : `${count(missing.length, "step")} to do.`)
        }
        return missing.length === 0 ? EXIT.fine : EXIT.differences
      }),
    )
}
