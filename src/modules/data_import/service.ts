import { createHash } from "node:crypto"
import { generateEntityId } from "@medusajs/framework/utils"
import { bounded, type Database, type Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import {
  addTotals,
  advance,
  count,
  deleteUnconfirmed,
  insertImport,
  readImport,
  readImports,
  readRunning,
} from "./sql/import-files"
import {
  type Change,
  claimPosted,
  claimStaged,
  clearProblems,
  hasCells,
  hasRowsOf,
  insertRows,
  type NewRow,
  type People,
  type Posted,
  type RowFilter,
  readPosted,
  readPostedLines,
  readRows,
  writeProblems,
  writeStates,
} from "./sql/import-rows"
import { anonymizeRows, cleanUpImports, countPersonal, type PersonalRow, readPersonal } from "./sql/import-upkeep"
import type {
  AppliedRow,
  Claim,
  ClaimedRow,
  FindPosted,
  ImportKind,
  ImportRow,
  ImportView,
  NewImport,
  PostedLine,
  ReversedRow,
  RowProblem,
  StagedRow,
} from "./types"

type Cradle = { __pg_connection__: Pool }

/** Times after which an unfinished file is deleted, an unconfirmed file is canceled, and lines lose their content. */
const AGES = { stagingHours: 24, readyDays: 7, keepDays: 30 }

const CLEANED_AT_ONCE = 20

/** Lines of a person in one read. A file can have any number of lines about one person. */
const PERSONAL_PAGE = 1_000

const UNIQUE_VIOLATION = "23505"

/** Imported files and their lines (contract R49, ADR 0069). The caller knows the meaning of a line. */
export default class DataImportModuleService {
  readonly #db: Pool

  constructor({ __pg_connection__ }: Cradle) {
    this.#db = __pg_connection__
  }

  /** Begins a file. @returns its id */
  async begin(one: NewImport): Promise<ImportView> {
    const id = generateEntityId(undefined, "imp")
    await insertImport(this.#db, id, one)
    return this.get(id)
  }

  /**
   * Stages lines of a file, some hundreds at a time. A line that an earlier file of the batch posted is `unchanged`, or
   * refused if its values differ.
   */
  async stage({ id, kind, batch }: ImportView, given: readonly StagedRow[]): Promise<void> {
    const lines = given.map((line) => ({ ...line, identity: line.identity && identityOf(kind, line.identity) }))
    const valid = lines.filter(({ problems }) => problems.length === 0)
    const identities = valid.flatMap(({ identity }) => identity ?? [])
    const posted = new Map((await readPosted(this.#db, batch, identities)).map((one) => [one.identity, one]))
    const rows = lines.map((line) => judge(line, posted.get(line.identity ?? "")))
    const staged = rows.filter(({ state }) => state === "staged")
    const sum = (sign: number) =>
      staged.reduce((total, { amount }) => total + (Math.sign(amount) === sign ? Math.abs(amount) : 0), 0)
    await this.#db.transaction(async (db) => {
      await insertRows(db, id, batch, rows)
      await count(db, id, {
        rows: rows.length,
        refused: rows.filter(({ state }) => state === "refused").length,
        unchanged: rows.filter(({ state }) => state === "unchanged").length,
        adds: sum(1),
        takes: sum(-1),
      })
      await addTotals(
        db,
        id,
        staged.flatMap(({ money }) => money ?? []),
      )
    })
  }

  /** Ends the reading of a file, which then waits for a confirmation. */
  async endStaging(id: string): Promise<ImportView> {
    await advance(this.#db, id, "ready")
    return this.get(id)
  }

  /** Deletes a file that is not confirmed. @returns `false` if it was confirmed meanwhile; then it stays */
  async discard(id: string): Promise<boolean> {
    return deleteUnconfirmed(this.#db, id)
  }

  /** @throws `not_found` */
  async get(id: string): Promise<ImportView> {
    const found = await readImport(this.#db, id)
    if (!found) {
      throw clienteleError("not_found", "Import not found")
    }
    return found
  }

  /** Completely read files, the newest first. @param limit 1 to 100 */
  async list(limit: number, offset: number): Promise<{ imports: ImportView[]; count: number }> {
    return readImports(this.#db, limit, offset)
  }

  /** Lines after the line `after`. @param limit 1 to 1,000 */
  async listRows(id: string, filter: RowFilter, after: number, limit: number): Promise<ImportRow[]> {
    return readRows(this.#db, id, filter, after, limit)
  }

  /**
   * Starts the posting of the staged lines.
   *
   * @throws `not_found`, `import_not_ready`, `import_busy`; `import_rows_refused` unless the caller leaves refused lines
   *   out
   */
  async confirm(id: string, actor: string, skipRefused: boolean): Promise<ImportView> {
    const { refused, status } = await this.get(id)
    if (status === "ready" && refused > 0 && !skipRefused) {
      throw clienteleError("import_rows_refused")
    }
    return this.#step(id, "applying", actor)
  }

  /** @throws `not_found`, `import_not_ready` */
  async cancel(id: string): Promise<ImportView> {
    return this.#step(id, "canceled")
  }

  /** Starts the reversal of the posted lines. @throws `not_found`, `import_not_applied`, `import_busy` */
  async beginReversal(id: string, actor: string): Promise<ImportView> {
    return this.#step(id, "reversing", actor)
  }

  async #step(id: string, to: "applying" | "canceled" | "reversing", actor?: string): Promise<ImportView> {
    await this.get(id)
    let isDone: boolean
    try {
      isDone = await advance(this.#db, id, to, actor)
    } catch (error) {
      throw (error as { code?: unknown }).code === UNIQUE_VIOLATION ? clienteleError("import_busy") : error
    }
    if (!isDone) {
      throw clienteleError(to === "reversing" ? "import_not_applied" : "import_not_ready")
    }
    return this.get(id)
  }

  /** Imports that are being applied or reversed, by id. */
  async listRunning(): Promise<string[]> {
    return readRunning(this.#db)
  }

  /**
   * Applies some staged lines after the line `after` in one transaction: claims them, posts them with the caller's function
   * and records the results. Lines that another worker has claimed are skipped. Lines that the function reports as `busy`
   * stay staged.
   */
  async applyChunk(
    id: string,
    after: number,
    limit: number,
    post: (db: Database, lines: ClaimedRow[]) => Promise<AppliedRow[]>,
  ): Promise<Claim> {
    return bounded(this.#db, async (db) => {
      const claimed = await claimStaged(db, id, after, limit)
      if (claimed.length === 0) {
        return NOTHING
      }
      const fresh = claimed.filter(({ posted }) => posted === null)
      const repeated = claimed.flatMap((one) => (one.posted ? [repeatedOf(one, one.posted)] : []))
      const changes: Change[] = [...repeated, ...(await post(db, fresh)).filter(isDone)]
      await writeStates(db, id, changes)
      const number = (state: string) => changes.filter((one) => one.state === state).length
      await count(db, id, {
        applied: number("applied"),
        refused: number("refused"),
        unchanged: number("unchanged"),
      })
      return claimOf(claimed, changes)
    })
  }

  /** Ends an import that has no staged line left. @returns whether this call did */
  async endApplying(id: string): Promise<boolean> {
    return advance(this.#db, id, "applied")
  }

  /** Posted lines before the line `before`, the newest first. */
  async listPosted(id: string, before: number, limit: number): Promise<PostedLine[]> {
    return readPostedLines(this.#db, id, before, limit)
  }

  /** Records why lines prevent the reversal of an import, in place of the reasons of an earlier attempt. */
  async noteProblems(id: string, lines: readonly { line: number; problems: RowProblem[] }[]): Promise<void> {
    await this.#db.transaction(async (db) => {
      await clearProblems(db, id)
      await writeProblems(db, id, lines)
    })
  }

  /** Reverses some posted lines before the line `before`, in the same way as {@link applyChunk}. */
  async reverseChunk(
    id: string,
    before: number,
    limit: number,
    post: (db: Database, lines: PostedLine[]) => Promise<ReversedRow[]>,
  ): Promise<Claim> {
    return bounded(this.#db, async (db) => {
      const claimed = await claimPosted(db, id, before, limit)
      if (claimed.length === 0) {
        return NOTHING
      }
      const changes = (await post(db, claimed)).filter(isDone)
      await writeStates(db, id, changes)
      const reversed = changes.filter(({ state }) => state === "reversed").length
      await count(db, id, { applied: -changes.length, reversed, kept: changes.length - reversed })
      return claimOf(claimed, changes)
    })
  }

  /** Ends a reversal that has no posted line left. @returns whether this call did */
  async endReversal(id: string): Promise<boolean> {
    return advance(this.#db, id, "reversed")
  }

  /** Whether rows are of one of these mailboxes or customers. @param refused whether refused rows count */
  async hasRowsOf(id: string, people: People, { refused }: { refused: boolean }): Promise<boolean> {
    const { mailboxes, customer_ids } = people
    return mailboxes.length + customer_ids.length > 0 && hasRowsOf(this.#db, id, people, refused)
  }

  /** Whether rows that are not refused have a cell in one of these columns. */
  async hasCells(id: string, columns: readonly string[]): Promise<boolean> {
    return hasCells(this.#db, id, columns)
  }

  // Privacy (contract R18)

  /** The imported lines about a mailbox or about customers, as long as they have content, page by page. */
  async *personalPages(
    mailbox: string | null,
    customerIds: readonly string[] = [],
    limit: number = PERSONAL_PAGE,
  ): AsyncGenerator<PersonalRow[]> {
    let page: PersonalRow[]
    let after: PersonalRow | null = null
    do {
      page = await readPersonal(this.#db, { mailbox, customerIds, after, limit })
      yield page
      after = page.at(-1) ?? null
    } while (page.length === limit)
  }

  /** The number of these lines. */
  async countPersonal(mailbox: string | null, customerIds: readonly string[] = []): Promise<number> {
    return countPersonal(this.#db, { mailbox, customerIds })
  }

  /**
   * Deletes the content of imported lines about a mailbox or about customers. Lines that are not posted yet never will be. A
   * line whose process was killed between its posting and the record of it counts as posted, so it can be reversed.
   */
  async anonymizePerson(
    mailbox: string | null,
    customerIds: readonly string[] = [],
    findPosted: FindPosted = async () => [],
  ): Promise<void> {
    await this.#db.transaction((db) => anonymizeRows(db, { mailbox, customerIds, findPosted }))
  }

  /** Deletes old lines and files that were never read, and cancels unconfirmed files. @returns the canceled ones */
  async cleanUp(): Promise<ImportView[]> {
    const canceled: string[] = []
    for (;;) {
      const { changed, ...cleaned } = await cleanUpImports(this.#db, AGES, CLEANED_AT_ONCE)
      canceled.push(...cleaned.canceled)
      if (changed < CLEANED_AT_ONCE) {
        return Promise.all(canceled.map((id) => this.get(id)))
      }
    }
  }
}

const NOTHING: Claim = { claimed: 0, busy: 0, last: null }

const isDone = <Row extends { state: string }>(row: Row): row is Exclude<Row, { state: "busy" }> => row.state !== "busy"

const claimOf = (claimed: readonly { line: number }[], done: readonly unknown[]): Claim => ({
  claimed: claimed.length,
  busy: claimed.length - done.length,
  last: claimed.at(-1)?.line ?? null,
})

/** Longer identities do not fit into the unique index of posted lines, if their letters have several bytes. */
const MAX_IDENTITY = 250

/** The identity of a line within its batch. A batch can have files of several kinds, whose lines are never the same. */
function identityOf(kind: ImportKind, identity: string): string {
  const short = identity.length > MAX_IDENTITY ? createHash("sha256").update(identity).digest("hex") : identity
  return kind === "points" ? short : `${kind}:${short}`
}

function judge(line: StagedRow, posted: Posted | undefined): NewRow {
  if (line.problems.length > 0) {
    return { ...line, state: "refused" }
  }
  const change = posted && repeatedOf(line, posted)
  return change ? { ...line, problems: [], ...change } : { ...line, state: "staged" }
}

/** A line of a batch that an earlier file has posted. */
function repeatedOf(
  { line, cells }: { line: number; cells: Record<string, string> },
  posted: Posted,
): { line: number; state: "unchanged" } | { line: number; state: "refused"; problems: RowProblem[] } {
  if (JSON.stringify(sorted(cells)) === JSON.stringify(sorted(posted.cells ?? {}))) {
    return { line, state: "unchanged" }
  }
  const message = `was imported with other values by line ${posted.line} of ${posted.import_id}; reverse that import first`
  return { line, state: "refused", problems: [{ column: null, message }] }
}

const sorted = (cells: Record<string, string>) => Object.entries(cells).sort(([one], [other]) => (one < other ? -1 : 1))
