import { randomBytes } from "node:crypto"
import { databaseUrl, withServer } from "./database-server"
import { closeKept, withKept } from "./kept-connection"
import { withMigratedTemplate } from "./template-database"

/** A database of one test file. */
export type TestDatabase = { name: string; url: string; drop: () => Promise<void> }

/**
 * Makes a database on the server of DATABASE_URL.
 * @param options `template`: the database to copy; without it a migrated one with the admin user in it (the first call
 * after a change of migrations takes some 15 s, later ones some 0.1 s); `"template0"` gives an empty one
 */
export async function createDatabase(options: { template?: string } = {}): Promise<TestDatabase> {
  const name = `clientele_test_${process.pid}_${randomBytes(4).toString("hex")}`
  const copy = async (template: string) => {
    // PostgreSQL copies no database that has connections.
    await closeKept(template)
    await withServer((server) => server.query(`create database ${name} template ${template} strategy file_copy`))
  }
  if (options.template) await copy(options.template)
  else await withMigratedTemplate(copy)
  return { name, url: databaseUrl(name), drop: () => dropDatabase(name) }
}

/** Drops a database and closes all connections to it. */
export async function dropDatabase(name: string): Promise<void> {
  await closeKept(name)
  await withServer((server) => server.query(`drop database if exists ${name} with (force)`))
}

/** Runs one statement in a test's database. @returns the rows */
export async function query<Row extends Record<string, unknown>>(
  database: TestDatabase,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const { rows } = await withKept(database.name, (client) => client.query<Row>(sql, values))
  return rows
}

/** The whole content of a test's database as text: one line for each row of each table. */
export async function dumpDatabase(database: TestDatabase): Promise<string> {
  const tables = await query<{ name: string }>(
    database,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const lines: string[] = []
  for (const { name } of tables) {
    const rows = await query<{ line: string }>(database, `select t::text as line from ${name} t`)
    lines.push(...rows.map(({ line }) => line))
  }
  return lines.join("\n")
}
