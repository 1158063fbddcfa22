import { spawn, spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import pg from "pg"
import { dropLease, exclusively, takeLease } from "./lease.mjs"
import { accepts, freePort, sleep, until } from "./net.mjs"
import { dataDir, memoryDir } from "./paths.mjs"
import { preparePostgres } from "./postgres-binaries.mjs"

const USER = "postgres"
const PASSWORD = "postgres"

function initialise({ native, identity, baseDir, cluster, env }) {
  const fresh = `${cluster}.new`
  const passwordFile = `${cluster}.password`
  fs.rmSync(fresh, { recursive: true, force: true })
  fs.mkdirSync(fresh, { mode: 0o700 })
  fs.writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 })
  if (identity.uid !== undefined) {
    for (const file of [fresh, passwordFile]) fs.chownSync(file, identity.uid, identity.gid)
  }
  // A bare container has no locale, and initdb would then choose SQL_ASCII.
  const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--lc-messages=C"]
  // The password is no secret, so a sign-in need not be slow.
  const access = ["-U", USER, "--pwfile", passwordFile, "--auth=scram-sha-256", "--set=scram_iterations=1"]
  const done = spawnSync(path.join(native, "bin/initdb"), ["-D", fresh, "--no-sync", ...locale, ...access], {
    ...identity,
    env,
    cwd: baseDir,
    encoding: "utf8",
  })
  fs.rmSync(passwordFile)
  if (done.status !== 0) throw new Error(`initdb failed: ${done.error?.message ?? done.stderr}`)
  fs.renameSync(fresh, cluster)
}

const DURABLE = { fsync: "on", synchronous_commit: "on", full_page_writes: "on" }
const FAST = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }

function launch({ native, identity, baseDir, cluster, env, port, fsync }) {
  const settings = {
    listen_addresses: "localhost",
    unix_socket_directories: "",
    max_connections: "300",
    ...(fsync ? DURABLE : FAST),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  const log = fs.openSync(path.join(baseDir, `${path.basename(cluster)}.log`), "a")
  const child = spawn(path.join(native, "bin/postgres"), ["-D", cluster, "-p", String(port), ...flags], {
    ...identity,
    env,
    cwd: baseDir,
    stdio: ["ignore", log, log],
    detached: true,
  })
  fs.closeSync(log)
  child.unref()
  return child
}

const pidFileOf = (cluster) => path.join(cluster, "postmaster.pid")

function readPidFile(cluster) {
  if (!fs.existsSync(pidFileOf(cluster))) return undefined
  const lines = fs.readFileSync(pidFileOf(cluster), "utf8").split("\n")
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}

async function answersQueries(port) {
  const client = new pg.Client({ host: "127.0.0.1", port, user: USER, password: PASSWORD, database: "postgres" })
  client.on("error", () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function startOrJoin(place) {
  const running = readPidFile(place.cluster)
  if (running?.port && (await accepts(running.port)) && (await answersQueries(running.port))) return running.port

  if (!fs.existsSync(path.join(place.cluster, "PG_VERSION"))) initialise(place)
  const port = Number(process.env.PG_PORT) || (await freePort())
  const child = launch({ ...place, port })
  const ready = async () => {
    if (child.exitCode !== null) throw new Error(`PostgreSQL stopped at once: see ${place.cluster}.log`)
    return answersQueries(port)
  }
  await until(ready, { what: `PostgreSQL to start (see ${place.cluster}.log)`, deadlineMs: 60_000 })
  return port
}

async function stopServer(cluster) {
  const running = readPidFile(cluster)
  if (!running) return
  process.kill(running.pid, "SIGINT")
  for (let i = 0; i < 200 && fs.existsSync(pidFileOf(cluster)); i++) await sleep(50)
}

/**
 * Starts a private PostgreSQL server, or joins the server that another process of this checkout started. The last process to leave
 * stops it.
 * @param {{ fsync?: boolean, inMemory?: boolean }} options `fsync: true` keeps committed data through a crash of the machine, and
 * uses a cluster of its own; only tests of power loss need it. The variable PG_FSYNC=on requests it, too. `inMemory: true` keeps
 * nothing: the cluster is in shared memory if there is room, and the last process to leave deletes it. A test makes and drops
 * databases of 1,500 files each, which takes a third of the run on some file systems.
 * @returns {Promise<{ url: (database: string) => string, stop: () => Promise<void> }>} the host in the URL is always `localhost`:
 * with any other name Medusa requires SSL
 */
export async function startPostgres({ fsync = process.env.PG_FSYNC === "on", inMemory = false } = {}) {
  const memory = inMemory && !process.env.PG_DIR ? memoryDir() : undefined
  const place = preparePostgres(path.resolve(process.env.PG_DIR || memory || dataDir))
  const name = fsync ? "postgres-durable" : "postgres"
  const cluster = path.join(place.baseDir, name)
  const desk = path.join(place.baseDir, `${name}.use`)
  fs.mkdirSync(desk, { recursive: true })
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC" }
  const port = await exclusively(desk, async () => {
    const found = await startOrJoin({ ...place, cluster, env, fsync })
    takeLease(desk)
    return found
  })
  return {
    url: (database) => `postgres://${USER}:${PASSWORD}@localhost:${port}/${database}`,
    stop: () =>
      exclusively(desk, async () => {
        if (!dropLease(desk)) return
        await stopServer(cluster)
        if (memory) fs.rmSync(cluster, { recursive: true, force: true })
      }),
  }
}

/** Creates the database of a URL if the server does not have it. */
export async function ensureDatabase(url) {
  const { pathname } = new URL(url)
  const name = decodeURIComponent(pathname.slice(1))
  const server = new URL(url)
  server.pathname = "/postgres"
  const client = new pg.Client({ connectionString: server.toString() })
  await client.connect()
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name])
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}
