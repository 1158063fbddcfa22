import { openPointsStore, type PointsStore } from "../../integration-tests/modules/points/store"
import type { Pool } from "../../src/kernel/database"
import { DataImportModuleService } from "../../src/modules/data_import"
import { pointsPoster } from "../../src/workflows/imports/points-kind"
import { PointsChecker, pointsColumns } from "../../src/workflows/imports/points-rows"
import { readCsv } from "../../src/workflows/imports/read-csv"
import { runChunks } from "../../src/workflows/imports/run-chunks"
import { type Benchmark, type Effort, makeFigure } from "../lib/figure"
import { checkpoint } from "../lib/ledger"
import { inTurn } from "../lib/measure"

const ROWS = 100_000
/** The short form measures a tenth. */
const SHORT = 10
const BATCH = 1000

type Row = { mailbox: string; points: number; reason: string; key: string }

let files = 0

/** Makes rows for mailboxes that no earlier round used. */
function newRows(count: number): Row[] {
  files += 1
  return Array.from({ length: count }, (_one, n) => {
    const name = `customer${files}-${n}`
    return { mailbox: `${name}@example.com`, points: 1 + (n % 5000), reason: "Balance of the old programme", key: name }
  })
}

async function* csvOf(rows: readonly Row[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from("email,points,reason,reference\n")
  for (let at = 0; at < rows.length; at += BATCH) {
    const lines = rows.slice(at, at + BATCH).map((one) => `${one.mailbox},${one.points},${one.reason},${one.key}\n`)
    yield Buffer.from(lines.join(""))
  }
}

/** Imports as a worker does, from the bytes of the file to the last posted row. */
async function importAll(store: PointsStore, rows: readonly Row[]): Promise<string> {
  const { points, db } = store
  const imports = new DataImportModuleService({ __pg_connection__: db as unknown as Pool })
  const about = { kind: "points", file_name: "balances.csv", batch: null, reason: null, created_by: "bench" } as const
  const begun = await imports.begin(about)
  const checker = new PointsChecker([], new Date())
  for await (const lines of readCsv(csvOf(rows), pointsColumns)) {
    await imports.stage(
      begun,
      lines.map((line) => checker.check(line)),
    )
  }
  await imports.endStaging(begun.id)
  await runChunks({ imports, poster: pointsPoster(points) }, await imports.confirm(begun.id, "bench", false))
  const { applied } = await imports.get(begun.id)
  if (applied !== rows.length) {
    throw new Error(`${applied} of ${rows.length} rows are posted`)
  }
  return begun.id
}

const total = (rows: readonly Row[]) => rows.reduce((sum, { points }) => sum + points, 0)

/** The ledger has these rows, each once, with these points; the rest is the reference's. */
async function expectSums({ db }: PointsStore, entries: number, points: number): Promise<void> {
  const { rows } = (await db.raw(
    `select count(*)::int as entries, count(distinct e.idempotency_key)::int as keys, coalesce(sum(e.points), 0)::float8 as points
     from clientele_points_entry e join clientele_points_account a on a.id = e.account_id where a.mailbox like ?`,
    [`customer${files}-%`],
  )) as { rows: { entries: number; keys: number; points: number }[] }
  const [found] = rows
  if (found?.entries !== entries || found.keys !== entries || found.points !== points) {
    throw new Error(`the ledger has ${JSON.stringify(found)} in place of ${entries} entries over ${points} points`)
  }
}

/** The reversal of a whole import, as a worker does it. */
async function reverseAll(store: PointsStore, id: string, count: number): Promise<void> {
  const imports = new DataImportModuleService({ __pg_connection__: store.db as unknown as Pool })
  await runChunks({ imports, poster: pointsPoster(store.points) }, await imports.beginReversal(id, "bench"))
  const { reversed, kept } = await imports.get(id)
  if (reversed !== count || kept !== 0) {
    throw new Error(`${reversed} of ${count} rows are reversed`)
  }
}

const values = (rows: readonly Row[], of: (row: Row, n: number) => unknown[]) => {
  const bindings = rows.flatMap(of)
  const width = bindings.length / rows.length
  return { sql: rows.map(() => `(${Array(width).fill("?").join(", ")})`).join(", "), bindings }
}

/**
 * Writes the rows that an import leaves in the ledger (account, entry, lot and note) with INSERTs of 1,000 rows that check nothing.
 */
async function insertAll({ db }: PointsStore, rows: readonly Row[]): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH) {
    const batch = rows.slice(at, at + BATCH)
    await db.transaction(async (transaction) => {
      const insert = async (table: string, of: (row: Row, n: number) => unknown[], end = "") => {
        const { sql, bindings } = values(batch, of)
        return transaction.raw(`insert into ${table} values ${sql} ${end}`, bindings as string[])
      }
      const { rows: made } = (await insert(
        "clientele_points_account (mailbox, balance, version)",
        ({ mailbox, points }) => [mailbox, points, 1],
        "returning id",
      )) as { rows: { id: string }[] }
      const id = (n: number) => made[n]?.id
      await insert(
        `clientele_points_entry (account_id, version, type, reason, points, balance_after, idempotency_key, request_hash)`,
        ({ points, key }, n) => [id(n), 1, "adjust", "import", points, points, `insert:${key}`, ""],
      )
      await insert(
        "clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining, expires_at)",
        ({ points, key }, n) => [`insert:${key}`, id(n), false, 1, points, points, "infinity"],
      )
      await insert("clientele_points_entry_note (account_id, version, stated_reason, actor_id)", ({ reason }, n) => [
        ...[id(n), 1, reason, "bench"],
      ])
    })
  }
}

async function measure(effort: Effort) {
  const count = effort.short ? ROWS / SHORT : ROWS
  const store = await openPointsStore()
  const rate = (started: number) => (count * 1000) / (performance.now() - started)
  const perSecond = (work: (store: PointsStore, rows: readonly Row[]) => Promise<void>) => async () => {
    const rows = newRows(count)
    await checkpoint(store)
    const started = performance.now()
    await work(store, rows)
    return rate(started)
  }
  /** The import is measured; its reversal is timed and told beside it. */
  const thereAndBack = async () => {
    const rows = newRows(count)
    await checkpoint(store)
    const started = performance.now()
    const id = await importAll(store, rows)
    const imported = rate(started)
    await expectSums(store, count, total(rows))
    await checkpoint(store)
    const turned = performance.now()
    await reverseAll(store, id, count)
    effort.log(`  reversal: ${Math.round(rate(turned))} rows/s`)
    await expectSums(store, 2 * count, 0)
    return imported
  }
  try {
    const { ours, reference } = await inTurn({ ours: thereAndBack, reference: perSecond(insertAll) }, effort)
    const about = { bench: "import_100k", unit: "rows/s", reference: "the same ledger rows by INSERTs of 1,000" }
    return [makeFigure({ ...about, value: ours, reference_value: reference })]
  } finally {
    await store.close()
  }
}

/**
 * Compares an import of 100,000 balances, which is then reversed, with a script that writes the rows straight into the ledger's tables.
 * Both end with the sums of the ledger (contract M70).
 */
export const importOfBalances: Benchmark = { names: ["import_100k"], run: measure }
