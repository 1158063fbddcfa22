import knex, { type Knex } from "knex"
import { CustomerNoteModuleService } from "../../../src/modules/customer_note"
import { CustomerProfileModuleService, type ProfileChange } from "../../../src/modules/customer_profile"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"

let database: TestDatabase
let db: Knex
let profiles: CustomerProfileModuleService
let notes: CustomerNoteModuleService

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 10 } })
  profiles = new CustomerProfileModuleService({ __pg_connection__: db })
  notes = new CustomerNoteModuleService({ __pg_connection__: db })
})

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

let customers = 0
const newCustomer = () => `cus_${++customers}`
const refused = (field: string) =>
  expect.objectContaining({ code: "invalid_request", message: expect.stringMatching(new RegExp(`^${field}: `)) })

/** Something in every column that a person can be known by. */
const PERSON = {
  name: "Ann Lee",
  name_basis: '[null,"Ann","Lee"]',
  phone: "+15550100",
  phone_original: "+1 555 0100",
  whatsapp_number: "+15550101",
  whatsapp_original: "+1 555 0101",
  fax: "+15550102",
  fax_original: "+1 555 0102",
  description: "tall",
  website: "https://ann.example",
  tax_id: "T1",
  photo_url: "https://files.example/ann.png",
  photo_file_id: "file_1",
  preferred_shipping: "by Ann's cousin",
  notes: "Ann likes tea",
} satisfies ProfileChange

test("R2: a change writes the given fields and keeps the others", async () => {
  const id = newCustomer()
  expect(await profiles.listProfiles([id])).toEqual([])
  const made = await profiles.saveProfile(id, { ...PERSON, discount_rate: "2.50" })
  expect(made.made).toBe(true)
  expect(made.after).toMatchObject({
    ...PERSON,
    discount_rate: "2.50",
    is_active: true,
    managed: false,
    livemode: true,
  })
  const changed = await profiles.saveProfile(id, { tax_id: null, is_active: false })
  const { before, after } = changed
  expect(before).toEqual(made.after)
  expect(after).toEqual({ ...made.after, tax_id: null, is_active: false, updated_at: after.updated_at })
  await profiles.undoSave(id, changed)
  expect(await profiles.listProfiles([id])).toEqual([{ ...before, updated_at: expect.any(Date) }])
  await profiles.deleteProfile(id)
  expect(await profiles.listProfiles([id])).toEqual([])
})

// Guard: `stands` and `untouched` in undoSave (sql/profiles.ts).
test("R1: an undo restores unchanged groups of fields only, and deletes a profile only without later writes", async () => {
  const [alone, met, told] = [newCustomer(), newCustomer(), newCustomer()]
  await profiles.undoSave(alone, await profiles.saveProfile(alone, PERSON))
  expect(await profiles.listProfiles([alone])).toEqual([])

  const made = await profiles.saveProfile(met, { ...PERSON, managed: true, email_key: "met@x.co" })
  await profiles.saveProfile(met, { tax_id: "theirs", phone_original: "theirs" })
  await profiles.undoSave(met, made)
  const [left] = await profiles.listProfiles([met])
  const { phone, phone_original } = left ?? {}
  expect({ phone, phone_original }).toEqual({ phone: PERSON.phone, phone_original: "theirs" })
  expect(left).toMatchObject({ tax_id: "theirs", name: null, name_basis: null, managed: false, email_key: null })

  await profiles.saveProfile(told, { notes: "first" })
  await profiles.softDeleteProfiles([told])
  await profiles.undoSave(told, await profiles.saveProfile(told, { notes: "second" }))
  expect(await profiles.listProfiles([told])).toMatchObject([{ notes: "first", deleted_at: expect.any(Date) }])
  const back = await profiles.saveProfile(told, { notes: "second" })
  await profiles.saveProfile(told, { website: "https://theirs.example" })
  await profiles.undoSave(told, back)
  expect(await profiles.listProfiles([told])).toMatchObject([{ notes: "first", deleted_at: null }])
})

// Guard: `adopting` in saveProfile (service.ts).
test("R1: of 20 writers that adopt one guest one succeeds", async () => {
  const id = newCustomer()
  const change = { managed: true, email_key: "guest@x.co" }
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, () => profiles.saveProfile(id, change, { adopting: true })),
  )
  const reasons = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []))
  expect(reasons).toEqual(Array(19).fill(refused("email")))
  await profiles.softDeleteProfiles([id])
  await profiles.saveProfile(id, change, { adopting: true })
})

// Guard: the two unique indexes in customer_profile/schema/tables.ts.
test.each(["email", "external_id"])("R6 R8: if 20 parallel writers claim one %s, one gets it", async (field) => {
  const wanted = field === "email" ? { managed: true, email_key: "one@x.co" } : { external_id: "E-1" }
  const ids = Array.from({ length: 20 }, newCustomer)
  const answers = await Promise.allSettled(ids.map((id) => profiles.saveProfile(id, wanted)))
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
  const reasons = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []))
  expect(reasons).toEqual(Array(19).fill(refused(field)))
  expect(await profiles.listProfiles(ids)).toHaveLength(1)
})

// Guards: the two unique indexes and the checks of the profile's migration.
test("R4 R6 R8: the database itself refuses a second email or external id, and values that are too long", async () => {
  const [ann, bob] = [newCustomer(), newCustomer()]
  await profiles.saveProfile(ann, { managed: true, email_key: `${ann}@b.co`, external_id: ann })
  await profiles.saveProfile(bob, { managed: true })
  const set = (column: string, value: string) =>
    db.raw("update clientele_customer_profile set ?? = ? where customer_id = ?", [column, value, bob])
  const constraint = (name: string) => expect.objectContaining({ constraint: `clientele_customer_profile_${name}` })
  await expect(set("email_key", `${ann}@b.co`)).rejects.toEqual(constraint("email_key"))
  await expect(set("external_id", ann)).rejects.toEqual(constraint("external_id"))
  for (const [column, length] of Object.entries({ external_id: 100, description: 200, phone_original: 30 })) {
    await expect(set(column, "x".repeat(length + 1))).rejects.toEqual(constraint(`${column}_check`))
    await expect(set(column, "")).rejects.toEqual(constraint(`${column}_check`))
  }
})

test("R8: an unmanaged customer has no unique email key", async () => {
  const [ann, bob] = [newCustomer(), newCustomer()]
  await profiles.saveProfile(ann, { notes: "touched" })
  await profiles.saveProfile(bob, { managed: true, email_key: null })
  await expect(profiles.saveProfile(ann, { managed: false, email_key: "ann@x.co" })).rejects.toThrow(
    "clientele_customer_profile_key_is_managed",
  )
})

test("R9: a deleted customer frees email and external id, and gets them back unless another customer took them", async () => {
  const [ann, bob] = [newCustomer(), newCustomer()]
  const unique = { managed: true, email_key: "deleted@x.co", external_id: "E-deleted" }
  await profiles.saveProfile(ann, unique)
  await profiles.softDeleteProfiles([ann])
  expect(await profiles.findByExternalId("E-deleted")).toBeUndefined()
  expect(await profiles.findHolders("deleted@x.co", "E-deleted")).toEqual([])
  await profiles.restoreProfile(ann)
  expect((await profiles.findByExternalId("E-deleted"))?.customer_id).toBe(ann)
  await profiles.softDeleteProfiles([ann])
  await profiles.saveProfile(bob, unique)
  await expect(profiles.restoreProfile(ann)).rejects.toEqual(refused("(email|external_id)"))
  await expect(profiles.saveProfile(ann, {})).rejects.toEqual(refused("(email|external_id)"))
  expect((await profiles.listProfiles([ann]))[0]?.deleted_at).not.toBeNull()
})

test("R18: an anonymised customer has no identifying data left", async () => {
  const [ann, bob] = [newCustomer(), newCustomer()]
  const unique = { managed: true, email_key: "anonymous@x.co", external_id: "E-anonymous" }
  await profiles.saveProfile(ann, { ...PERSON, ...unique, discount_rate: "5" })
  await notes.createNote(ann, "Ann said so", "user_1")
  const gone = await notes.createNote(ann, "deleted, and said so", "user_1")
  await notes.deleteNote(ann, gone.id)
  const kept = await notes.createNote(bob, "hers", "user_1")
  await notes.deleteAllNotes(ann)
  await profiles.anonymizeProfile(ann)
  const [profile] = await profiles.listProfiles([ann])
  const left = Object.entries(profile ?? {}).filter(([, value]) => value !== null)
  expect(left.map(([column]) => column).sort()).toEqual([
    ...["created_at", "customer_id", "discount_rate", "is_active", "is_business", "livemode", "managed", "updated_at"],
  ])
  expect(profile?.managed).toBe(false)
  const notesOfAnn = await query(database, "select 1 from clientele_customer_note where customer_id = $1", [ann])
  expect(notesOfAnn).toEqual([])
  expect(await notes.getNote(bob, kept.id)).toEqual(kept)
})

test("R14 M38: a note is found only under its own customer", async () => {
  const [ann, bob] = [newCustomer(), newCustomer()]
  const note = await notes.createNote(ann, "hers", null)
  const missing = expect.objectContaining({ code: "not_found", message: "Note not found" })
  await expect(notes.getNote(bob, note.id)).rejects.toEqual(missing)
  await expect(notes.updateNote(bob, note.id, "mine")).rejects.toEqual(missing)
  await expect(notes.deleteNote(bob, note.id)).rejects.toEqual(missing)
  expect(await notes.listNotes(ann, 10, 0)).toEqual({ notes: [note], count: 1 })
})
