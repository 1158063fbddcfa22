import fs from "node:fs"
import { query, type TestDatabase } from "../../integration-tests/helpers/database"

/** Resources that a phase used: seconds of processor time by process, and the peak of database connections. */
export type Use = { seconds: number; processor: Record<string, number>; connections: number }

/** Linux counts processor time in hundredths of a second. */
const TICKS = 100

/** Processor time of a process so far (seconds); 0 on systems other than Linux. */
function processorSeconds(pid: number): number {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8")
    // The name in brackets may contain spaces. User and system time are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return (Number(fields[11]) + Number(fields[12])) / TICKS
  } catch {
    return 0
  }
}

/** Seconds in which PostgreSQL's sessions were busy, including waits for locks. */
async function databaseSeconds(database: TestDatabase): Promise<number> {
  const [row] = await query<{ seconds: number }>(
    database,
    "select (active_time / 1000)::float as seconds from pg_stat_database where datname = current_database()",
  )
  return row?.seconds ?? 0
}

async function connectionsOf(database: TestDatabase): Promise<number> {
  const [row] = await query<{ count: number }>(
    database,
    "select count(*)::int as count from pg_stat_activity where datname = current_database()",
  )
  return row?.count ?? 0
}

/** Samples processes and the database while `work` runs. */
export async function useOf(
  database: TestDatabase,
  pids: Record<string, number>,
  work: () => Promise<void>,
): Promise<Use> {
  const names = Object.entries(pids)
  const before = names.map(([, pid]) => processorSeconds(pid))
  const databaseBefore = await databaseSeconds(database)
  const started = Date.now()
  let connections = 0
  const timer = setInterval(() => {
    void connectionsOf(database).then((count) => {
      connections = Math.max(connections, count)
    })
  }, 1000)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  const processor = Object.fromEntries(
    names.map(([name, pid], n) => [name, Math.round((processorSeconds(pid) - (before[n] ?? 0)) * 10) / 10]),
  )
  processor["PostgreSQL, sessions busy"] = Math.round((await databaseSeconds(database)) - databaseBefore)
  return { seconds: (Date.now() - started) / 1000, processor, connections }
}
