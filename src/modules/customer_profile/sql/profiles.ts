import { type Database, rows } from "../../../kernel/database"
import type { CustomerProfile, ProfileChange, SavedProfile } from "../types"

/** Every column that a change can write, in the order in which they are read. */
const WRITABLE = [
  "name",
  "name_basis",
  "phone",
  "phone_original",
  "whatsapp_number",
  "whatsapp_original",
  "fax",
  "fax_original",
  "is_business",
  "description",
  "website",
  "tax_id",
  "external_id",
  "photo_url",
  "photo_file_id",
  "discount_rate",
  "preferred_shipping",
  "customer_since",
  "is_active",
  "notes",
  "livemode",
  "managed",
  "email_key",
] as const satisfies readonly (keyof ProfileChange)[]

const COLUMNS = `customer_id, ${WRITABLE.join(", ").replace("discount_rate", "discount_rate::text")},
  created_at, updated_at, deleted_at`

/** The profiles of these customers, deleted or not. */
export async function readProfiles(db: Database, customerIds: readonly string[]): Promise<CustomerProfile[]> {
  return rows(db, `select ${COLUMNS} from clientele_customer_profile where customer_id = any (?)`, [customerIds])
}

/** Customers created with a test key, deleted or not. */
export async function readTestCustomers(db: Database): Promise<string[]> {
  const found = await rows<{ customer_id: string }>(
    db,
    "select customer_id from clientele_customer_profile where not livemode order by customer_id",
  )
  return found.map(({ customer_id }) => customer_id)
}

/** The live profile with this external id. */
export async function readByExternalId(db: Database, externalId: string): Promise<CustomerProfile | undefined> {
  const sql = `select ${COLUMNS} from clientele_customer_profile where external_id = ? and deleted_at is null`
  return (await rows<CustomerProfile>(db, sql, [externalId]))[0]
}

/** The live profiles with one of these two unique values. */
export async function readHolders(
  db: Database,
  emailKey: string | null,
  externalId: string | null,
): Promise<CustomerProfile[]> {
  return rows(
    db,
    `select ${COLUMNS} from clientele_customer_profile
     where deleted_at is null and ((managed and email_key = ?) or external_id = ?)`,
    [emailKey, externalId],
  )
}

/** The live profiles with any of these unique values. */
export async function readHoldersAmong(
  db: Database,
  emailKeys: readonly string[],
  externalIds: readonly string[],
): Promise<CustomerProfile[]> {
  return rows(
    db,
    `select ${COLUMNS} from clientele_customer_profile where deleted_at is null and managed and email_key = any (?::text[])
     union
     select ${COLUMNS} from clientele_customer_profile where deleted_at is null and external_id = any (?::text[])`,
    [emailKeys, externalIds],
  )
}

/** Customers after `after` whose profile changed since a time, deleted or not, ordered by id. */
export async function readChangedSince(db: Database, since: Date, after: string, limit: number): Promise<string[]> {
  const found = await rows<{ customer_id: string }>(
    db,
    `select customer_id from clientele_customer_profile where updated_at >= ? and customer_id > ?
     order by customer_id limit ?`,
    [since, after, limit],
  )
  return found.map(({ customer_id }) => customer_id)
}

/** Creates the row if there is none, and locks it until the transaction ends. @returns whether it was created */
export async function touchProfile(db: Database, customerId: string): Promise<boolean> {
  const made = await rows(
    db,
    "insert into clientele_customer_profile (customer_id) values (?) on conflict (customer_id) do nothing returning 1",
    [customerId],
  )
  await rows(db, "select 1 from clientele_customer_profile where customer_id = ? for no key update", [customerId])
  return made.length > 0
}

/** The customer exists, so a deleted profile becomes live again. */
export async function writeProfile(db: Database, customerId: string, change: ProfileChange): Promise<void> {
  const columns = WRITABLE.filter((column) => change[column] !== undefined)
  const assignments = [
    ...columns.map((column) => `${column} = ?`),
    "deleted_at = null",
    "updated_at = clock_timestamp()",
  ]
  await rows(db, `update clientele_customer_profile set ${assignments.join(", ")} where customer_id = ?`, [
    ...columns.map((column) => change[column]),
    customerId,
  ])
}

/** Columns that belong together. They are restored together or not at all. */
const GROUPS: readonly (readonly (keyof ProfileChange)[])[] = [
  ["name", "name_basis"],
  ["phone", "phone_original"],
  ["whatsapp_number", "whatsapp_original"],
  ["fax", "fax_original"],
  ["photo_url", "photo_file_id"],
  ["managed", "email_key"],
]

/**
 * Undoes a change in a transaction: restores the columns that still have the written value. A created profile is deleted,
 * and a restored one is marked as deleted again, if no other request has written since. `updated_at` is set anew, so that
 * readers of the change see the row change again.
 */
export async function undoSave(
  db: Database,
  customerId: string,
  { change, made, before, after }: SavedProfile,
): Promise<void> {
  await rows(db, "select 1 from clientele_customer_profile where customer_id = ? for no key update", [customerId])
  const [now] = await readProfiles(db, [customerId])
  if (!now) {
    return
  }
  // A workflow can pass dates as text.
  const stands = (column: keyof CustomerProfile) => JSON.stringify(now[column]) === JSON.stringify(after[column])
  const untouched = [...WRITABLE, "updated_at" as const].every(stands)
  if (made && untouched) {
    await deleteProfile(db, customerId)
    return
  }
  const columns = WRITABLE.filter((column) => {
    const group = GROUPS.find((one) => one.includes(column)) ?? [column]
    return group.some((one) => change[one] !== undefined) && group.every(stands)
  })
  const written = [...columns, ...(untouched ? (["deleted_at"] as const) : [])]
  await rows(
    db,
    `update clientele_customer_profile
     set ${[...written.map((column) => `${column} = ?`), "updated_at = clock_timestamp()"].join(", ")}
     where customer_id = ?`,
    [...written.map((column) => before[column]), customerId],
  )
}

/** Deletes the row permanently. */
export async function deleteProfile(db: Database, customerId: string): Promise<void> {
  await rows(db, "delete from clientele_customer_profile where customer_id = ?", [customerId])
}

/** Makes the profile live again with its earlier values. */
export async function unmarkDeleted(db: Database, customerId: string): Promise<void> {
  await rows(
    db,
    `update clientele_customer_profile set deleted_at = null, updated_at = clock_timestamp()
     where customer_id = ? and deleted_at is not null`,
    [customerId],
  )
}

export async function markDeleted(db: Database, customerIds: readonly string[]): Promise<void> {
  await rows(
    db,
    `update clientele_customer_profile set deleted_at = clock_timestamp(), updated_at = clock_timestamp()
     where customer_id = any (?) and deleted_at is null`,
    [customerIds],
  )
}

/** Every column with personal data. Dates, the rate and the flags remain (contract R18). */
const OF_A_PERSON = WRITABLE.filter(
  (column) => !["is_business", "discount_rate", "customer_since", "is_active", "livemode", "managed"].includes(column),
)

/** @param keepsFile keeps the id of the photo's file, so that the file can be found again */
export async function anonymizeProfileRow(db: Database, customerId: string, keepsFile: boolean): Promise<void> {
  const columns = OF_A_PERSON.filter((column) => !(keepsFile && column === "photo_file_id"))
  await rows(
    db,
    `update clientele_customer_profile set ${columns.map((column) => `${column} = null`).join(", ")},
       managed = false, updated_at = clock_timestamp() where customer_id = ?`,
    [customerId],
  )
}
