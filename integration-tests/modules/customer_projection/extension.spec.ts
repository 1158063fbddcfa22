import { randomBytes } from "node:crypto"
import { Client } from "pg"
import { Migration20261129100007 } from "../../../src/modules/customer_projection/migrations/Migration20261129100007"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"
import { withServer } from "../../helpers/database-server"

let database: TestDatabase
const role = `clientele_plain_${process.pid}_${randomBytes(4).toString("hex")}`

beforeAll(async () => {
  database = await createDatabase({ template: "template0" })
  await withServer((server) => server.query(`create role ${role} login password 'plain'`))
  await query(database, `grant usage, create on schema public to ${role}`)
})

afterAll(async () => {
  await database?.drop()
  await withServer((server) => server.query(`drop role if exists ${role}`))
})

/** What the migration asks of the database, as a role that owns nothing. */
async function migrate(): Promise<void> {
  const migration = Reflect.construct(Migration20261129100007, []) as Migration20261129100007
  await migration.up()
  const url = new URL(database.url)
  url.username = role
  url.password = "plain"
  const client = new Client({ connectionString: url.href })
  await client.connect()
  try {
    for (const sql of migration.getQueries()) {
      await client.query(String(sql))
    }
  } finally {
    await client.end()
  }
}

// Guard: the exception handler around `create extension` in customer_projection/schema/tables.ts.
test("R10: if the role may not create the extension, the migration names the administrator's step", async () => {
  await expect(migrate()).rejects.toMatchObject({
    message:
      `medusa-plugin-clientele: customer search needs the extension pg_trgm, and the role ${role} may not create it. ` +
      'Let an administrator run "create extension pg_trgm" in this database, then migrate again.',
  })
  // In a schema of its own, as some hosts have it.
  await query(database, "create schema extensions")
  await query(database, `grant usage on schema extensions to ${role}`)
  await query(database, "create extension pg_trgm schema extensions")
  await migrate()
  const [index] = await query<{ definition: string }>(
    database,
    "select indexdef as definition from pg_indexes where indexname = 'clientele_customer_index_document'",
  )
  expect(index?.definition).toContain("extensions.gin_trgm_ops")
})
