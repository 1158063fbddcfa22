import { type Database, rows } from "../../../kernel/database"
import { type BackwardsPage, type Placed, readBackwards } from "../../../kernel/reading/backwards"
import type { CustomerNote } from "../types"

const COLUMNS = "id, customer_id, body, author_id, created_at, updated_at"

/** A page of a customer's notes, newest first, and how many there are. A page beyond the last one needs a second statement. */
export async function readNotes(
  db: Database,
  customerId: string,
  limit: number,
  offset: number,
): Promise<{ notes: CustomerNote[]; count: number }> {
  const where = "from clientele_customer_note where customer_id = ? and deleted_at is null"
  const found = await rows<CustomerNote & { total: number }>(
    db,
    `select ${COLUMNS}, count(*) over ()::int as total ${where} order by created_at desc, id desc limit ? offset ?`,
    [customerId, limit, offset],
  )
  if (found.length === 0 && offset > 0) {
    const [counted] = await rows<{ count: number }>(db, `select count(*)::int as count ${where}`, [customerId])
    return { notes: [], count: counted?.count ?? 0 }
  }
  return { notes: found.map(({ total: _total, ...note }) => note), count: found[0]?.total ?? 0 }
}

/** A note that the export shows, also a deleted one, whose row stays until the customer is anonymised. */
export type StoredNote = CustomerNote & { deleted_at: Date | null }

/** Notes with an id above `after`, by id, deleted ones too. Reading page by page misses none, even while others write. */
export async function readNotesAfter(
  db: Database,
  customerId: string,
  after: string,
  limit: number,
): Promise<StoredNote[]> {
  const where = "where customer_id = ? and id > ?"
  const sql = `select ${COLUMNS}, deleted_at from clientele_customer_note ${where} order by id limit ?`
  return rows<StoredNote>(db, sql, [customerId, after, limit])
}

export type PlacedNote = Placed & Pick<CustomerNote, "id" | "body" | "author_id">

/** A customer's notes, newest first, from any position on. */
export async function readNotesBackwards(db: Database, customerId: string, page: BackwardsPage): Promise<PlacedNote[]> {
  return readBackwards<PlacedNote>(
    db,
    {
      select: "id, body, author_id",
      from: "clientele_customer_note",
      where: "customer_id = ? and deleted_at is null",
      bindings: [customerId],
      at: "created_at",
      id: "id",
      order: "moment",
    },
    page,
  )
}

/** Those of these customers who have notes. */
export async function readNotedAmong(db: Database, customerIds: readonly string[]): Promise<string[]> {
  const sql = `select distinct customer_id from clientele_customer_note
    where customer_id = any (?::text[]) and deleted_at is null`
  return (await rows<{ customer_id: string }>(db, sql, [customerIds])).map(({ customer_id }) => customer_id)
}

/** All notes, deleted ones too. */
export async function countEveryNote(db: Database, customerId: string): Promise<number> {
  const sql = "select count(*)::int as count from clientele_customer_note where customer_id = ?"
  return (await rows<{ count: number }>(db, sql, [customerId]))[0]?.count ?? 0
}

export async function readNote(db: Database, customerId: string, id: string): Promise<CustomerNote | undefined> {
  const sql = `select ${COLUMNS} from clientele_customer_note where id = ? and customer_id = ? and deleted_at is null`
  return (await rows<CustomerNote>(db, sql, [id, customerId]))[0]
}

export async function insertNote(
  db: Database,
  note: Omit<CustomerNote, "created_at" | "updated_at">,
): Promise<CustomerNote> {
  const sql = `insert into clientele_customer_note (id, customer_id, body, author_id) values (?, ?, ?, ?) returning ${COLUMNS}`
  const [saved] = await rows<CustomerNote>(db, sql, [note.id, note.customer_id, note.body, note.author_id])
  return saved as CustomerNote
}

/** @returns `undefined` if the customer has no such note */
export async function writeNote(
  db: Database,
  customerId: string,
  id: string,
  body: string,
): Promise<CustomerNote | undefined> {
  const [saved] = await rows<CustomerNote>(
    db,
    `update clientele_customer_note set body = ?, updated_at = clock_timestamp()
     where id = ? and customer_id = ? and deleted_at is null returning ${COLUMNS}`,
    [body, id, customerId],
  )
  return saved
}

/** @returns whether the customer had such a note */
export async function deleteNote(db: Database, customerId: string, id: string): Promise<boolean> {
  const gone = await rows(
    db,
    `update clientele_customer_note set deleted_at = clock_timestamp()
     where id = ? and customer_id = ? and deleted_at is null returning 1`,
    [id, customerId],
  )
  return gone.length > 0
}

/** Restores a softly deleted note with text, author and date. A permanently deleted note stays deleted. */
export async function undeleteNote(db: Database, customerId: string, id: string): Promise<void> {
  await rows(db, "update clientele_customer_note set deleted_at = null where id = ? and customer_id = ?", [
    id,
    customerId,
  ])
}

/** For good, deleted ones too (contract R18). */
export async function deleteAllNotes(db: Database, customerId: string): Promise<void> {
  await rows(db, "delete from clientele_customer_note where customer_id = ?", [customerId])
}
