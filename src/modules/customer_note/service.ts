import { generateEntityId } from "@medusajs/framework/utils"
import type { Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import type { BackwardsPage } from "../../kernel/reading/backwards"
import { Readable } from "../../kernel/reading/readable"
import { notes } from "./reading"
import {
  countEveryNote,
  deleteAllNotes,
  deleteNote,
  insertNote,
  type PlacedNote,
  readNote,
  readNotedAmong,
  readNotes,
  readNotesAfter,
  readNotesBackwards,
  type StoredNote,
  undeleteNote,
  writeNote,
} from "./sql/notes"
import { CUSTOMER_NOTE_MODULE, type CustomerNote } from "./types"

/**
 * Dated notes on customers (contract R14). A separate module, because Query can distinguish entities of one module only if
 * they are linked on different fields (ADR 0040).
 */
export default class CustomerNoteModuleService extends Readable(CUSTOMER_NOTE_MODULE, notes) {
  readonly #db: Pool

  constructor(cradle: { __pg_connection__: Pool }) {
    super(cradle)
    this.#db = cradle.__pg_connection__
  }

  /** A customer's notes, newest first. @param limit 1 to 100 */
  async listNotes(
    customerId: string,
    limit: number,
    offset: number,
  ): Promise<{ notes: CustomerNote[]; count: number }> {
    return readNotes(this.#db, customerId, limit, offset)
  }

  /**
   * A customer's notes by id, deleted ones too, for complete reads in pages. @param after the last id of the previous page, `""` for the
   * first @param limit at least 1
   */
  async listNotesAfter(customerId: string, after: string, limit: number): Promise<StoredNote[]> {
    return readNotesAfter(this.#db, customerId, after, limit)
  }

  /** A customer's notes, newest first, from any position on (contract R29). */
  async listNotesBackwards(customerId: string, page: BackwardsPage): Promise<PlacedNote[]> {
    return readNotesBackwards(this.#db, customerId, page)
  }

  /** Those of these customers who have notes. */
  async notedAmong(customerIds: readonly string[]): Promise<Set<string>> {
    return new Set(customerIds.length === 0 ? [] : await readNotedAmong(this.#db, customerIds))
  }

  /** Number of notes that {@link deleteAllNotes} would delete, including softly deleted ones. */
  async countEveryNote(customerId: string): Promise<number> {
    return countEveryNote(this.#db, customerId)
  }

  /** @throws `not_found`, also for another customer's note */
  async getNote(customerId: string, id: string): Promise<CustomerNote> {
    return found(await readNote(this.#db, customerId, id))
  }

  /** @param body 1 to 5000 characters @param authorId an admin user's or a secret key's id */
  async createNote(customerId: string, body: string, authorId: string | null): Promise<CustomerNote> {
    const id = generateEntityId(undefined, "note")
    return insertNote(this.#db, { id, customer_id: customerId, body, author_id: authorId })
  }

  /** @throws `not_found`, also for another customer's note */
  async updateNote(customerId: string, id: string, body: string): Promise<CustomerNote> {
    return found(await writeNote(this.#db, customerId, id, body))
  }

  /** @throws `not_found`, also for another customer's note */
  async deleteNote(customerId: string, id: string): Promise<void> {
    found((await deleteNote(this.#db, customerId, id)) || undefined)
  }

  /** Undoes {@link deleteNote}. */
  async undoDeleteNote(customerId: string, id: string): Promise<void> {
    await undeleteNote(this.#db, customerId, id)
  }

  /** Deletes all notes of a customer permanently (contract R18). Safe to repeat. */
  async deleteAllNotes(customerId: string): Promise<void> {
    await deleteAllNotes(this.#db, customerId)
  }
}

function found<T>(row: T | undefined): T {
  if (row === undefined) {
    throw clienteleError("not_found", "Note not found")
  }
  return row
}
