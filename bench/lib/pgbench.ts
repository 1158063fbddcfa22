import { execFile, spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)
const DEBIAN_VERSIONS = "/usr/lib/postgresql"
const HOW_TO_GET_PGBENCH =
  "pgbench is missing: it comes with PostgreSQL's server (Debian: apt-get install postgresql-contrib)"

export const reference = (file: string) => path.join(__dirname, "../reference", file)

/** pgbench from the PATH, or where Debian keeps it. @throws saying how to get it */
function findPgbench(): string {
  const versions = fs.existsSync(DEBIAN_VERSIONS) ? fs.readdirSync(DEBIAN_VERSIONS).sort().reverse() : []
  const places = ["pgbench", ...versions.map((version) => path.join(DEBIAN_VERSIONS, version, "bin/pgbench"))]
  const found = places.find((place) => spawnSync(place, ["--version"], { stdio: "ignore" }).status === 0)
  if (!found) throw new Error(HOW_TO_GET_PGBENCH)
  return found
}

/**
 * PostgreSQL's own limit: runs one of our reference scripts with prepared statements on two threads.
 * @returns finished transactions per second, connecting not counted
 */
export async function pgbench(
  script: string,
  { url, clients, seconds }: { url: string; clients: number; seconds: number },
): Promise<number> {
  const flags = ["--no-vacuum", "-M", "prepared", "-c", String(clients), "-j", "2", "-T", String(Math.ceil(seconds))]
  const { stdout, stderr } = await run(findPgbench(), [...flags, "-f", reference(script), url]).catch(
    (error: { stderr?: string }) => {
      // The error's own message holds the whole command, and so the database's password.
      throw new Error(`pgbench -f ${script} failed: ${String(error.stderr).slice(0, 400)}`)
    },
  )
  const found = /^tps = ([\d.]+)/m.exec(stdout)
  if (!found) throw new Error(`pgbench -f ${script} told no result:\n${stdout}${stderr}`)
  return Number(found[1])
}
