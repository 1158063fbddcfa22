import { type ChildProcess, spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Client } from "pg"

/** A PostgreSQL server of the test, durable as in production, that a test can kill. */
export type DurablePostgres = {
  /** URL of an empty database; another port after each start. */
  url: () => string
  start: () => Promise<void>
  /** Sends SIGKILL to the postmaster and all its processes, so that no write follows, as in a power failure. */
  pullPlug: () => Promise<void>
  /** Stops it and removes its files. */
  remove: () => Promise<void>
}

const script = path.join(__dirname, "keep-postgres.mjs")
const START_DEADLINE_MS = 60_000

/** Prepares a cluster in a new folder; `start` starts it. */
export function createDurablePostgres(): DurablePostgres {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "clientele-durable-"))
  // The server runs as another user where the tests run as root.
  fs.chmodSync(dir, 0o755)
  let keeper: ChildProcess | undefined
  let url = ""
  return {
    url: () => url,
    start: async () => {
      const end = Date.now() + START_DEADLINE_MS
      for (;;) {
        keeper = spawn(process.execPath, [script], {
          env: { ...process.env, NODE_OPTIONS: "", PG_DIR: dir, PG_PORT: "" },
          stdio: ["pipe", "pipe", "inherit"],
        })
        url = await firstLine(keeper)
        if (url) return
        // A killed process may need a moment longer to release the shared memory.
        if (Date.now() > end) throw new Error(`PostgreSQL did not start in ${dir}`)
        await sleep(500)
      }
    },
    pullPlug: async () => {
      const pids = await processesOf(url)
      await end(keeper, "SIGKILL")
      for (const pid of pids) kill(pid)
    },
    remove: async () => {
      await end(keeper)
      fs.rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  let output = ""
  return new Promise((resolve) => {
    child.stdout?.on("data", (chunk) => {
      output += String(chunk)
      if (output.includes("\n")) resolve(output.trim())
    })
    child.once("close", () => resolve(""))
  })
}

/** The postmaster first, so that it starts no other processes; then its processes. */
async function processesOf(url: string): Promise<number[]> {
  const client = new Client({ connectionString: url })
  client.on("error", () => undefined)
  await client.connect()
  try {
    const { rows: started } = await client.query<{ pid: number }>("select pid from pg_stat_activity")
    const { rows: postmaster } = await client.query<{ line: string }>(
      "select split_part(pg_read_file('postmaster.pid'), e'\\n', 1) as line",
    )
    return [Number(postmaster[0]?.line), ...started.map(({ pid }) => pid)]
  } finally {
    await client.end()
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ESRCH") throw error
  }
}

async function end(child: ChildProcess | undefined, signal?: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once("close", resolve))
  if (signal) child.kill(signal)
  else child.stdin?.end()
  await ended
}
