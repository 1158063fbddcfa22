import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Logger } from "@medusajs/framework/types"
import { ModulesSdkUtils } from "@medusajs/framework/utils"
import knex, { type Knex } from "knex"
import { type MixResult, runClient } from "../modules/points/mix"
import { createDurablePostgres } from "./durable-postgres"
import { trialBalance } from "./ledger"
import { type Acknowledged, nothingAcknowledged, RecordingPoints } from "./recording-points"

const CLIENTS = 16
const silent = new Proxy({} as Logger, { get: () => () => {} })
const postgres = createDurablePostgres()

beforeAll(async () => {
  await postgres.start()
  const pathToMigrations = path.resolve(__dirname, "../../src/modules/points/migrations")
  const migrate = ModulesSdkUtils.buildMigrationScript({ moduleName: "clientele_points", pathToMigrations })
  await migrate({ options: { database: { clientUrl: postgres.url() } }, logger: silent })
}, 120_000)

afterAll(() => postgres.remove(), 60_000)

const openPool = () =>
  knex({ client: "pg", connection: postgres.url(), pool: { min: 0, max: 10 }, acquireConnectionTimeout: 2000 })

async function runMix(points: RecordingPoints, rounds: number): Promise<MixResult[]> {
  return Promise.all(Array.from({ length: CLIENTS }, (_, i) => runClient(points, i, rounds)))
}

/** What was acknowledged and is not there, or is there in another way. */
async function findMissing(db: Knex, said: Acknowledged): Promise<string[]> {
  const rows = async <Row>(sql: string) => (await db.raw<{ rows: Row[] }>(sql)).rows
  const entries = new Set(
    (
      await rows<Record<"account_id" | "version" | "points" | "balance_after", string>>(
        "select account_id, version, points, balance_after from clientele_points_entry",
      )
    ).map((row) => [row.account_id, row.version, row.points, row.balance_after].join(" ")),
  )
  const lots = await rows<{ source: string; ticket: string }>("select source, ticket from clientele_points_lot")
  const tickets = new Map(lots.map((row) => [row.source, BigInt(row.ticket)]))
  const holds = new Map(
    (await rows<{ id: string; status: string }>("select id, status from clientele_points_hold")).map((row) => [
      row.id,
      row.status,
    ]),
  )
  return [
    ...said.entries
      .map((one) => [one.account_id, one.version, one.points, one.balance_after].join(" "))
      .filter((one) => !entries.has(one))
      .map((one) => `entry ${one}`),
    ...[...said.tickets].filter(([id, ticket]) => (tickets.get(id) ?? -1n) < ticket).map(([id]) => `order ${id}`),
    // A hold that was said to be live may have been ended by an operation whose answer never came.
    ...[...said.holds]
      .filter(([id, status]) => (status === "held" ? !holds.has(id) : holds.get(id) !== status))
      .map(([id, status]) => `hold ${id}, ${status}`),
  ]
}

// Guards: the ledger's functions write an operation in one transaction; `synchronous_commit` of the server.
it("M22: PostgreSQL is killed while 16 clients work: nothing acknowledged is lost, and M1 and M2 hold", async () => {
  const said = nothingAcknowledged()
  for (let kill = 1; kill <= 2; kill++) {
    const pool = openPool()
    const points = new RecordingPoints(pool, said)
    const enough = said.operations + 600
    const running = runMix(points, 5000)
    while (said.operations < enough) await sleep(5)
    await postgres.pullPlug()
    points.stopped = true
    const results = await running
    // The plug was pulled in the middle: every client was cut off.
    expect(results.every(({ broken }) => broken > 0)).toBe(true)
    await pool.destroy()

    await postgres.start()
    expect(await trialBalance(postgres.url())).toEqual([])
    const db = openPool()
    expect(await findMissing(db, said)).toEqual([])
    await db.destroy()
  }
  expect(said.entries.length).toBeGreaterThan(600)
  expect([...said.holds.values()]).toEqual(expect.arrayContaining(["held", "posted", "released"]))
}, 180_000)
