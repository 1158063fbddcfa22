import fs from "node:fs"
import path from "node:path"
import type { Logger } from "@medusajs/framework/types"
import { ModulesSdkUtils } from "@medusajs/framework/utils"
import { createPostgresBackend, LATEST_SCHEMA_VERSION, Queue } from "bullmq"
import { Client } from "pg"
import { migrateQueueSchema } from "../../src/modules/job_queue/schema/queue"
import { createDatabase, type TestDatabase } from "../helpers/database"
import { withServer } from "../helpers/database-server"
import { closeServices, createService, logged, startService, until } from "./harness"
import { resetJobs, runs } from "./jobs"

const pathToMigrations = path.resolve(__dirname, "../../src/modules/job_queue/migrations")

const silent = new Proxy({} as Logger, { get: () => () => {} })

/** What `medusa db:migrate` does for one module. */
async function medusaMigrates(clientUrl: string): Promise<string[]> {
  const migrate = ModulesSdkUtils.buildMigrationScript({ moduleName: "clientele_job_queue", pathToMigrations })
  const done: { name: string }[] = await migrate({ options: { database: { clientUrl } }, logger: silent })
  return done.map(({ name }) => name)
}

type BullmqMigration = { version: number; name: string; load: () => string }

/** The schema as the version of BullMQ before made it, with a waiting job. */
async function bullmqOfBefore(database: TestDatabase): Promise<void> {
  const { MIGRATIONS } = require("bullmq/dist/cjs/postgres/migrations") as { MIGRATIONS: BullmqMigration[] }
  const asBefore = MIGRATIONS.slice(0, -1)
  await withServer(async (client) => {
    await client.query("create schema clientele_queue")
    await client.query("set search_path to clientele_queue")
    await client.query("create table migration (version int primary key, name text, min_client_version int)")
    for (const { version, name, load } of asBefore) {
      await client.query(load())
      await client.query("insert into migration values ($1, $2, 6)", [version, name])
    }
  }, database.name)
  const connection = { connectionString: database.url, schema: "clientele_queue" }
  const queue = new Queue("clientele-awards", { connection }, createPostgresBackend)
  await queue.add("test.award", { order_id: "order_1" })
  await queue.close()
}

const options = (database: TestDatabase) => ({ database: { clientUrl: database.url } })

async function versionIn(database: TestDatabase): Promise<number> {
  const sql = "select max(version) as version from clientele_queue.migration"
  return Number((await withServer((client) => client.query(sql), database.name)).rows[0].version)
}

describe("migration of the queue's schema", () => {
  let database: TestDatabase
  beforeEach(async () => {
    resetJobs()
    database = await createDatabase({ template: "template0" })
  })
  afterEach(async () => {
    await closeServices()
    await database.drop()
  })

  it("ADR 0005: the newest migration class is written for the installed BullMQ", () => {
    const files = fs.readdirSync(pathToMigrations).filter((file) => /^Migration\d+\.ts$/.test(file))
    const newest = require(path.join(pathToMigrations, files.sort().at(-1) ?? ""))
    const [migrationClass] = Object.values(newest) as { schemaVersion: number }[]
    expect(migrationClass?.schemaVersion).toBe(LATEST_SCHEMA_VERSION)
  })

  it("ADR 0005: makes the schema, once, and leaves everything else alone", async () => {
    expect(await medusaMigrates(database.url)).toEqual(["Migration20261121090000"])
    expect(await medusaMigrates(database.url)).toEqual([])
    expect(await versionIn(database)).toBe(LATEST_SCHEMA_VERSION)
    const tables = "select schemaname as schema, tablename as name from pg_tables where schemaname !~ '^(pg_|inf)'"
    const { rows } = await withServer((client) => client.query<{ schema: string; name: string }>(tables), database.name)
    expect(rows.filter(({ schema }) => schema !== "clientele_queue").map(({ name }) => name)).toEqual([
      "mikro_orm_migrations",
    ])
    expect(await createService(options(database)).health()).toMatchObject({ reachable: true })
  })

  it("ADR 0005: migrates a filled database and keeps its jobs", async () => {
    await bullmqOfBefore(database)
    expect((await createService(options(database)).health()).message).toContain("npx medusa db:migrate")
    expect(await medusaMigrates(database.url)).toHaveLength(1)
    expect(await versionIn(database)).toBe(LATEST_SCHEMA_VERSION)
    await startService(options(database))
    await until("the job from before", () => runs.length === 1)
  })

  it("ADR 0005: stays inside the transaction of the migration", async () => {
    const exists = "select to_regnamespace('clientele_queue') is not null as yes"
    await withServer(async (client) => {
      await client.query("begin")
      await migrateQueueSchema(client)
      expect((await client.query(exists)).rows).toEqual([{ yes: true }])
      await client.query("rollback")
      expect((await client.query(exists)).rows).toEqual([{ yes: false }])
    }, database.name)
  })

  it("ADR 0005: a failing migration leaves nothing behind", async () => {
    // A table in the way of BullMQ's own.
    await withServer((client) => client.query("create schema clientele_queue create table job ()"), database.name)
    await expect(medusaMigrates(database.url)).rejects.toThrow()
    const { rows } = await withServer(
      (client) => client.query("select tablename as name from pg_tables where schemaname = 'clientele_queue'"),
      database.name,
    )
    expect(rows).toEqual([{ name: "job" }])
  })

  it("ADR 0005: a role without the right to create schemas migrates into an existing schema", async () => {
    const role = `${database.name}_role`
    await withServer(async (client) => {
      await client.query(`create role ${role} login password 'role'`)
      await client.query(`create schema clientele_queue authorization ${role}`)
      await client.query(`grant usage, create on schema public to ${role}`)
    }, database.name)
    const url = new URL(database.url)
    Object.assign(url, { username: role, password: "role" })
    const client = new Client({ connectionString: url.toString() })
    try {
      await client.connect()
      await expect(client.query("create schema if not exists clientele_queue")).rejects.toThrow(/permission denied/)
      await medusaMigrates(url.toString())
      expect(await versionIn(database)).toBe(LATEST_SCHEMA_VERSION)
    } finally {
      await client.end()
      await withServer(async (server) => {
        await server.query(`drop owned by ${role} cascade`)
        await server.query(`drop role ${role}`)
      }, database.name)
    }
  })

  it("ADR 0005: without its tables the store boots, add() and health name the fix, and jobs run once the tables exist", async () => {
    const service = await startService(options(database))
    const fix = "Run `npx medusa db:migrate`"
    expect(await service.health()).toMatchObject({
      reachable: false,
      workers_running: false,
      message: expect.stringContaining(fix),
    })
    const adding = service.add("test.award", { order_id: "order_1" })
    await expect(adding).rejects.toMatchObject({ code: "queue_unavailable", message: expect.stringContaining(fix) })
    expect(logged.join("\n")).toContain(fix)

    await medusaMigrates(database.url)
    await service.add("test.award", { order_id: "order_2" })
    await until("the run", () => runs.length === 1)
  })
})
