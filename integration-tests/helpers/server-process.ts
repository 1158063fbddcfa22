import { type ChildProcess, spawn } from "node:child_process"
import fs from "node:fs"
import path from "node:path"

/** The checkout's root: the Medusa project that the tests boot. */
export const projectDir = path.resolve(__dirname, "../..")

/** Medusa's command line as a plain node script: one process, without npm or a shell in between. */
const medusaCli = path.join(projectDir, "node_modules/@medusajs/cli/cli.js")

/** A running `medusa` command with its output so far. */
export type MedusaProcess = {
  child: ChildProcess
  /** Standard output and error, in the order they came. */
  output: () => string
  /** Settles when the process has ended and its output is complete. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/**
 * The variable stops Medusa's telemetry. Only the file stops each process from forking another one at its end, which costs
 * 0.2 s of processor time.
 */
export function withoutTelemetry(): Record<string, string> {
  const home = path.join(projectDir, ".data/no-telemetry")
  const file = path.join(home, "medusa/config.json")
  if (!fs.existsSync(file)) {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, '{"telemetry":{"enabled":false}}')
  }
  return { MEDUSA_DISABLE_TELEMETRY: "true", XDG_CONFIG_HOME: home }
}

/**
 * Starts a `medusa` command as a child process.
 * @param args for example `["start", "--port", "9000"]`
 * @param options `cwd` is the Medusa project, by default this repository; `env` is added to the tests' own
 */
export function spawnMedusa(
  args: string[],
  options: { cwd?: string; cli?: string; env?: Record<string, string | undefined> } = {},
): MedusaProcess {
  const env = {
    ...process.env,
    // Without Jest's own flags, which would slow the server down. A larger young generation means fewer garbage collections
    // and saves some 8 % of the CPU time.
    NODE_OPTIONS: "--max-semi-space-size=64",
    ...withoutTelemetry(),
    DISABLE_ADMIN: "true",
    ...options.env,
  }
  const child = spawn(process.execPath, [options.cli ?? medusaCli, ...args], {
    cwd: options.cwd ?? projectDir,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  })
  // If the reader of a store's output has ended, Medusa logs the failed write, which fails again, and the store never ends.
  const end = () => child.kill("SIGKILL")
  process.once("exit", end)
  child.once("close", () => process.off("exit", end))
  const chunks: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => chunks.push(String(chunk)))
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (code, signal) => resolve({ code, signal }))
  })
  return { child, output: () => chunks.join(""), ended }
}

/** The end of what a command printed, for error messages. */
export function lastOutput({ output }: MedusaProcess): string {
  return output().slice(-6000)
}

/** Runs a `medusa` command to its end. @returns its output @throws with the output if it fails */
export async function runMedusa(args: string[], options: Parameters<typeof spawnMedusa>[1] = {}): Promise<string> {
  const run = spawnMedusa(args, options)
  const { code, signal } = await run.ended
  if (code !== 0) throw new Error(`medusa ${args.join(" ")} ended with ${code ?? signal}:\n${lastOutput(run)}`)
  return run.output()
}
