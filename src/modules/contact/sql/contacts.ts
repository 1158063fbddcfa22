import { type Database, rows } from "../../../kernel/database"
import type { Contact } from "../types"

const COLUMNS = `id, customer_id, name, title, email, phone, phone_original, is_primary, created_at, updated_at`

/** Locks a customer's contacts until the transaction ends, so that parallel changes run one after another. */
export async function lockContactsOf(db: Database, customerId: string): Promise<void> {
  await rows(db, "select pg_advisory_xact_lock(hashtextextended(?, 0))", [`clientele_contact:${customerId}`])
}

/** Oldest first. */
export async function readContacts(db: Database, customerIds: readonly string[]): Promise<Contact[]> {
  return rows<Contact>(
    db,
    `select ${COLUMNS} from clientele_contact
     where customer_id = any (?) and deleted_at is null order by created_at, id`,
    [customerIds],
  )
}

/** A contact that the export shows, also a deleted one, whose row stays until the customer is anonymised. */
export type StoredContact = Contact & { deleted_at: Date | null }

/** Contacts with an id above `after`, by id, deleted ones too. */
export async function readContactsAfter(
  db: Database,
  customerId: string,
  after: string,
  limit: number,
): Promise<StoredContact[]> {
  const sql = `select ${COLUMNS}, deleted_at from clientele_contact where customer_id = ? and id > ? order by id limit ?`
  return rows<StoredContact>(db, sql, [customerId, after, limit])
}

/** All contacts, deleted ones too. */
export async function countEveryContact(db: Database, customerId: string): Promise<number> {
  const sql = "select count(*)::int as count from clientele_contact where customer_id = ?"
  return (await rows<{ count: number }>(db, sql, [customerId]))[0]?.count ?? 0
}

/** Customers after `after` with a contact that was changed or deleted since a time, ordered by id. */
export async function readChangedSince(db: Database, since: Date, after: string, limit: number): Promise<string[]> {
  const found = await rows<{ customer_id: string }>(
    db,
    `select distinct customer_id from clientele_contact where updated_at >= ? and customer_id > ?
     order by customer_id limit ?`,
    [since, after, limit],
  )
  return found.map(({ customer_id }) => customer_id)
}

/** A page of a customer's contacts, the primary one first, and the total count. */
export async function readPage(db: Database, customerId: string, limit: number, offset: number) {
  const found = await rows<Contact & { total: string }>(
    db,
    `select ${COLUMNS}, count(*) over () as total from clientele_contact
     where customer_id = ? and deleted_at is null order by is_primary desc, created_at, id limit ? offset ?`,
    [customerId, limit, offset],
  )
  const contacts = found.map(({ total: _total, ...contact }) => contact)
  if (contacts.length > 0 || offset === 0) {
    return { contacts, count: Number(found[0]?.total ?? 0) }
  }
  return { contacts, count: (await readContacts(db, [customerId])).length }
}

type NewRow = Omit<Contact, "created_at" | "updated_at" | "is_primary"> & { mailbox: string | null }

export async function insertContact(db: Database, row: NewRow): Promise<void> {
  await rows(
    db,
    `insert into clientele_contact (id, customer_id, name, title, email, mailbox, phone, phone_original)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [row.id, row.customer_id, row.name, row.title, row.email, row.mailbox, row.phone, row.phone_original],
  )
}

export async function writeContact(db: Database, row: NewRow): Promise<void> {
  await rows(
    db,
    `update clientele_contact set name = ?, title = ?, email = ?, mailbox = ?, phone = ?, phone_original = ?,
       updated_at = clock_timestamp() where id = ?`,
    [row.name, row.title, row.email, row.mailbox, row.phone, row.phone_original, row.id],
  )
}

/** Clears addresses before they move between contacts, because the unique index checks each row as it is written. */
export async function clearEmails(db: Database, ids: readonly string[]): Promise<void> {
  await rows(db, "update clientele_contact set email = null, mailbox = null where id = any (?)", [ids])
}

/** Two statements, because the unique index on the primary contact checks each row as it is written. */
export async function writePrimary(db: Database, customerId: string, id: string | null): Promise<void> {
  await rows(
    db,
    `update clientele_contact set is_primary = false, updated_at = clock_timestamp()
     where customer_id = ? and is_primary and deleted_at is null and id is distinct from ?`,
    [customerId, id],
  )
  await rows(
    db,
    `update clientele_contact set is_primary = true, updated_at = clock_timestamp()
     where id = ? and not is_primary and deleted_at is null`,
    [id],
  )
}

/** `hard` leaves no row behind, for the undo of a workflow. */
export async function deleteContacts(db: Database, ids: readonly string[], hard: boolean): Promise<void> {
  await rows(
    db,
    hard
      ? "delete from clientele_contact where id = any (?)"
      : `update clientele_contact set is_primary = false, deleted_at = clock_timestamp(), updated_at = clock_timestamp()
         where id = any (?) and deleted_at is null`,
    [ids],
  )
}

/**
 * Undoes a soft deletion, without the email address if another contact has it by now (ADR 0047). The caller holds the
 * customer's lock. Does nothing if the contact was erased meanwhile.
 *
 * @returns whether the email address was left out
 */
export async function restoreContact(db: Database, customerId: string, id: string): Promise<boolean> {
  const taken = await rows(
    db,
    `update clientele_contact gone set email = null, mailbox = null
     where id = ? and customer_id = ? and deleted_at is not null and exists (
       select 1 from clientele_contact other
       where other.customer_id = gone.customer_id and other.mailbox = gone.mailbox and other.deleted_at is null)
     returning id`,
    [id, customerId],
  )
  await rows(
    db,
    `update clientele_contact set deleted_at = null, updated_at = clock_timestamp()
     where id = ? and customer_id = ? and deleted_at is not null`,
    [id, customerId],
  )
  return taken.length > 0
}

/** Deletes all rows permanently (contract R18); soft-deleted contacts, too. */
export async function deleteContactsOf(db: Database, customerId: string): Promise<number> {
  const gone = await rows(db, "delete from clientele_contact where customer_id = ? returning id", [customerId])
  return gone.length
}
