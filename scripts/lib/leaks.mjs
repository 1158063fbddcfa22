import fs from "node:fs"
import pg from "pg"

async function withServer(databaseUrl, work) {
  const url = new URL(databaseUrl)
  url.pathname = "/postgres"
  const client = new pg.Client({ connectionString: url.toString() })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** @returns {Promise<string[]>} names of all databases of the server */
export function databases(databaseUrl) {
  return withServer(databaseUrl, async (client) => {
    const { rows } = await client.query("select datname from pg_database")
    return rows.map(({ datname }) => datname)
  })
}

/**
 * Drops databases that a test run left on the server: those of the helper (named after the run's process id), and new ones of
 * Medusa's own test runner.
 * @returns {Promise<string[]>} their names
 */
export async function dropLeftDatabases(databaseUrl, { before, pid }) {
  const mine = (name) => name.startsWith(`clientele_test_${pid}_`) || name.startsWith("medusa-")
  const left = (await databases(databaseUrl)).filter((name) => mine(name) && !before.includes(name))
  await withServer(databaseUrl, async (client) => {
    for (const name of left) await client.query(`drop database ${client.escapeIdentifier(name)} with (force)`)
  })
  return left
}

// On Linux: "pid (name) state parent group …". The name may contain spaces and brackets.
function stateAndGroup(pid) {
  try {
    const [state, , group] = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ")
    return { state, group: Number(group) }
  } catch {
    return { state: "gone", group: undefined }
  }
}

// An ended process stays in its group (state Z) until its parent reads its status. Process 1 of a container may take long to do so.
function hasLivingMember(groupId) {
  if (process.platform !== "linux") return true
  const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  return pids.map(stateAndGroup).some(({ state, group }) => group === groupId && state !== "Z")
}

/** Kills the remaining processes of a group whose leader has ended. @returns {boolean} whether a process was alive */
export function killLeftProcesses(groupId) {
  const living = hasLivingMember(groupId)
  try {
    process.kill(-groupId, "SIGKILL")
    return living
  } catch (error) {
    if (error.code === "ESRCH") return false
    throw error
  }
}
