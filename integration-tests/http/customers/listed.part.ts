import type { Contact } from "../../../src/modules/contact"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

/** `addresses` and `contacts` in a change of a profile (ADR 0047). */
export function listed(open: () => OpenStore): void {
  let database: TestDatabase
  let store: Store
  let shop: Shop

  beforeAll(() => {
    ;({ database, store, shop } = open())
  })

  type Address = Record<string, unknown> & { id: string }
  type Shown = { id: string; addresses: Address[]; contacts: Contact[]; website: string | null }
  type Answer = { customer: Shown; code?: string; message?: string }

  const ROOT = "/admin/customer-profiles"
  const put = (id: string, body: object, method = "PUT") => shop.admin.send<Answer>(method, `${ROOT}/${id}`, body)
  const read = async (id: string) => (await shop.admin.get<Answer>(`${ROOT}/${id}`)).customer
  const make = async (body: object = {}) =>
    (await shop.admin.post<Answer>(ROOT, { name: "Acme", email: newEmail(), ...body })).customer

  const HOME = { line1: "1 Main St", city: "Dakar", country: "Senegal", phone: "77 987 65 43" }
  const FARM = { line1: "Farm", city: "Touba", country: "SN", type: "shipping" }
  const ANN = { name: "Ann", email: "Ann@acme.example", phone: "77 987 65 43", country: "Senegal" }
  const BODY = { addresses: [HOME, FARM], contacts: [ANN, { name: "Bob" }] }

  const rowsOf = (...ids: string[]) =>
    Promise.all(
      ["customer_address", "clientele_contact", "clientele_customer_profile"].map((table) =>
        query(database, `select xmin::text, * from ${table} where customer_id = any ($1) order by created_at, 3`, [
          ids,
        ]),
      ),
    )

  // Guards: `alike` in AddressDraft.add, `byKey` in planContacts, `changesAddress`: without it the rows are written again.
  test("R7 R20 R21: PUT, PATCH and POST of the same addresses and contacts change nothing after the first", async () => {
    const { id } = await make()
    const first = await put(id, BODY)
    expect(first.status).toBe(200)
    expect(first.body.customer.addresses).toMatchObject([
      { address_1: "1 Main St", country_code: "sn", phone: "+221779876543", is_default_shipping: false },
      { address_1: "Farm", is_default_shipping: true },
    ])
    const contacts = await read(id)
    expect(contacts.contacts).toMatchObject([
      { name: "Ann", email: "Ann@acme.example", phone: "+221779876543", is_primary: true },
      { name: "Bob", is_primary: false },
    ])
    const [addresses, people] = await rowsOf(id)
    for (const method of ["PUT", "PATCH", "POST", "PUT"]) {
      expect((await put(id, BODY, method)).status).toBe(200)
    }
    expect((await rowsOf(id)).slice(0, 2)).toEqual([addresses, people])
    // Also with what Medusa's own route stored as it was typed, and at the limit.
    await shop.admin.post(`/admin/customers/${id}/addresses`, { address_1: "Third", country_code: "sn", phone: "" })
    expect((await put(id, { addresses: [...BODY.addresses, { line1: "Third", country: "SN" }] })).status).toBe(200)
    expect((await read(id)).addresses).toHaveLength(3)
    expect(await put(id, { addresses: [{ line1: "Fourth" }] })).toMatchObject({ status: 406 })
  })

  // Guard: `ascendingIds` in createCustomerWorkflow and writeAddressesStep; without it equal milliseconds shuffle them.
  test("R21: new addresses and contacts come back in the order of the request", async () => {
    const names = ["Zoe", "Ann", "Mia"]
    const addresses = names.map((line1) => ({ line1, country: "SN" }))
    const contacts = names.map((name) => ({ name }))
    for (let round = 0; round < 8; round++) {
      const made = await make({ addresses, contacts })
      const { id } = await make()
      expect((await put(id, { addresses, contacts })).status).toBe(200)
      for (const shown of [made, await read(id)]) {
        expect(shown.addresses.map(({ address_1 }) => address_1)).toEqual(names)
        expect(shown.contacts.map(({ name }) => name)).toEqual(names)
      }
    }
  })

  test("R7 R20 R21: listed addresses and contacts with an id are changed field by field; those without are added", async () => {
    const { id, addresses, contacts } = await make(BODY)
    const [home, farm] = addresses as [Address, Address]
    const [ann, bob] = contacts as [Contact, Contact]
    const body = {
      addresses: [
        { id: farm.id, line1: null, type: "billing", metadata: { gate: 2 } },
        { id: home.id, city: "Thiès" },
        { city: "Kaolack" },
      ],
      contacts: [
        { id: ann.id, email: "bob@acme.example", title: "Buyer" },
        { id: bob.id, email: "ann@acme.example", is_primary: true },
        { name: "Cid", phone: "+12025550143" },
      ],
    }
    for (const _again of [1, 2]) {
      expect((await put(id, body)).status).toBe(200)
      const after = await read(id)
      expect(after.addresses).toMatchObject([
        { id: home.id, address_1: "1 Main St", city: "Thiès", phone: "+221779876543" },
        { id: farm.id, address_1: null, city: "Touba", is_default_billing: true, metadata: { gate: 2 } },
        { city: "Kaolack", is_default_shipping: false },
      ])
      expect(after.contacts).toMatchObject([
        { id: bob.id, email: "ann@acme.example", is_primary: true },
        { id: ann.id, name: "Ann", email: "bob@acme.example", title: "Buyer", phone: "+221779876543" },
        { name: "Cid", phone: "+12025550143" },
      ])
    }
    // Two swap their email addresses in one request.
    const swap = [
      { id: ann.id, email: "ann@acme.example" },
      { id: bob.id, email: "bob@acme.example" },
    ]
    expect((await put(id, { contacts: swap })).status).toBe(200)
    expect((await put(id, { addresses: [{ id: farm.id, is_default_billing: false, metadata: null }] })).status).toBe(
      200,
    )
    expect((await read(id)).addresses[1]).toMatchObject({ is_default_billing: false, metadata: null })
  })

  // Guards: `checkIds` in planAddresses, `checkListed` in planContacts; that checkAddressLimitStep and checkContactsStep come first.
  test("R20 R21 M38: another customer's id, an unknown id and the id of a removed row are a 400 that names it, and no row changes", async () => {
    const [mine, theirs] = [await make(BODY), await make({ ...BODY, email: newEmail() })]
    await shop.admin.delete(`/admin/customers/${mine.id}/addresses/${mine.addresses[0]?.id}`)
    await shop.admin.delete(`/admin/customers/${mine.id}/contacts/${mine.contacts[0]?.id}`)
    const before = await rowsOf(mine.id, theirs.id)
    const [address, contact] = [mine.addresses[1]?.id, mine.contacts[1]?.id]
    const wrong: [object, string][] = [
      [{ addresses: [{ id: theirs.addresses[0]?.id, city: "Mine" }] }, "addresses.0.id: this customer has no address"],
      [{ addresses: [{ id: address }, { id: "cuaddr_x" }] }, "addresses.1.id: this customer has no address"],
      [{ addresses: [{ id: mine.addresses[0]?.id }] }, "addresses.0.id: this customer has no address"],
      [{ addresses: [{ id: address }, { id: address }] }, "addresses.1.id: is given twice"],
      [{ contacts: [{ id: theirs.contacts[0]?.id, name: "Mine" }] }, "contacts.0.id: this customer has no contact"],
      [{ contacts: [{ id: contact, name: "X" }, { id: "" }] }, "contacts.1.id: this customer has no contact"],
      [{ contacts: [{ id: mine.contacts[0]?.id, is_primary: true }] }, "contacts.0.id: this customer has no contact"],
      [{ contacts: [{ id: contact }, { id: contact }] }, "contacts.1.id: is given twice"],
      [
        { contacts: [{ title: "x" }] },
        "contacts.0.name: is required for a new contact; to change a contact, send its id",
      ],
      [{ contacts: [{ id: contact, name: null }] }, "contacts.0.name:"],
      [{ contacts: [{ id: contact, customer_id: theirs.id }] }, "contacts.0.customer_id: is not a known field"],
      [{ addresses: [{ id: address, customer_id: theirs.id }] }, "addresses.0.customer_id: is not a known field"],
      [{ addresses: [{ id: { $ne: null } }] }, "addresses.0.id: must be text"],
      [{ addresses: [{ id: ["x"] }], contacts: [{ id: 5 }] }, "contacts.0.id: must be text"],
      [{ contacts: Array(101).fill({ name: "x" }) }, "contacts: "],
    ]
    for (const [body, message] of wrong) {
      expect(await put(mine.id, { website: "https://new.example.com", ...body })).toMatchObject({
        status: 400,
        body: { code: "invalid_request", message: expect.stringContaining(message) },
      })
    }
    expect(await rowsOf(mine.id, theirs.id)).toEqual(before)
    for (const part of ["addresses", "contacts"]) {
      const body = { name: "New", [part]: [{ id: "x", name: "x" }] }
      expect(await shop.admin.send("POST", ROOT, body)).toMatchObject({ status: 400 })
    }
    // Shoppers change theirs on routes of their own (M39).
    const shopper = await shop.register()
    for (const part of ["addresses", "contacts"]) {
      const answer = await shop.as(shopper).send<Answer>("PUT", "/store/customers/me/profile", { [part]: [] })
      expect(answer).toMatchObject({ status: 400, body: { message: `${part}: is not a known field` } })
    }
  })

  // Guards: `withCustomerLease` in updateCustomer, `lockContactsOf` in ContactModuleService.
  test("R20 R21: ten equal parallel requests add each address and contact once, and none is refused", async () => {
    const { id } = await make()
    const answers = await Promise.all(Array.from({ length: 10 }, () => put(id, BODY)))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
    const { addresses, contacts } = await read(id)
    expect([addresses.length, contacts.length]).toEqual([2, 2])
  })

  // Guards: the compensations of writeAddressesStep and saveContactsStep; `cleared` in movedMarks.
  test("R7 R20 R21: a change that fails at its last step leaves addresses and contacts as they were", async () => {
    const { id, addresses, contacts } = await make({ ...BODY, billing_address: HOME })
    const lines = async () => {
      const now = await read(id)
      const strip = ({ updated_at, ...one }: Record<string, unknown>) => one
      return [now.addresses.map(strip), now.contacts.map(strip)]
    }
    const before = await lines()
    const body = {
      addresses: [
        { id: addresses[0]?.id, city: "New", is_default_billing: false },
        { id: addresses[1]?.id, line1: null },
        { city: "Added", is_default_shipping: true },
      ],
      contacts: [
        { id: contacts[0]?.id, name: "New", email: null, phone: null },
        { id: contacts[1]?.id, email: "ann@acme.example", is_primary: true },
        { name: "Added" },
      ],
      credit_limit: 5,
    }
    await query(database, "alter table clientele_credit_account rename to clientele_credit_account_gone")
    try {
      expect((await put(id, body)).status).toBe(500)
    } finally {
      await query(database, "alter table clientele_credit_account_gone rename to clientele_credit_account")
    }
    expect(await lines()).toEqual(before)
    expect((await put(id, body)).status).toBe(200)
    expect((await lines())[0]).not.toEqual(before[0])
  })

  // Guard: `emitChanged` in updateCustomer.
  test("R71: a change of the profile emits an event for each added or changed contact, and no other", async () => {
    const { id, contacts } = await make(BODY)
    const [ann, bob] = contacts as [Contact, Contact]
    const told = () =>
      [...store.output().matchAll(/recorded clientele\.(contact\.\S+) (\{.*\})/g)]
        .map(([, name, data]) => [name, JSON.parse(String(data))] as const)
        .filter(([, data]) => data.customer_id === id)
        .map(([name, data]) => [name, data.id])
    await eventually(
      async () => told(),
      (events) => events.length >= 2,
    )
    await put(id, BODY)
    await put(id, { contacts: [{ id: ann.id, title: "Buyer" }, { id: bob.id, name: "Bob" }, { name: "Cid" }] })
    const cid = (await read(id)).contacts.find(({ name }) => name === "Cid")
    const events = await eventually(
      async () => told(),
      (found) => found.length >= 4,
    )
    expect(events.slice(2)).toEqual([
      ["contact.created", cid?.id],
      ["contact.updated", ann.id],
    ])
  })
}
