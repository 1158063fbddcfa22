import { type Database, rows } from "../../../kernel/database"
import type { AppliedRow, ClaimedRow, ImportRow, PostedLine, ReversedRow, RowState, StagedRow } from "../types"

/** The values with which an earlier line of a batch was posted. */
export type Posted = { identity: string; import_id: string; line: number; cells: Record<string, string> | null }

/** Posted lines of a batch with these identities. */
export async function readPosted(db: Database, batch: string, identities: readonly string[]): Promise<Posted[]> {
  return identities.length === 0
    ? []
    : rows<Posted>(
        db,
        `select identity, import_id, line, cells from clientele_import_row
         where batch = ? and identity = any (?::text[]) and state in ('applied', 'kept')`,
        [batch, identities],
      )
}

export type NewRow = StagedRow & { state: "staged" | "refused" | "unchanged" }

export async function insertRows(
  db: Database,
  importId: string,
  batch: string,
  staged: readonly NewRow[],
): Promise<void> {
  const column = <T>(pick: (one: NewRow) => T) => staged.map(pick)
  await rows(
    db,
    `insert into clientele_import_row (import_id, batch, line, state, identity, mailbox, cells, problems, customer_id)
     select ?, ?, n.* from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::jsonb[], ?::jsonb[], ?::text[]) n`,
    [
      importId,
      batch,
      column((one) => one.line),
      column((one) => one.state),
      column((one) => one.identity),
      column((one) => one.mailbox),
      column((one) => JSON.stringify(one.cells)),
      column((one) => (one.problems.length > 0 ? JSON.stringify(one.problems) : null)),
      column((one) => one.customer_id ?? null),
    ],
  )
}

/**
 * Claims staged lines after the line `after` for the caller's transaction. Lines that another worker has claimed are skipped. Lines that an
 * earlier file of the batch posted meanwhile are returned with `posted`.
 */
export async function claimStaged(
  db: Database,
  importId: string,
  after: number,
  limit: number,
): Promise<(ClaimedRow & { posted: Posted | null })[]> {
  const claimed = await rows<ClaimedRow & { identity: string | null; batch: string }>(
    db,
    `select line, cells, mailbox, customer_id, identity, batch from clientele_import_row
     where import_id = ? and state = 'staged' and line > ? order by line limit ? for update skip locked`,
    [importId, after, limit],
  )
  const [first] = claimed
  const identities = claimed.flatMap(({ identity }) => identity ?? [])
  const posted = new Map((first ? await readPosted(db, first.batch, identities) : []).map((one) => [one.identity, one]))
  return claimed.map(({ identity, batch: _batch, ...one }) => ({ ...one, posted: posted.get(identity ?? "") ?? null }))
}

export type Change =
  | Exclude<AppliedRow | ReversedRow, { state: "reversed" | "busy" }>
  | { line: number; state: "unchanged" | "reversed" }

/** Records the results of claimed lines. */
export async function writeStates(db: Database, importId: string, changed: readonly Change[]): Promise<void> {
  const column = <T>(pick: (one: Change) => T) => changed.map(pick)
  await rows(
    db,
    `update clientele_import_row r set state = n.state, account_id = coalesce(n.account_id, r.account_id),
       version = coalesce(n.version, r.version), customer_id = coalesce(n.customer_id, r.customer_id),
       entry_id = coalesce(n.entry_id, r.entry_id), is_new = coalesce(n.is_new, r.is_new), problems = n.problems,
       applied_at = case when n.state = 'applied' then clock_timestamp() else r.applied_at end
     from unnest(?::int[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::boolean[], ?::jsonb[])
       n (line, state, account_id, version, customer_id, entry_id, is_new, problems)
     where r.import_id = ? and r.line = n.line`,
    [
      column((one) => one.line),
      column((one) => one.state),
      column((one) => ("account_id" in one ? one.account_id : null)),
      column((one) => ("version" in one ? one.version : null)),
      column((one) => ("customer_id" in one ? one.customer_id : null)),
      column((one) => ("entry_id" in one ? one.entry_id : null)),
      column((one) => ("is_new" in one ? one.is_new : null)),
      column((one) => ("problems" in one ? JSON.stringify(one.problems) : null)),
      importId,
    ],
  )
}

/**
 * Claims posted lines before the line `before` for the caller's transaction, the newest first, so that taken points return before added points
 * are taken.
 */
export async function claimPosted(
  db: Database,
  importId: string,
  before: number,
  limit: number,
): Promise<PostedLine[]> {
  const found = await rows<PostedRow>(
    db,
    `select ${POSTED} from clientele_import_row
     where import_id = ? and state = 'applied' and line < ? order by line desc limit ? for update skip locked`,
    [importId, before, limit],
  )
  return found.map(toPostedLine)
}

/** Posted lines before the line `before`, the newest first. */
export async function readPostedLines(
  db: Database,
  importId: string,
  before: number,
  limit: number,
): Promise<PostedLine[]> {
  const found = await rows<PostedRow>(
    db,
    `select ${POSTED} from clientele_import_row
     where import_id = ? and state = 'applied' and line < ? order by line desc limit ?`,
    [importId, before, limit],
  )
  return found.map(toPostedLine)
}

const POSTED = "line, account_id::text, version::text, customer_id, entry_id, is_new, applied_at"

type PostedRow = {
  line: number
  account_id: string | null
  version: string | null
  customer_id: string | null
  entry_id: string | null
  is_new: boolean | null
  applied_at: Date | null
}

function toPostedLine({ line, account_id, version, applied_at, customer_id, entry_id, is_new }: PostedRow): PostedLine {
  return account_id === null
    ? { line, applied_at, customer_id: customer_id ?? "", entry_id, is_new }
    : { line, applied_at, account_id, version: Number(version) }
}

/** Records on lines why they prevent the reversal of their import. Their state stays. */
export async function writeProblems(
  db: Database,
  importId: string,
  problems: readonly { line: number; problems: unknown[] }[],
): Promise<void> {
  await rows(
    db,
    `update clientele_import_row r set problems = n.problems from unnest(?::int[], ?::jsonb[]) n (line, problems)
     where r.import_id = ? and r.line = n.line`,
    [problems.map((one) => one.line), problems.map((one) => JSON.stringify(one.problems)), importId],
  )
}

/** Deletes the reasons of an earlier attempt. */
export async function clearProblems(db: Database, importId: string): Promise<void> {
  await rows(
    db,
    `update clientele_import_row set problems = null where import_id = ? and state = 'applied' and problems is not null`,
    [importId],
  )
}

export type People = { mailboxes: readonly string[]; customer_ids: readonly string[] }

/** Whether rows of these mailboxes or customers wait, are posted or were; with `refused`, also refused ones. */
export async function hasRowsOf(
  db: Database,
  importId: string,
  { mailboxes, customer_ids }: People,
  refused: boolean,
): Promise<boolean> {
  const found = await rows(
    db,
    `select 1 from clientele_import_row where import_id = ? and (state <> 'refused' or ?)
       and (mailbox = any (?::text[]) or customer_id = any (?::text[])) limit 1`,
    [importId, refused, mailboxes, customer_ids],
  )
  return found.length > 0
}

/** Whether rows that are not refused have a cell in one of these columns. */
export async function hasCells(db: Database, importId: string, columns: readonly string[]): Promise<boolean> {
  const found = await rows(
    db,
    `select 1 from clientele_import_row where import_id = ? and state <> 'refused'
       and jsonb_exists_any(cells, ?::text[]) limit 1`,
    [importId, columns],
  )
  return found.length > 0
}

export type RowFilter = { state?: RowState | undefined; problems?: boolean | undefined }

/** Lines after `after`, in their order. */
export async function readRows(
  db: Database,
  importId: string,
  { state, problems }: RowFilter,
  after: number,
  limit: number,
): Promise<ImportRow[]> {
  const where = `${state ? "and state = ?" : ""} ${problems ? "and problems is not null" : ""}`
  const found = await rows<ImportRow & { account_id: string | null; version: string | null }>(
    db,
    `select line, state, cells, coalesce(problems, '[]') as problems, account_id, version, customer_id, entry_id, is_new
     from clientele_import_row
     where import_id = ? and line > ? ${where} order by line limit ?`,
    [importId, after, ...(state ? [state] : []), limit],
  )
  return found.map(({ account_id, version, ...one }) => ({
    ...one,
    entry_id: account_id === null ? one.entry_id : `pent_${account_id}_${version}`,
  }))
}
