import { createApi } from "../../helpers/api"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import { useStore } from "../../helpers/open-store"
import { apply, tokenOf } from "../../helpers/redemption"
import { newEmail, type Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"
import { ownProfile } from "./own-profile.part"

// A store that requires more of a customer than by default, limits no address book, and lets test customers pay.
const customers = { requiredFields: ["first_name", "last_name", "email"], strictLengths: true }
const open = useStore({ options: { customers, addresses: { maxPerCustomer: null }, testCustomersPay: true } })

let database: TestDatabase
let store: Store
let shop: Shop

beforeAll(() => {
  ;({ database, store, shop } = open())
})

describe("the own profile", () => ownProfile(open))

type Shown = Record<string, unknown> & { id: string; email: string }
type One = { customer: Shown }
type Refusal = { code: string; message: string }

const ROOT = "/admin/customer-profiles"
const make = async (body: object = {}) =>
  (await shop.admin.post<One>(ROOT, { name: "Ann Lee", email: newEmail(), ...body })).customer
const read = async (id: string) => (await shop.admin.get<One>(`${ROOT}/${id}`)).customer
const change = (id: string, body: object) => shop.admin.send<One>("POST", `${ROOT}/${id}`, body)

test("R61: with testCustomersPay, points that a test key has given pay an order", async () => {
  await open().begin({ loyalty_points_enabled: true })
  const { api_key } = await shop.admin.post<{ api_key: { id: string; token: string } }>("/admin/api-keys", {
    ...{ title: "test", type: "secret" },
  })
  await shop.admin.post(`/admin/clientele/api-keys/${api_key.id}/mode`, { mode: "test" })
  const key = createApi(store.url, { authorization: `Basic ${Buffer.from(`${api_key.token}:`).toString("base64")}` })
  const email = newEmail("test")
  const { customer } = await key.post<One>(ROOT, { name: "Ann Lee", email })
  await key.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: 500, reason: "try" })
  const cart = await shop.fillCart({ email, product: "download" })
  const { status, body } = await apply(shop, cart.id, await tokenOf(database, email), 100)
  expect([status, body.loyalty_redemption?.points]).toEqual([200, 100])
})

test("R9: a deletion is soft, and the deleted customer is readable on request", async () => {
  const email = newEmail("gone")
  const order = await shop.placeOrder({ email })
  const { id } = await make({ email, external_id: email, notes: "kept" })
  // Figures follow an order by a second or two.
  await eventually(
    () => read(id),
    ({ recent_orders }) => Array.isArray(recent_orders) && recent_orders.length === 1,
  )
  const answer = await shop.admin.send("DELETE", `${ROOT}/${id}`)
  expect(answer).toMatchObject({
    status: 200,
    body: { id, object: "customer", deleted: true, deleted_at: expect.stringMatching(/^\d{4}-/) },
  })
  for (const method of ["GET", "POST", "DELETE"]) {
    expect((await shop.admin.send(method, `${ROOT}/${id}`, method === "POST" ? {} : undefined)).status).toBe(404)
  }
  const { customer } = await shop.admin.get<One>(`${ROOT}/${id}?with_deleted=true`)
  expect(customer).toMatchObject({ id, email, notes: "kept", recent_orders: [{ id: order.id }] })
  expect(customer.deleted_at).not.toBeNull()
  expect((await shop.order(order.id)).customer_id).toBe(id)
  const next = await shop.admin.send<One>("POST", ROOT, { name: "Bob Lee", email, external_id: email })
  expect(next.status).toBe(201)
  expect(next.body.customer.id).not.toBe(id)
})

test("R9: deleting a registered customer deletes the sign-in, as on Medusa's own route", async () => {
  const customer = await shop.register()
  expect((await shop.admin.send("DELETE", `${ROOT}/${customer.id}`)).status).toBe(200)
  const again = await shop.register(customer.email)
  expect(again.id).not.toBe(customer.id)
})

test("R9: an account without a sign-in is deleted as well", async () => {
  const { id } = await make()
  await query(database, "update customer set has_account = true where id = $1", [id])
  expect((await shop.admin.send("DELETE", `${ROOT}/${id}`)).status).toBe(200)
})

test("R9: a deletion that fails half-way leaves the customer", async () => {
  const { id } = await make()
  await query(database, "alter table clientele_customer_profile rename to clientele_customer_profile_gone")
  try {
    expect((await shop.admin.send("DELETE", `${ROOT}/${id}`)).status).toBe(500)
  } finally {
    await query(database, "alter table clientele_customer_profile_gone rename to clientele_customer_profile")
  }
  expect((await read(id)).deleted_at).toBeNull()
})

// Guard: `bindProfiles`. Medusa refuses to remove an account without a sign-in after it has deleted it, and restores it.
test("R9: a customer whom Medusa restores has the profile again", async () => {
  const external_id = newEmail("restored")
  const { id } = await make({ external_id })
  await query(database, "update customer set has_account = true where id = $1", [id])
  await query(database, "update clientele_customer_profile set deleted_at = now() where customer_id = $1", [id])
  expect((await shop.admin.send("GET", `${ROOT}/by-external-id/${external_id}`)).status).toBe(404)
  expect((await shop.admin.send("DELETE", `/admin/customers/${id}`)).status).toBe(404)
  expect((await shop.admin.send("GET", `${ROOT}/by-external-id/${external_id}`)).status).toBe(200)
})

test("R9: a customer deleted through Medusa frees email and external id", async () => {
  const email = newEmail("elsewhere")
  const { id } = await make({ email, external_id: email })
  await shop.admin.delete(`/admin/customers/${id}`)
  // Whether or not the event has come: a customer who is deleted holds nothing.
  expect((await shop.admin.send("POST", ROOT, { name: "Bob Lee", email, external_id: email })).status).toBe(201)
})

// Guard: the option in limitAddresses and checkAddressLimitStep; both take the number from the address book.
test("R64: creating, changing and deleting a customer emit events with only the id", async () => {
  const { id } = await make()
  await change(id, { notes: "x" })
  await shop.admin.delete(`${ROOT}/${id}`)
  const told = async () =>
    [...store.output().matchAll(/recorded (clientele\.customer\.\S+) (\{.*\})/g)].filter(([line]) => line.includes(id))
  expect((await eventually(told, (rows) => rows.length >= 3)).map(([, name, data]) => [name, data])).toEqual(
    ["created", "updated", "deleted"].map((verb) => [
      `clientele.customer.${verb}`,
      JSON.stringify({ id, customer_ids: [id] }),
    ]),
  )
})

// Guard: the emit of contacts in createCustomer (workflows/customers/create-or-adopt.ts).
test("R71: a contact created with its customer emits its own event", async () => {
  const { id } = await make({ contacts: [{ name: "Sarah Davis" }, { name: "Ann Lee" }] })
  const { contacts } = await shop.admin.get<{ contacts: { id: string }[] }>(`/admin/customers/${id}/contacts`)
  const told = async () =>
    [...store.output().matchAll(/recorded clientele\.contact\.created (\{.*\})/g)]
      .map(([, data]) => JSON.parse(String(data)))
      .filter(({ customer_id }) => customer_id === id)
  const events = await eventually(told, (rows) => rows.length >= 2)
  const wanted = contacts.map((one) => ({ id: one.id, customer_id: id, customer_ids: [id] }))
  expect(events).toHaveLength(2)
  expect(events).toEqual(expect.arrayContaining(wanted))
})

// Guards: `tell` in workflows/customers/list-contacts.ts; `emitNote` in workflows/customers/note-workflows.ts, each of three calls; the
// emit in workflows/privacy/export-and-anonymize.ts.
test("R64: changes of contacts, changes of notes and anonymising emit events with only ids", async () => {
  const { id } = await make()
  const path = `/admin/customers/${id}/contacts`
  const { contact } = await shop.admin.post<{ contact: { id: string } }>(path, { name: "Sarah Davis" })
  await shop.admin.post(`${path}/${contact.id}`, { name: "Sarah Lee" })
  await shop.admin.delete(`${path}/${contact.id}`)
  const notes = `/admin/customers/${id}/notes`
  const { note } = await shop.admin.post<{ note: { id: string } }>(notes, { body: "Called" })
  await shop.admin.post(`${notes}/${note.id}`, { body: "Called again" })
  await shop.admin.delete(`${notes}/${note.id}`)
  await shop.admin.post(`/admin/customers/${id}/anonymize`)
  const told = async () =>
    [...store.output().matchAll(/recorded clientele\.((?:contact|note)\.\S+|customer\.anonymized) (\{.*\})/g)]
      .map(([, name, data]) => [name, JSON.parse(String(data))])
      .filter(([, data]) => [data.id, data.customer_id].includes(id))
  const ids = { id: contact.id, customer_id: id, customer_ids: [id] }
  const noteIds = { ...ids, id: note.id }
  expect(await eventually(told, (rows) => rows.length >= 7)).toEqual([
    ["contact.created", ids],
    ["contact.updated", ids],
    ["contact.deleted", ids],
    ["note.created", noteIds],
    ["note.updated", noteIds],
    ["note.deleted", noteIds],
    ["customer.anonymized", { id, customer_ids: [id] }],
  ])
})

// Guard: `maxPerCustomer === null` in limitAddresses.
test("R21: with maxPerCustomer null there is no limit, on any route", async () => {
  const { id } = await make({ addresses: ["One", "Two", "Three", "Four"].map((city) => ({ city })) })
  expect((await change(id, { addresses: [{ city: "Five" }] })).status).toBe(200)
  expect((await shop.admin.send("POST", `/admin/customers/${id}/addresses`, { city: "Six" })).status).toBe(200)
  expect((await read(id)).addresses).toHaveLength(6)
})

type Note = { note: { id: string; body: string; author_id: string; created_at: string } }
type Notes = { notes: Note["note"][]; count: number; offset: number; limit: number }

test("R14: notes have a date and an author, come newest first, and are in the single read", async () => {
  const { id } = await make()
  const path = `/admin/customers/${id}/notes`
  const first = await shop.admin.send<Note>("POST", path, { body: "Called about the order" })
  expect(first).toMatchObject({
    status: 201,
    body: { note: { id: expect.stringMatching(/^note_/), author_id: expect.stringMatching(/^user_/) } },
  })
  const { note: second } = await shop.admin.post<Note>(path, { body: "Called again" })
  const list = await shop.admin.get<Notes>(`${path}?limit=1`)
  expect(list).toMatchObject({ count: 2, limit: 1, offset: 0, notes: [{ body: "Called again" }] })
  for (const method of ["POST", "PATCH", "PUT"]) {
    const changed = await shop.admin.send<Note>(method, `${path}/${second.id}`, { body: `by ${method}` })
    expect(changed.body.note).toMatchObject({ body: `by ${method}`, created_at: second.created_at })
  }
  expect((await read(id)).note_entries).toMatchObject([{ body: "by PUT" }, { body: "Called about the order" }])
  expect(await shop.admin.send("DELETE", `${path}/${second.id}`)).toMatchObject({
    status: 200,
    body: { id: second.id, object: "note", deleted: true },
  })
  expect((await shop.admin.get<Notes>(path)).count).toBe(1)
  for (const body of [{}, { body: " " }, { body: "x".repeat(5001) }, { body: 1 }, { body: "x", author_id: "user_1" }]) {
    expect(await shop.admin.send<Refusal>("POST", path, body)).toMatchObject({ status: 400 })
  }
})

test("R14 M38: another customer's note is not found, on every verb", async () => {
  const [owner, other] = [await make(), await make()]
  const { note } = await shop.admin.post<Note>(`/admin/customers/${owner.id}/notes`, { body: "hers" })
  for (const method of ["GET", "POST", "PATCH", "PUT", "DELETE"]) {
    const body = method === "GET" || method === "DELETE" ? undefined : { body: "mine" }
    expect((await shop.admin.send(method, `/admin/customers/${other.id}/notes/${note.id}`, body)).status).toBe(404)
  }
  expect((await shop.admin.send("POST", "/admin/customers/cus_unknown/notes", { body: "x" })).status).toBe(404)
})

const PERSON = { first_name: "Ann", last_name: "Lee" }

test.each<[string, object, string]>([
  ["no first name", { last_name: "Lee", email: "a@b.co" }, "first_name: This field is required."],
  ["no last name", { name: "Cher", email: "a@b.co" }, "last_name: This field is required."],
  ["no email", PERSON, "email: This field is required."],
  ["a name beyond 50", { ...PERSON, name: "x".repeat(51) }, "name: must have at most 50 characters"],
  ["a postal code beyond 9", { ...PERSON, zip: "x".repeat(10) }, "zip: must have at most 9 characters"],
  ["a city below 3", { ...PERSON, city: "xx" }, "city: must have at least 3 characters"],
  ["a city beyond 30", { ...PERSON, city: "x".repeat(31) }, "city: must have at most 30 characters"],
  ["a street below 3", { ...PERSON, address: "xx" }, "address: must have at least 3 characters"],
  ["a street beyond 100", { ...PERSON, address: "x".repeat(101) }, "address: must have at most 100 characters"],
])("R1 R4: with requiredFields and strictLengths %s is a 400", async (_what, body, message) => {
  expect(await shop.admin.send<Refusal>("POST", ROOT, body)).toMatchObject({
    status: 400,
    body: { code: "invalid_request", message: expect.stringContaining(message) },
  })
})

test("R1 R4: Medusa's own routes apply neither option, and a change cannot empty a required field", async () => {
  const email = newEmail()
  const { customer } = await shop.admin.post<One>("/admin/customers", { email, company_name: "x".repeat(60) })
  const changed = await change(customer.id, { notes: "never had a first name" })
  expect(changed.status).toBe(200)
  expect(await change(customer.id, { email: null })).toMatchObject({
    status: 400,
    body: { message: "email: This field is required." },
  })
})

describe("R60: a secret key", () => {
  const path = `${ROOT}?limit=1`
  const basic = (credentials: string) => ({ authorization: `Basic ${Buffer.from(credentials).toString("base64")}` })
  const get = (headers: Record<string, string>, to = path) =>
    createApi(store.url).send<Refusal>("GET", to, undefined, headers)
  let key: string

  beforeAll(async () => {
    const body = { title: "till", type: "secret" }
    key = (await shop.admin.post<{ api_key: { token: string } }>("/admin/api-keys", body)).api_key.token
  })

  test("R60: is accepted in X-API-Key, and as the user of Basic with any password, on the plugin's routes", async () => {
    const { id } = await make()
    const ways = [
      { "x-api-key": key },
      basic(`${key}:`),
      basic(`${key}:any password`),
      { authorization: `Basic ${key}` },
    ]
    for (const way of ways) {
      for (const to of [path, `/admin/customers/${id}/notes`, "/admin/loyalty/settings"]) {
        expect((await get(way, to)).status).toBe(200)
      }
    }
    const note = await createApi(store.url, { "x-api-key": key }).post<Note>(`/admin/customers/${id}/notes`, {
      body: "by key",
    })
    expect(note.note.author_id).toMatch(/^apk_/)
  })

  test("R60: is accepted by Medusa's own routes only as Medusa does", async () => {
    expect((await get(basic(`${key}:`), "/admin/customers?limit=1")).status).toBe(200)
    for (const way of [{ "x-api-key": key }, basic(`${key}:any password`)]) {
      expect(await get(way, "/admin/customers?limit=1")).toMatchObject({
        status: 401,
        body: { message: "Unauthorized" },
      })
    }
  })

  test("R60: without valid credentials every route of the plugin is a 401 whose message names the fix", async () => {
    const none = "Authentication credentials were not provided."
    const wrong = "The credentials are not valid"
    const cases: [Record<string, string>, string][] = [
      [{}, none],
      [{ "x-api-key": "sk_wrong" }, wrong],
      [{ "x-api-key": "anything" }, wrong],
      [basic(`sk_wrong:${key}`), wrong],
      [basic(`x:${key}`), wrong],
      [{ authorization: "Bearer wrong", "x-api-key": key }, wrong],
      [{ authorization: `Bearer ${key}` }, "must be sent using HTTP Basic"],
    ]
    for (const [headers, message] of cases) {
      for (const to of [path, `${ROOT}/cus_1`, "/admin/customers/cus_1/notes", "/admin/loyalty/settings"]) {
        expect(await get(headers, to)).toMatchObject({
          status: 401,
          body: { message: expect.stringContaining(message) },
        })
      }
    }
    const revoked = await shop.admin.post<{ api_key: { id: string; token: string } }>("/admin/api-keys", {
      title: "old",
      type: "secret",
    })
    await shop.admin.post(`/admin/api-keys/${revoked.api_key.id}/revoke`)
    expect((await get({ "x-api-key": revoked.api_key.token })).status).toBe(401)
  })
})
