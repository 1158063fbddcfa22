import type { Command } from "commander"
import { listSetupSteps, type SetupStep } from "../../workflows/setup/list-setup-steps"
import { EXIT, type Output } from "../output"
import type { Run } from "../run"
import { count } from "../table"

const EXAMPLES = `
Examples:
  $ npx clientele doctor
  $ npx clientele doctor --json`

export function addDoctor(program: Command, run: Run): void {
  program
    .command("doctor")
    .description("checks the setup for earning and redeeming points, and shows how to complete it")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: { json?: boolean }) =>
      run(async (container, out) => {
        const steps = await listSetupSteps(container)
        const complete = steps.every(({ done }) => done)
        if (options.json) {
          out.json({ complete, steps })
        } else {
          print(out, steps)
        }
        return complete ? EXIT.fine : EXIT.differences
      }),
    )
}

function print(out: Output, steps: readonly SetupStep[]): void {
  for (const { step, done, message } of steps) {
    out.print(`${done ? "✓" : "✗"} ${step.padEnd(14)}  ${message}`)
  }
  const missing = steps.filter(({ done }) => !done).length
  out.print()
  out.print(missing === 0 ? "Everything is set up." : `${count(missing, "step")} to do.`)
}
