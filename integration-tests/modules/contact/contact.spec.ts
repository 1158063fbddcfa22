import knex, { type Knex } from "knex"
import { type Contact, ContactModuleService } from "../../../src/modules/contact"
import { createDatabase, type TestDatabase } from "../../helpers/database"

let database: TestDatabase
let db: Knex
let contacts: ContactModuleService

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 10 } })
  contacts = new ContactModuleService({ __pg_connection__: db })
})

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

let customers = 0
const newCustomer = () => `cus_${++customers}`
const primaries = (all: readonly Contact[]) => all.filter(({ is_primary }) => is_primary).map(({ name }) => name)

// Guard: `lockContactsOf` in #change (service.ts): without it two writers meet on the unique index and one of them fails.
test("R20: twenty parallel writers leave one primary contact", async () => {
  const customer = newCustomer()
  await Promise.all(
    Array.from({ length: 20 }, (_one, n) =>
      contacts.createContacts(customer, [{ name: `Contact ${n}`, is_primary: n % 2 === 0 }]),
    ),
  )
  const all = await contacts.listContacts([customer])
  expect(all).toHaveLength(20)
  expect(primaries(all)).toHaveLength(1)

  await Promise.all(all.map(({ id }) => contacts.updateContact(customer, id, { is_primary: true })))
  expect(primaries(await contacts.listContacts([customer]))).toHaveLength(1)

  await Promise.all(all.slice(0, 19).map(({ id }) => contacts.deleteContact(customer, id)))
  expect(primaries(await contacts.listContacts([customer]))).toEqual([all[19]?.name])
})

test("R20: the oldest other contact becomes primary", async () => {
  const customer = newCustomer()
  const [ann, bob, cid] = (await contacts.createContacts(customer, [
    { name: "Ann" },
    { name: "Bob" },
    { name: "Cid", is_primary: true },
  ])) as [Contact, Contact, Contact]
  expect(primaries(await contacts.listContacts([customer]))).toEqual(["Cid"])
  expect((await contacts.updateContact(customer, cid.id, { is_primary: false })).is_primary).toBe(false)
  expect(primaries(await contacts.listContacts([customer]))).toEqual(["Ann"])
  await contacts.deleteContact(customer, ann.id)
  expect(primaries(await contacts.listContacts([customer]))).toEqual(["Bob"])
  await contacts.deleteContact(customer, cid.id)
  expect((await contacts.updateContact(customer, bob.id, { is_primary: false })).is_primary).toBe(true)
})

test("R20: a customer has an email address once, in any spelling", async () => {
  const [customer, other] = [newCustomer(), newCustomer()]
  const [ann, bob] = (await contacts.createContacts(customer, [
    { name: "Ann", email: "ann@customer.com" },
    { name: "Bob", email: "bob@customer.com" },
  ])) as [Contact, Contact]
  const refused = expect.objectContaining({ code: "invalid_request", message: expect.stringMatching(/^email: /) })
  await expect(contacts.createContacts(customer, [{ name: "x", email: "ANN@customer.com " }])).rejects.toEqual(refused)
  await expect(contacts.updateContact(customer, bob.id, { email: "Ann@customer.com" })).rejects.toEqual(refused)
  await contacts.updateContact(customer, ann.id, { email: "Ann@Customer.com" })
  await contacts.createContacts(other, [{ name: "Ann", email: "ann@customer.com" }])
  await contacts.deleteContact(customer, ann.id)
  await contacts.createContacts(customer, [{ name: "Ann again", email: "ann@customer.com" }])
  const twenty = await Promise.allSettled(
    Array.from({ length: 20 }, () => contacts.createContacts(customer, [{ name: "x", email: "one@customer.com" }])),
  )
  expect(twenty.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
})

// Guards: the two unique indexes of the contact module's migration.
test("R20: the database itself refuses a second primary contact, and an address twice", async () => {
  const customer = newCustomer()
  await contacts.createContacts(customer, [{ name: "Ann", email: "ann@customer.com" }, { name: "Bob" }])
  const columns = "insert into clientele_contact (id, customer_id, name, email, mailbox, is_primary)"
  const insert = (id: string, email: string | null, primary: boolean) =>
    db.raw(`${columns} values (?, ?, 'x', ?, ?, ?)`, [`${customer}_${id}`, customer, email, email, primary])
  await expect(insert("second", null, true)).rejects.toMatchObject({ constraint: "clientele_contact_primary" })
  const twice = insert("twice", "ann@customer.com", false)
  await expect(twice).rejects.toMatchObject({ constraint: "clientele_contact_mailbox" })
})

test("R20: of several new contacts none stays when one is refused, and only one can be primary", async () => {
  const customer = newCustomer()
  await expect(
    contacts.createContacts(customer, [
      { name: "a", email: "a@customer.com" },
      { name: "b", email: "a@customer.com" },
    ]),
  ).rejects.toMatchObject({ message: expect.stringMatching(/^contacts\.1\.email: /) })
  await expect(
    contacts.createContacts(customer, [
      { name: "a", is_primary: true },
      { name: "b", is_primary: true },
    ]),
  ).rejects.toMatchObject({ message: expect.stringMatching(/^contacts\.1\.is_primary: /) })
  expect(await contacts.listContacts([customer])).toEqual([])
})

test("R20 M38: another customer's contact is not found", async () => {
  const [customer, other] = [newCustomer(), newCustomer()]
  const [ann] = (await contacts.createContacts(customer, [{ name: "Ann" }])) as [Contact]
  const notFound = expect.objectContaining({ code: "not_found" })
  await expect(contacts.getContact(other, ann.id)).rejects.toEqual(notFound)
  await expect(contacts.updateContact(other, ann.id, { name: "x" })).rejects.toEqual(notFound)
  await expect(contacts.deleteContact(other, ann.id)).rejects.toEqual(notFound)
})

test("R18: anonymising deletes a customer's contacts, including soft-deleted ones", async () => {
  const customer = newCustomer()
  const [ann] = (await contacts.createContacts(customer, [{ name: "Ann" }, { name: "Bob" }])) as [Contact]
  await contacts.deleteContact(customer, ann.id)
  expect(await contacts.deleteAllContacts(customer)).toBe(2)
})

// Guard: `wanted` in undoContacts (domain/undo-contacts.ts), and that undoChange runs through #change (service.ts).
test("R20: undoing added contacts restores the earlier primary contact", async () => {
  const customer = newCustomer()
  const [, bob] = (await contacts.createContacts(customer, [{ name: "Ann" }, { name: "Bob", is_primary: true }])) as [
    Contact,
    Contact,
  ]
  const add = async () => {
    return (await contacts.addContacts(customer, [{ name: "New", is_primary: true }])).done
  }
  const first = await add()
  await contacts.undoChange(customer, first)
  expect(primaries(await contacts.listContacts([customer]))).toEqual(["Bob"])

  const second = await add()
  await contacts.deleteContact(customer, bob.id)
  await contacts.undoChange(customer, second)
  expect(primaries(await contacts.listContacts([customer]))).toEqual(["Ann"])

  const third = await add()
  const [cid] = (await contacts.createContacts(customer, [{ name: "Cid", is_primary: true }])) as [Contact]
  await contacts.undoChange(customer, third)
  expect(primaries(await contacts.listContacts([customer]))).toEqual([cid.name])
})

// Guard: `exists` in restoreContact (sql.ts): without it the unique index refuses the undo.
test("R20: a restored contact has no email address if another contact has taken it, else its own address", async () => {
  const customer = newCustomer()
  const [ann] = (await contacts.createContacts(customer, [
    { name: "Ann", email: "ann@customer.com", title: "CEO" },
    { name: "Bob" },
  ])) as [Contact]
  await contacts.createContacts(newCustomer(), [{ name: "Elsewhere", email: "ann@customer.com" }])
  const first = await contacts.deleteContact(customer, ann.id)
  expect(await contacts.undoDelete(customer, first)).toBe(false)
  expect(await contacts.getContact(customer, ann.id)).toMatchObject({ email: "ann@customer.com", is_primary: true })

  const second = await contacts.deleteContact(customer, ann.id)
  const [cid] = (await contacts.createContacts(customer, [{ name: "Cid", email: "Ann@customer.com" }])) as [Contact]
  expect(await contacts.undoDelete(customer, second)).toBe(true)
  expect(await contacts.getContact(customer, ann.id)).toMatchObject({ title: "CEO", email: null, is_primary: true })
  expect((await contacts.getContact(customer, cid.id)).email?.toLowerCase()).toBe("ann@customer.com")
  expect(primaries(await contacts.listContacts([customer]))).toEqual(["Ann"])
})

// Guard: `isMarkFree` in undoDelete (service.ts): without it the contact that was marked meanwhile loses the mark.
test("R20: undoing a removal keeps the primary mark with the contact that got it meanwhile", async () => {
  const customer = newCustomer()
  const [ann, , cid] = (await contacts.createContacts(customer, [
    { name: "Ann" },
    { name: "Bob" },
    { name: "Cid" },
  ])) as Contact[]
  const removed = await contacts.deleteContact(customer, ann?.id ?? "")
  expect(primaries(await contacts.listContacts([customer]))).toEqual(["Bob"])
  await contacts.updateContact(customer, cid?.id ?? "", { is_primary: true })
  await contacts.undoDelete(customer, removed)
  expect(primaries(await contacts.listContacts([customer]))).toEqual(["Cid"])
  expect(await contacts.listContacts([customer])).toHaveLength(3)
})

// Guards: `lockContactsOf` in #change, `clearEmails` in #write (service.ts).
test("R20: twenty equal lists at once add each contact once, and two contacts swap their addresses in one list", async () => {
  const customer = newCustomer()
  const list = [{ name: "Ann", email: "ann@customer.com" }, { name: "Bob", email: "bob@customer.com" }, { name: "Cid" }]
  await Promise.all(Array.from({ length: 20 }, () => contacts.saveContacts(customer, list)))
  const [ann, bob, cid] = (await contacts.listContacts([customer])) as [Contact, Contact, Contact]
  expect(await contacts.listContacts([customer])).toHaveLength(3)
  const emails = async () => (await contacts.listContacts([customer])).map(({ email }) => email)
  const swap = await contacts.saveContacts(customer, [
    { id: ann.id, email: "bob@customer.com" },
    { id: bob.id, email: "ann@customer.com" },
  ])
  expect(await emails()).toEqual(["bob@customer.com", "ann@customer.com", null])
  await contacts.undoChange(customer, swap)
  expect(await emails()).toEqual(["ann@customer.com", "bob@customer.com", null])
  const taken = [
    { id: ann.id, name: "New" },
    { id: cid.id, email: "ANN@customer.com" },
  ]
  await expect(contacts.saveContacts(customer, taken)).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringMatching(/^contacts\.1\.email: /),
  })
  expect((await contacts.getContact(customer, ann.id)).name).toBe("Ann")
})

test("R20: more than a hundred contacts are refused, even if they are added in several calls", async () => {
  const customer = newCustomer()
  const many = (from: number) => Array.from({ length: 60 }, (_one, n) => ({ name: `Contact ${from + n}` }))
  await contacts.saveContacts(customer, many(0))
  await contacts.saveContacts(customer, many(0))
  await expect(contacts.saveContacts(customer, many(60))).rejects.toThrow("contacts: a customer can have at most 100")
  expect(await contacts.listContacts([customer])).toHaveLength(60)
})

// Guard: `undoContacts` (domain/undo-contacts.ts): writing the old fields back by updateContact fails where the contact or its address is gone.
test("R20: undoing a change of a contact respects later changes by others: an edit, a removal, its address taken", async () => {
  const customer = newCustomer()
  const [ann, bob, cid] = (await contacts.createContacts(customer, [
    { name: "Ann", email: "ann@customer.com", title: "CEO" },
    { name: "Bob", email: "bob@customer.com" },
    { name: "Cid" },
  ])) as [Contact, Contact, Contact]
  const phone = { e164: "+4930901820", original: "030 901820" }
  const change = { name: "New", email: null, title: "Buyer", phone, is_primary: true }
  const first = await contacts.changeContact(customer, bob.id, change)
  await contacts.updateContact(customer, bob.id, { title: "Theirs" })
  await contacts.updateContact(customer, cid.id, { email: "bob@customer.com" })
  await contacts.undoChange(customer, first.done)
  expect(await contacts.getContact(customer, bob.id)).toMatchObject({
    name: "Bob",
    email: null,
    title: "Theirs",
    phone: null,
    phone_original: null,
    is_primary: false,
  })
  expect(primaries(await contacts.listContacts([customer]))).toEqual(["Ann"])

  const second = await contacts.changeContact(customer, bob.id, change)
  await contacts.deleteContact(customer, ann.id)
  await contacts.undoChange(customer, second.done)
  expect(primaries(await contacts.listContacts([customer]))).toEqual(["Bob"])
  const third = await contacts.changeContact(customer, bob.id, change)
  await contacts.deleteContact(customer, bob.id)
  await contacts.undoChange(customer, third.done)
  expect((await contacts.listContacts([customer])).map(({ name }) => name)).toEqual(["Cid"])
})
