import type { Database } from "../../kernel/database"
import type {
  AppliedRow,
  ClaimedRow,
  ImportView,
  PostedEntry,
  PostedLine,
  ReversedRow,
  RowProblem,
} from "../../modules/data_import"
import {
  entryId,
  type KeptBecause,
  type PointsModuleService,
  type PostedRow,
  type TakenBack,
} from "../../modules/points"
import { pointsEvents } from "../shared/events/points-events"
import type { announcePostings } from "../shared/events/points-posted"
import { parsePointsRow } from "./points-rows"

/** Postings to announce after the commit. */
export type Postings = Parameters<typeof announcePostings>[1][number][]

const WHY_NOT: Record<Exclude<PostedRow["outcome"], "applied" | "known">, RowProblem> = {
  short: { column: "points", message: "is more than the balance has" },
  full: { column: "points", message: "brings the balance above 9,007,199,254,740,991" },
  expired: { column: "expires_at", message: "must be in the future" },
  conflict: { column: null, message: "was posted before with other values" },
}

/**
 * Posts claimed lines as entries of the ledger, in the caller's transaction. The key is the line of the import.
 *
 * @param passBusy leaves lines out whose account another session has locked, in place of waiting for it (contract M48)
 */
export async function postPointsRows(
  points: PointsModuleService,
  db: Database,
  { id, reason, confirmed_by, created_by }: ImportView,
  claimed: readonly ClaimedRow[],
  passBusy = false,
): Promise<{ applied: AppliedRow[]; postings: Postings }> {
  const [lines, busy] = passBusy
    ? split(claimed, mailboxOf, await points.lockFreeMailboxes(db, claimed.map(mailboxOf)))
    : [claimed, []]
  const rows = lines.map(({ line, cells }) => {
    const { email, points: number, reason: own, note, expires_at } = parsePointsRow(cells)
    return {
      mailbox: email,
      points: number,
      idempotency_key: `${id}:${line}`,
      stated_reason: own ?? reason,
      note: note ?? null,
      expires_at: expires_at ?? null,
    }
  })
  const posted = await points.postImported(db, rows, confirmed_by ?? created_by)
  const postings: Postings = []
  const applied = posted.map(({ outcome, account_id, version, balance_after }, place): AppliedRow => {
    const { line } = lines[place] as ClaimedRow
    if (outcome !== "applied" && outcome !== "known") {
      return { line, state: "refused", problems: [WHY_NOT[outcome]] }
    }
    if (outcome === "applied") {
      const data = { entry_id: entryId(account_id, version), points: rows[place]?.points ?? 0, balance_after }
      postings.push({ name: pointsEvents.ADJUSTED, account_id, data })
    }
    return { line, state: "applied", account_id, version }
  })
  return { applied: [...applied, ...busy], postings }
}

/** A staged line of points has its mailbox. */
const mailboxOf = ({ mailbox }: ClaimedRow): string => mailbox ?? ""

/** Lines whose key is free, and the others as busy. */
function split<Line extends { line: number }>(
  lines: readonly Line[],
  keyOf: (line: Line) => string,
  free: ReadonlySet<string>,
): [free: Line[], busy: { line: number; state: "busy" }[]] {
  const isFree = (line: Line) => free.has(keyOf(line))
  return [lines.filter(isFree), lines.filter((line) => !isFree(line)).map(({ line }) => ({ line, state: "busy" }))]
}

type EntryLine = { line: number } & PostedEntry

/** Posted lines of points with their entries. */
export const toEntries = (lines: readonly PostedLine[]): EntryLine[] =>
  lines.flatMap((one) =>
    "version" in one ? [{ line: one.line, account_id: one.account_id, version: one.version }] : [],
  )

const KEPT: Record<KeptBecause, string> = {
  spent: "was spent since, or repaid a debt",
  expired: "has expired since",
  merged: "was merged into another account since",
  held: "is applied to a cart",
  full: "brings the balance above 9,007,199,254,740,991",
  gone: "has no entry in the ledger",
}

/** The reason why an entry is not reversed. */
export const keptProblem = (outcome: KeptBecause): RowProblem => ({ column: "points", message: KEPT[outcome] })

/**
 * Reverses posted lines by the opposites of their entries, in the caller's transaction. `passBusy` as in {@link
 * postPointsRows}.
 */
export async function takeBackPointsRows(
  points: PointsModuleService,
  db: Database,
  { id, reversed_by, created_by }: ImportView,
  claimed: readonly EntryLine[],
  passBusy = false,
): Promise<{ reversed: ReversedRow[]; postings: Postings }> {
  const [lines, busy] = passBusy
    ? split(
        claimed,
        (one) => one.account_id,
        await points.lockFreeAccounts(
          db,
          claimed.map((one) => one.account_id),
        ),
      )
    : [claimed, []]
  const batch = { entries: lines, stated_reason: `Reversal of import ${id}`, actor_id: reversed_by ?? created_by }
  const taken = await points.takeBackImported(db, batch)
  const postings = taken.filter(({ is_new }) => is_new).map(toPosting)
  const reversed = taken.map(({ outcome }, place): ReversedRow => {
    const { line } = lines[place] as EntryLine
    return outcome === "reversed"
      ? { line, state: "reversed" }
      : { line, state: "kept", problems: [keptProblem(outcome)] }
  })
  return { reversed: [...reversed, ...busy], postings }
}

const toPosting = ({ account_id, version, points, balance_after }: TakenBack): Postings[number] => ({
  name: pointsEvents.ADJUSTED,
  account_id,
  data: { entry_id: entryId(account_id, version), points, balance_after },
})
