import { actingUser } from "./acting-user"
import { type Database, rows } from "./database"
import { type BackwardsPage, type Placed, readBackwards } from "./reading/backwards"

/** A changed field with its old and new value. Hidden or anonymised values are left out. */
export type FieldChange = { field: string; from?: unknown; to?: unknown }

export type NewChange = {
  customer_id: string
  action: "created" | "changed" | "removed"
  /** The changed part of a customer, and its name. */
  subject_id?: string
  subject?: string
  changes: FieldChange[]
}

/** A row of a change log. */
export type LoggedChange = Placed &
  Pick<NewChange, "action" | "changes"> & { subject_id: string | null; subject: string | null; actor_id: string | null }

/**
 * A log of changes of customers, and its index. Each module has its own log, so that a change and its row are one
 * transaction (ADR 0061).
 */
export const changeLogTable = (name: string): string[] => [
  `create table if not exists ${name} (
    id bigint generated always as identity primary key,
    customer_id text collate "C" not null,
    action text not null check (action in ('created', 'changed', 'removed')),
    subject_id text,
    subject text,
    changes jsonb not null,
    actor_id text,
    changed_at timestamptz not null default clock_timestamp()
  );`,
  `create index if not exists ${name}_customer on ${name} (customer_id, id desc);`,
]

/** The fields that differ between two versions. @param silent fields whose values are not stored */
export function fieldChanges<Row extends object>(
  before: Partial<Row>,
  after: Partial<Row>,
  fields: readonly (keyof Row & string)[],
  silent: readonly string[] = [],
): FieldChange[] {
  return fields.flatMap((field) => {
    const [from, to] = [before[field] ?? null, after[field] ?? null]
    // Times are compared as text.
    if (JSON.stringify(from) === JSON.stringify(to)) {
      return []
    }
    return [silent.includes(field) ? { field } : { field, from, to }]
  })
}

/** Writes rows in the caller's transaction, with the request's user as actor. */
export async function logChanges(db: Database, name: string, changes: readonly NewChange[]): Promise<void> {
  if (changes.length === 0) {
    return
  }
  const columns = "customer_id, action, subject_id, subject, changes"
  await rows(
    db,
    `insert into ${name} (${columns}, actor_id)
     select ${columns}, ? from jsonb_to_recordset(?::jsonb)
       as row (customer_id text, action text, subject_id text, subject text, changes jsonb)`,
    [actingUser(), JSON.stringify(changes)],
  )
}

/** A customer's changes, newest first. */
export async function readChangeLog(
  db: Database,
  name: string,
  customerId: string,
  page: BackwardsPage,
): Promise<LoggedChange[]> {
  return readBackwards<LoggedChange>(
    db,
    {
      select: "action, subject_id, subject, changes, actor_id",
      from: name,
      where: "customer_id = ?",
      bindings: [customerId],
      at: "changed_at",
      id: "id",
      order: "number",
    },
    page,
  )
}

/** Removes the values of a customer's changes. Time, actor and field names stay (contract R18). */
export async function scrubChangeLog(db: Database, name: string, customerId: string): Promise<void> {
  await rows(
    db,
    `update ${name} set subject = null, changes = (
       select coalesce(jsonb_agg(jsonb_build_object('field', one -> 'field')), '[]') from jsonb_array_elements(changes) one)
     where customer_id = ?`,
    [customerId],
  )
}

/**
 * Deletes old rows among the oldest `limit` rows. It reads no others, so its cost does not depend on the log's length.
 *
 * @returns the number of deleted rows
 */
export async function trimChangeLog(db: Database, name: string, before: Date, limit: number): Promise<number> {
  const gone = await rows(
    db,
    `delete from ${name} where id in (
       select id from (select id, changed_at from ${name} order by id limit ?) oldest where changed_at < ?) returning id`,
    [limit, before],
  )
  return gone.length
}
