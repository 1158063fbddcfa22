import { spawn } from "node:child_process"
import { once } from "node:events"
import path from "node:path"
import type { SweepResult } from "../../src/workflows/projection/sweep-customers"
import { projectDir } from "../helpers/server-process"
import { type CommandResult, commandEnvironment } from "./command"

/** What the process of a session is asked. */
export type Request = { args: string[] } | { sweep: "customers" }
export type Answer = CommandResult | SweepResult | { fault: string }

/** A process in which one `clientele` command after another runs, in a store that it boots once. */
export type Session = {
  /** One command with its arguments, as `runCommand` answers it. */
  run: (...args: string[]) => Promise<CommandResult>
  /** One sweep of customers, in a process that handles no events and runs no jobs. */
  sweepCustomers: () => Promise<SweepResult>
  end: () => Promise<void>
}

const SCRIPT = path.join(__dirname, "scripts/commands.ts")

/**
 * Opens a session, which saves a boot for each command. What shows only in a process of its own, as its exit code, is for
 * `runCommand`.
 */
export function openSession(databaseUrl: string): Session {
  const child = spawn(process.execPath, ["--require", "ts-node/register", SCRIPT], {
    cwd: projectDir,
    env: commandEnvironment({ databaseUrl }),
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  const exited = once(child, "exit")
  const gone = exited.then(([code, signal]) => Promise.reject(new Error(`the session ended with ${code ?? signal}`)))
  gone.catch(() => undefined)
  const ask = async (request: Request): Promise<Answer> => {
    const replied = once(child, "message") as Promise<[Answer]>
    child.send(request)
    const [answer] = await Promise.race([replied, gone])
    if ("fault" in answer) throw new Error(answer.fault)
    return answer
  }
  return {
    run: async (...args) => (await ask({ args })) as CommandResult,
    sweepCustomers: async () => (await ask({ sweep: "customers" })) as SweepResult,
    end: async () => {
      if (child.connected) child.disconnect()
      const [code, signal] = await exited
      if (code !== 0) throw new Error(`the session ended with ${code ?? signal}`)
    },
  }
}
