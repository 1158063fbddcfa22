import { execFile, spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)
const DEBIAN_VERSIONS = "/usr/lib/postgresql"
const HOW_TO_GET_PGBENCH =
  "pgbench is missing: it comes with PostgreSQL's server (Debian: apt-get install postgresql-contrib)"

export const reference = (file: string) => path.join(__dirname, "../reference", file)

/** Finds pgbench on the PATH, or in Debian's folder. @throws with the way to install it */
function findPgbench(): string {
  const versions = fs.existsSync(DEBIAN_VERSIONS) ? fs.readdirSync(DEBIAN_VERSIONS).sort().reverse() : []
  const places = ["pgbench", ...versions.map((version) => path.join(DEBIAN_VERSIONS, version, "bin/pgbench"))]
  const found = places.find((place) => spawnSync(place, ["--version"], { stdio: "ignore" }).status === 0)
  if (!found) throw new Error(HOW_TO_GET_PGBENCH)
  return found
}

/**
 * Measures PostgreSQL's own limit: runs a reference script with prepared statements on two threads.
 * @returns finished transactions per second, without the time to connect
 */
export async function pgbench(
  script: string,
  { url, clients, seconds }: { url: string; clients: number; seconds: number },
): Promise<number> {
  const flags = ["--no-vacuum", "-M", "prepared", "-c", String(clients), "-j", "2", "-T", String(Math.ceil(seconds))]
  const { stdout, stderr } = await run(findPgbench(), [...flags, "-f", reference(script), url]).catch(
    (error: { stderr?: string }) => {
      // The message of the original error has the whole command, with the database's password.
      throw new Error(`pgbench -f ${script} failed: ${String(error.stderr).slice(0, 400)}`)
    },
  )
  const found = /^tps = ([\d.]+)/m.exec(stdout)
  if (!found) throw new Error(`pgbench -f ${script} told no result:\n${stdout}${stderr}`)
  return Number(found[1])
}
