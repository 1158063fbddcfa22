import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { ADMIN_USER } from "../helpers/admin-user"
import { createDatabase, dropDatabase, type TestDatabase } from "../helpers/database"
import { databaseUrl, withServer } from "../helpers/database-server"
import { projectDir, runMedusa } from "../helpers/server-process"

/** The project of a store before it had the plugin. */
export const bareStore = path.join(__dirname, "bare-store")

const PREFIX = "clientele_bare_"

// One number for all processes that make or copy such a database on this server.
const ADVISORY_LOCK = 7_263_412

/** `medusa db:migrate` of a database, by default in this repository. */
export const migrate = (url: string, cwd?: string, ...flags: string[]): Promise<string> =>
  runMedusa(["db:migrate", "--execute-safe-links", ...flags], { cwd, env: { DATABASE_URL: url } })

/** Named after the files that determine the result of Medusa's own migrations. */
function templateName(): string {
  const hash = createHash("sha256")
  for (const file of [path.join(projectDir, "package-lock.json"), path.join(bareStore, "medusa-config.ts")]) {
    hash.update(fs.readFileSync(file)).update("\0")
  }
  return PREFIX + hash.digest("hex").slice(0, 16)
}

async function makeTemplate(name: string): Promise<void> {
  const { rows } = await withServer((server) =>
    server.query<{ datname: string }>("select datname from pg_database where starts_with(datname, $1)", [PREFIX]),
  )
  for (const { datname } of rows) await dropDatabase(datname)
  const unfinished = `${name}_unfinished`
  await withServer((server) => server.query(`create database ${unfinished} template template0 encoding 'UTF8'`))
  const env = { DATABASE_URL: databaseUrl(unfinished) }
  await migrate(databaseUrl(unfinished), bareStore)
  await runMedusa(["user", "--email", ADMIN_USER.email, "--password", ADMIN_USER.password], { cwd: bareStore, env })
  await withServer((server) => server.query(`alter database ${unfinished} rename to ${name}`))
}

/**
 * A database that Medusa has migrated without the plugin, with the admin user in it. Like the database with the plugin, it
 * is made once and then copied.
 */
export async function createBareDatabase(): Promise<TestDatabase> {
  const name = templateName()
  return withServer(async (lockHolder) => {
    await lockHolder.query("select pg_advisory_lock($1)", [ADVISORY_LOCK])
    const found = await lockHolder.query("select 1 from pg_database where datname = $1", [name])
    if (found.rowCount !== 1) await makeTemplate(name)
    return createDatabase({ template: name })
  })
}
