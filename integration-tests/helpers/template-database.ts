import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { ADMIN_USER } from "./admin-user"
import { databaseUrl, withServer } from "./database-server"
import { projectDir, runMedusa } from "./server-process"

const PREFIX = "clientele_template_"

// One lock number for all processes that create, copy or drop a template on this server.
const ADVISORY_LOCK = 7_263_411

/** Files that determine the content of a migrated database. */
function* schemaSources(dir: string): Generator<string> {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const file = path.join(dir, entry.name)
    if (entry.isDirectory()) yield* schemaSources(file)
    else if (/migrat|\.sql$|\/(models|links|loaders|schema)\//.test(file)) yield file
  }
}

function templateName(): string {
  const files = ["package-lock.json", "medusa-config.ts"].map((name) => path.join(projectDir, name))
  const hash = createHash("sha256")
  for (const file of [...files, ...[...schemaSources(path.join(projectDir, "src"))].sort()]) {
    hash.update(path.relative(projectDir, file)).update("\0").update(fs.readFileSync(file)).update("\0")
  }
  return PREFIX + hash.digest("hex").slice(0, 16)
}

async function makeTemplate(name: string): Promise<void> {
  const unfinished = `${name}_unfinished`
  await withServer(async (server) => {
    const { rows } = await server.query<{ datname: string }>(
      "select datname from pg_database where starts_with(datname, $1)",
      [PREFIX],
    )
    for (const { datname } of rows) await server.query(`drop database ${datname} with (force)`)
    await server.query(`create database ${unfinished} template template0 encoding 'UTF8'`)
  })
  const env = { DATABASE_URL: databaseUrl(unfinished) }
  await runMedusa(["db:migrate", "--skip-scripts", "--execute-safe-links"], { env })
  await runMedusa(["user", "--email", ADMIN_USER.email, "--password", ADMIN_USER.password], { env })
  await withServer((server) => server.query(`alter database ${unfinished} rename to ${name}`))
}

export async function exists(name: string): Promise<boolean> {
  const found = await withServer((server) => server.query("select 1 from pg_database where datname = $1", [name]))
  return found.rowCount === 1
}

/**
 * Runs `use` with the name of a database that `medusa db:migrate` of this repository created, with one admin user in it. It
 * is created again when the migrations change, once for all test files. Older templates are dropped. Do not connect to it:
 * copy it.
 */
export async function withMigratedTemplate<T>(use: (name: string) => Promise<T>): Promise<T> {
  const name = templateName()
  return withServer(async (lockHolder) => {
    await lockHolder.query("select pg_advisory_lock($1)", [ADVISORY_LOCK])
    if (!(await exists(name))) await makeTemplate(name)
    return use(name)
  })
}
