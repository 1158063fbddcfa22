import net from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { lastOutput, type MedusaProcess, spawnMedusa } from "./server-process"

/** Options of `startStore`. */
export type StoreOptions = {
  databaseUrl: string
  /** Redis URL of the plugin's queues. Default: PostgreSQL. */
  redisUrl?: string
  /** The plugin's options, as in a host's medusa-config.ts. `redisUrl` above wins over one in here. */
  options?: Record<string, unknown>
  env?: Record<string, string | undefined>
  /** Medusa's worker mode. Default: `shared`. */
  workerMode?: "shared" | "server" | "worker"
  port?: number
  /** Time limit for the first answer. Default: 90 s. */
  bootMs?: number
  /**
   * The scheduled jobs that Medusa runs by the clock: all (`true`), the named ones, or none. Only in this repository's own
   * store.
   */
  scheduledJobs?: boolean | string[]
  /** Another Medusa project than this repository, and its command line script. */
  cwd?: string
  cli?: string
}

/** A Medusa server that answers on `url`. */
export type Store = {
  url: string
  /** The name of its database. */
  database: string
  port: number
  pid: number
  /** The server's output so far. */
  output: () => string
  /** Sends SIGTERM and waits. Throws if the server does not end by itself with code 0. */
  stop: () => Promise<void>
  /** Sends SIGKILL and waits. */
  kill: () => Promise<void>
  /** Settles when the server has ended for any reason. */
  ended: MedusaProcess["ended"]
}

/** A boot takes 7 s alone on two cores, and minutes beside seven suites. */
const BOOT_DEADLINE_MS = 170_000
const STOP_DEADLINE_MS = 30_000

/** A free TCP port on this machine. */
export async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === "string") throw new Error("no port")
  return address.port
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok
  } catch {
    return false
  }
}

async function untilHealthy(url: string, medusa: MedusaProcess, bootMs: number): Promise<void> {
  let ended = false
  void medusa.ended.then(() => {
    ended = true
  })
  const deadline = Date.now() + bootMs
  while (!(await isHealthy(url))) {
    if (ended) throw new Error(`the store ended while it booted:\n${lastOutput(medusa)}`)
    if (Date.now() > deadline) {
      medusa.child.kill("SIGKILL")
      throw new Error(`the store did not answer within ${bootMs / 1000} s:\n${lastOutput(medusa)}`)
    }
    await sleep(100)
  }
}

async function stop(medusa: MedusaProcess): Promise<void> {
  medusa.child.kill("SIGTERM")
  const abort = new AbortController()
  const late = sleep(STOP_DEADLINE_MS, "late" as const, { signal: abort.signal }).catch(() => "late" as const)
  const first = await Promise.race([medusa.ended, late])
  abort.abort()
  if (first === "late") {
    medusa.child.kill("SIGKILL")
    await medusa.ended
    throw new Error(`the store was still there ${STOP_DEADLINE_MS / 1000} s after SIGTERM:\n${lastOutput(medusa)}`)
  }
  if (first.code !== 0) throw new Error(`the store ended with ${first.code ?? first.signal}:\n${lastOutput(medusa)}`)
}

/** Boots a real Medusa server as a child process and waits until it answers. */
export async function startStore(options: StoreOptions): Promise<Store> {
  const port = options.port ?? (await freePort())
  const url = `http://localhost:${port}`
  // No limits by default, because specs send many calls. Specs about limits set them.
  const pluginOptions = {
    rateLimits: false,
    ...options.options,
    ...(options.redisUrl ? { redisUrl: options.redisUrl } : {}),
  }
  const medusa = spawnMedusa(["start", "--port", String(port)], {
    cwd: options.cwd,
    cli: options.cli,
    env: {
      DATABASE_URL: options.databaseUrl,
      REDIS_URL: options.redisUrl,
      MEDUSA_WORKER_MODE: options.workerMode ?? "shared",
      CLIENTELE_TEST_PAYMENT: "true",
      CLIENTELE_OPTIONS: JSON.stringify(pluginOptions),
      CLIENTELE_TEST_SCHEDULE: options.scheduledJobs?.toString(),
      ...options.env,
    },
  })
  await untilHealthy(url, medusa, options.bootMs ?? BOOT_DEADLINE_MS)
  return {
    url,
    database: new URL(options.databaseUrl).pathname.slice(1),
    port,
    pid: medusa.child.pid ?? 0,
    output: medusa.output,
    ended: medusa.ended,
    stop: () => stop(medusa),
    kill: async () => {
      medusa.child.kill("SIGKILL")
      await medusa.ended
    },
  }
}
