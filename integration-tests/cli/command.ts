import { spawn } from "node:child_process"
import path from "node:path"
import { projectDir, withoutTelemetry } from "../helpers/server-process"

export type CommandResult = { code: number | null; stdout: string; stderr: string }

type Options = { databaseUrl?: string; env?: Record<string, string | undefined> }

/** The environment that a command has: this repository as the store, with its queues in PostgreSQL. */
export const commandEnvironment = ({ databaseUrl, env }: Options): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_OPTIONS: "",
  ...withoutTelemetry(),
  DISABLE_ADMIN: "true",
  DATABASE_URL: databaseUrl,
  REDIS_URL: undefined,
  CLIENTELE_OPTIONS: "{}",
  CLIENTELE_TEST_PAYMENT: "true",
  ...env,
})

/**
 * Runs the `clientele` command to its end, as a person in the store's folder does. It boots the store: where a test is not
 * about the process, a session (session.ts) is faster.
 * @param options `cwd`: the store's folder, by default this repository
 */
export async function runCommand(args: string[], options: Options & { cwd?: string } = {}): Promise<CommandResult> {
  const child = spawn(process.execPath, [path.join(projectDir, "bin/clientele.js"), ...args], {
    cwd: options.cwd ?? projectDir,
    env: commandEnvironment(options),
    stdio: ["ignore", "pipe", "pipe"],
  })
  const out = { stdout: "", stderr: "" }
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (chunk) => {
      out[name] += String(chunk)
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve)
  })
  return { code, ...out }
}

/** The rows below a table's titles, each split where its columns are apart. */
export function rowsBelow(stdout: string, firstTitle: string): string[][] {
  const lines = stdout.split("\n")
  const titles = lines.findIndex((line) => line.trimStart().startsWith(`${firstTitle} `))
  if (titles < 0) throw new Error(`no table begins with ${firstTitle}:\n${stdout}`)
  const end = lines.findIndex((line, index) => index > titles && line === "")
  return lines.slice(titles + 1, end < 0 ? undefined : end).map((line) => line.trim().split(/ {2,}/))
}
