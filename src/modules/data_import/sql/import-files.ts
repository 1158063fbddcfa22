import { type Database, rows } from "../../../kernel/database"
import type { ImportStatus, ImportView, NewImport } from "../types"

const COLUMNS = `id, kind, status, file_name, batch, reason, rows, refused, unchanged, applied, reversed, kept, adds::float8 as adds,
  takes::float8 as takes, totals, created_by, created_at, confirmed_by, confirmed_at, reversed_by, finished_at`

export async function insertImport(db: Database, id: string, one: NewImport): Promise<void> {
  await rows(
    db,
    `insert into clientele_import (id, kind, file_name, batch, reason, created_by) values (?, ?, ?, ?, ?, ?)`,
    [
      id,
      one.kind,
      one.file_name,
      one.batch ?? id,
      one.reason ?? `Import ${one.file_name ?? id}`.slice(0, 200),
      one.created_by,
    ],
  )
}

export async function readImport(db: Database, id: string): Promise<ImportView | undefined> {
  return (await rows<ImportView>(db, `select ${COLUMNS} from clientele_import where id = ?`, [id]))[0]
}

/** Newest first. */
export async function readImports(
  db: Database,
  limit: number,
  offset: number,
): Promise<{ imports: ImportView[]; count: number }> {
  const [imports, [counted]] = await Promise.all([
    rows<ImportView>(
      db,
      `select ${COLUMNS} from clientele_import where status <> 'staging' order by created_at desc, id desc limit ? offset ?`,
      [limit, offset],
    ),
    rows<{ count: number }>(db, "select count(*)::int as count from clientele_import where status <> 'staging'"),
  ])
  return { imports, count: counted?.count ?? 0 }
}

export async function readRunning(db: Database): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    "select id from clientele_import where status in ('applying', 'reversing') order by changed_at",
  )
  return found.map(({ id }) => id)
}

/** Deletes a file that is not confirmed. @returns whether there was one */
export async function deleteUnconfirmed(db: Database, id: string): Promise<boolean> {
  const deleted = await rows(
    db,
    "delete from clientele_import where id = ? and status in ('staging', 'ready') returning 1",
    [id],
  )
  return deleted.length > 0
}

/** The columns that a step sets beside the status; `actor` is one binding. */
const STEPS = {
  ready: { from: "staging", set: "" },
  canceled: { from: "ready", set: ", finished_at = clock_timestamp()" },
  applying: { from: "ready", set: ", confirmed_by = ?, confirmed_at = clock_timestamp()" },
  applied: { from: "applying", set: ", finished_at = clock_timestamp()" },
  reversing: { from: "applied", set: ", reversed_by = ?, finished_at = null" },
  reversed: { from: "reversing", set: ", finished_at = clock_timestamp()" },
} as const

/** The state that no row may have when an import ends. */
const OPEN: Partial<Record<ImportStatus, string>> = { applied: "staged", reversed: "applied" }

/**
 * Moves an import from one status to the next, once.
 *
 * @returns whether this call did
 * @throws PostgreSQL's 23505 if another import of the batch is being applied or reversed
 */
export async function advance(db: Database, id: string, to: keyof typeof STEPS, actor?: string): Promise<boolean> {
  const { from, set } = STEPS[to]
  const open = OPEN[to]
  const done = open
    ? `and not exists (select 1 from clientele_import_row r where r.import_id = i.id and r.state = '${open}')`
    : ""
  const found = await rows(
    db,
    `update clientele_import i set status = ?, changed_at = clock_timestamp()${set} where i.id = ? and i.status = ? ${done} returning 1`,
    [to, ...(set.includes("?") ? [actor] : []), id, from],
  )
  return found.length > 0
}

type Counts = Partial<
  Record<"rows" | "refused" | "unchanged" | "applied" | "reversed" | "kept" | "adds" | "takes", number>
>

/** Adds to an import's counts. */
export async function count(db: Database, id: string, counts: Counts): Promise<void> {
  const entries = Object.entries(counts).filter(([, number]) => number !== 0)
  if (entries.length > 0) {
    const set = entries.map(([name]) => `${name} = ${name} + ?`).join(", ")
    await rows(db, `update clientele_import set ${set}, changed_at = clock_timestamp() where id = ?`, [
      ...entries.map(([, number]) => number),
      id,
    ])
  }
}

/** Adds to an import's sums by currency. */
export async function addTotals(
  db: Database,
  id: string,
  money: readonly { currency_code: string; amount: string }[],
): Promise<void> {
  if (money.length > 0) {
    await rows(
      db,
      `update clientele_import i set totals = (
         select jsonb_agg(jsonb_build_object('currency_code', s.currency_code, 'amount', s.amount) order by s.currency_code)
         from (
           select m.currency_code, trim_scale(sum(m.amount))::text as amount from (
             select t.currency_code, t.amount from jsonb_to_recordset(i.totals) t (currency_code text, amount numeric)
             union all
             select n.currency_code, n.amount from unnest(?::text[], ?::numeric[]) n (currency_code, amount)
           ) m group by m.currency_code
         ) s
       ) where id = ?`,
      [money.map((one) => one.currency_code), money.map((one) => one.amount), id],
    )
  }
}
