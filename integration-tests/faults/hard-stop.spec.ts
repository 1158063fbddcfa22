import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Logger } from "@medusajs/framework/types"
import { ModulesSdkUtils } from "@medusajs/framework/utils"
import knex from "knex"
import { type MixResult, runClient } from "../modules/points/mix"
import { createDurablePostgres } from "./durable-postgres"
import { trialBalance } from "./ledger"
import { type Acknowledged, type AcknowledgedEntry, nothingAcknowledged, RecordingPoints } from "./recording-points"

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

const quiet = { warn: () => undefined, error: () => undefined, debug: () => undefined, deprecate: () => undefined }

const openPool = () =>
  knex({
    client: "pg",
    connection: postgres.url(),
    pool: { min: 0, max: 10 },
    acquireConnectionTimeout: 2000,
    log: quiet,
  })

async function runMix(points: RecordingPoints, rounds: number): Promise<MixResult[]> {
  return Promise.all(Array.from({ length: CLIENTS }, (_, i) => runClient(points, i, rounds)))
}

/** The acknowledged entries that are missing or different. */
async function findMissing(said: Acknowledged): Promise<string[]> {
  const db = openPool()
  const rows = async <Row>(sql: string) => (await db.raw<{ rows: Row[] }>(sql)).rows
  try {
    const entries = await rows<AcknowledgedEntry>(
      "select account_id, version, points, balance_after from clientele_points_entry",
    )
    const lots = await rows<{ source: string; fencing_token: string }>(
      "select source, fencing_token from clientele_points_lot",
    )
    const holds = await rows<{ id: string; status: string }>("select id, status from clientele_points_hold")
    return [
      ...missingEntries(said, entries),
      ...missingFencingTokens(said, new Map(lots.map(({ source, fencing_token }) => [source, BigInt(fencing_token)]))),
      ...missingHolds(said, new Map(holds.map(({ id, status }) => [id, status]))),
    ]
  } finally {
    await db.destroy()
  }
}

function missingEntries(said: Acknowledged, found: AcknowledgedEntry[]): string[] {
  const text = (one: AcknowledgedEntry) => `entry ${one.account_id} ${one.version}: ${one.points}, ${one.balance_after}`
  const there = new Set(found.map(text))
  return said.entries.map(text).filter((one) => !there.has(one))
}

function missingFencingTokens(said: Acknowledged, found: Map<string, bigint>): string[] {
  return [...said.fencingTokens].filter(([id, token]) => (found.get(id) ?? -1n) < token).map(([id]) => `order ${id}`)
}

/** An operation whose answer never arrived may have ended a hold that was acknowledged as active. */
function missingHolds(said: Acknowledged, found: Map<string, string>): string[] {
  return [...said.holds]
    .filter(([id, status]) => (status === "held" ? !found.has(id) : found.get(id) !== status))
    .map(([id, status]) => `hold ${id}, ${status}`)
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
    await pool.destroy()
    // The server was killed during the work: every client lost its connection.
    expect(results.every(({ broken }) => broken > 0)).toBe(true)

    await postgres.start()
    expect(await trialBalance(postgres.url())).toEqual([])
    expect(await findMissing(said)).toEqual([])
  }
  expect(said.entries.length).toBeGreaterThan(600)
  expect([...new Set(said.holds.values())]).toEqual(expect.arrayContaining(["posted", "released"]))
}, 180_000)
