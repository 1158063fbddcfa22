import { type ChildProcess, spawn } from "node:child_process"
import { tmpdir } from "node:os"
import { Redis } from "ioredis"
import { Client } from "pg"
import { migrateQueueSchema } from "../../src/modules/job_queue/schema/queue"
import { createDatabase, type TestDatabase } from "../helpers/database"
import { withServer } from "../helpers/database-server"
import { until } from "./harness"
import { freePort, TcpProxy } from "./tcp"

/** A backend that really runs, empty at the start of each test. */
export type TestBackend = {
  options: () => Record<string, unknown>
  start: () => Promise<void>
  /** Makes it empty. */
  reset: () => Promise<void>
  /** Connections that clients have open now, the tests' own apart. */
  connections: () => Promise<number>
  /** All that it holds, as text. */
  dump: () => Promise<string>
  /** Cuts all connections of clients. */
  cut: () => Promise<void>
  /** Makes it unreachable, and reachable again. What it holds is lost on Redis only. */
  down: () => Promise<void>
  up: () => Promise<void>
  stop: () => Promise<void>
}

/** Puts the queue's tables into a database, as the migration does. */
export async function migrate(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query("begin")
    await migrateQueueSchema(client)
    await client.query("commit")
  } finally {
    await client.end()
  }
}

export function postgresBackend(): TestBackend & { proxy: () => TcpProxy } {
  let migrated: TestDatabase
  let proxy: TcpProxy
  let current: TestDatabase | undefined
  const others = "datname = $1 and pid <> pg_backend_pid() and backend_type = 'client backend'"
  const drop = async () => {
    await current?.drop()
    current = undefined
  }
  const name = () => current?.name ?? ""
  return {
    options: () => {
      const url = new URL(current?.url ?? "")
      url.host = `127.0.0.1:${proxy.port}`
      return { database: { clientUrl: url.toString() } }
    },
    proxy: () => proxy,
    down: () => proxy.down(),
    up: () => proxy.up(),
    start: async () => {
      const { hostname, port } = new URL(process.env.DATABASE_URL ?? "")
      proxy = await TcpProxy.create(hostname, Number(port || 5432))
      migrated = await createDatabase({ template: "template0" })
      await migrate(migrated.url)
    },
    reset: async () => {
      await drop()
      current = await createDatabase({ template: migrated.name })
    },
    connections: async () => {
      const found = await withServer((client) =>
        client.query<{ count: string }>(`select count(*) from pg_stat_activity where ${others}`, [name()]),
      )
      return Number(found.rows[0]?.count)
    },
    dump: async () => {
      const found = await withServer((client) => client.query("select to_jsonb(job) from clientele_queue.job"), name())
      return JSON.stringify(found.rows)
    },
    cut: async () => {
      await withServer((client) =>
        client.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`, [name()]),
      )
    },
    stop: async () => {
      await proxy.down()
      await drop()
      await migrated.drop()
    },
  }
}

/** A Redis of the test's own, which it may stop, start again and empty. Fails where there is no `redis-server`. */
export class RedisServer {
  readonly port: number
  #child: ChildProcess | undefined

  private constructor(port: number) {
    this.port = port
  }

  static async create(): Promise<RedisServer> {
    const server = new RedisServer(await freePort())
    await server.start()
    return server
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) return
    const settings = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction", "--dir", tmpdir()]
    const child = spawn("redis-server", ["--port", String(this.port), "--bind", "127.0.0.1", ...settings], {
      stdio: "ignore",
    })
    let failure: Error | undefined
    child.once("error", (error) => {
      failure = new Error(`these tests need redis-server on the PATH (apt-get install redis-server): ${error.message}`)
    })
    this.#child = child
    await until("Redis to start", async () => {
      if (failure) throw failure
      return this.answers()
    })
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once("exit", resolve))
    child.kill("SIGKILL")
    await ended
  }

  async answers(): Promise<boolean> {
    return this.use(async (client) => (await client.ping()) === "PONG").catch(() => false)
  }

  async use<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null })
    client.on("error", () => {})
    try {
      await client.connect()
      return await work(client)
    } finally {
      client.disconnect()
    }
  }
}

export function redisBackend(): TestBackend {
  let server: RedisServer
  const clients = (client: Redis) => client.client("LIST") as Promise<string>
  return {
    options: () => ({ redisUrl: server.url }),
    start: async () => {
      server = await RedisServer.create()
    },
    reset: async () => {
      await server.use((client) => client.flushall())
    },
    connections: () => server.use(async (client) => (await clients(client)).trim().split("\n").length - 1),
    dump: () =>
      server.use(async (client) => {
        const jobs = await client.keys("bull:clientele-*:[0-9]*")
        return JSON.stringify(await Promise.all(jobs.map((key) => client.hgetall(key))))
      }),
    cut: async () => {
      await server.use((client) => client.client("KILL", "TYPE", "normal", "SKIPME", "yes"))
    },
    down: () => server.stop(),
    up: () => server.start(),
    stop: () => server.stop(),
  }
}
