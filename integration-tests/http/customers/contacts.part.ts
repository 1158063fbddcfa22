import type { Contact } from "../../../src/modules/contact"
import type { OpenStore } from "../../helpers/open-store"
import { type Customer, newEmail, type Shop } from "../../helpers/shop"

export function contacts(open: () => OpenStore): void {
  let shop: Shop

  beforeAll(() => {
    ;({ shop } = open())
  })

  type One = { contact: Contact }
  type List = { contacts: Contact[]; count: number; offset: number; limit: number }
  type Refusal = { code: string; message: string }

  async function newCustomer(): Promise<string> {
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email: newEmail() })
    return customer.id
  }

  const path = (customerId: string, id = "") => `/admin/customers/${customerId}/contacts${id && `/${id}`}`

  test("R20: contacts are added, read, changed and removed, and one of them is primary", async () => {
    const customerId = await newCustomer()
    const created = await shop.admin.send<One>("POST", path(customerId), {
      name: "Sarah Davis",
      title: "Finance Manager",
      email: "Sarah.Davis@customer.com",
      phone: "+1-555-1100",
      is_primary: false,
    })
    expect(created).toMatchObject({
      status: 201,
      body: {
        contact: {
          id: expect.stringMatching(/^cont_/),
          customer_id: customerId,
          name: "Sarah Davis",
          email: "Sarah.Davis@customer.com",
          phone: "+15551100",
          phone_original: "+1-555-1100",
          is_primary: true,
        },
      },
    })
    const first = created.body.contact
    const { contact: second } = await shop.admin.post<One>(path(customerId), { name: "Bob", is_primary: true })

    const list = await shop.admin.get<List>(path(customerId))
    expect(list).toMatchObject({ count: 2, offset: 0, limit: 20 })
    expect(list.contacts.map(({ id, is_primary }) => [id, is_primary])).toEqual([
      [second.id, true],
      [first.id, false],
    ])

    for (const method of ["POST", "PATCH", "PUT"]) {
      const changed = await shop.admin.send<One>(method, path(customerId, first.id), { title: `by ${method}` })
      expect(changed.body.contact).toMatchObject({ name: "Sarah Davis", title: `by ${method}`, phone: "+15551100" })
    }
    const emptied = await shop.admin.post<One>(path(customerId, first.id), { phone: null, is_primary: true })
    expect(emptied.contact).toMatchObject({ phone: null, phone_original: null, is_primary: true })

    const deleted = await shop.admin.send("DELETE", path(customerId, first.id))
    expect(deleted).toMatchObject({
      status: 200,
      body: { id: first.id, object: "contact", deleted: true, message: "Contact successfully removed" },
    })
    expect((await shop.admin.get<One>(path(customerId, second.id))).contact.is_primary).toBe(true)
    expect((await shop.admin.send("GET", path(customerId, first.id))).status).toBe(404)
  })

  test.each<[string, Record<string, unknown>, string]>([
    ["no name", { title: "x" }, "name:"],
    ["an empty name", { name: "  " }, "name:"],
    ["a long name", { name: "x".repeat(201) }, "name:"],
    ["a long title", { name: "x", title: "x".repeat(201) }, "title:"],
    ["no email address", { name: "x", email: "nobody" }, "email: Enter a valid email address."],
    ["no telephone number", { name: "x", phone: "call me" }, "phone:"],
    ["a national number without its country", { name: "x", phone: "0712345678" }, "phone:"],
    ["a long telephone number", { name: "x", phone: "+".padEnd(31, "1") }, "phone:"],
    ["no country", { name: "x", phone: "0712345678", country_code: "XYZ" }, "country_code: is not a country"],
    ["no country under its other name", { name: "x", phone: "0712345678", country: "Utopia" }, "country: is not"],
    [
      "a number under two names",
      { name: "x", phone: "+15551100", phone_number: "+15551101" },
      "phone_number: is another name for phone",
    ],
    ["text that cannot be stored", { name: "x", title: "a\0b" }, "title: has characters"],
    ["an empty title", { name: "x", title: " " }, "title: must not be empty"],
    ["a string for a boolean", { name: "x", is_primary: "yes" }, "is_primary:"],
    ["an unknown key", { name: "x", customer_id: "cus_other" }, "customer_id: is not a known field"],
    ["an array for a name", { name: ["x"] }, "name:"],
  ])("R4 R20 M34: %s is a 400 that names the field", async (_what, body, message) => {
    const customerId = await newCustomer()
    const answer = await shop.admin.send<Refusal>("POST", path(customerId), body)
    expect(answer).toMatchObject({
      status: 400,
      body: { code: "invalid_request", message: expect.stringContaining(message) },
    })
    expect((await shop.admin.get<List>(path(customerId))).count).toBe(0)
  })

  // Guards: `aliased` and `country` in src/api/contacts.ts.
  test.each<[string, Record<string, unknown>]>([
    ["two letters", { phone: "0712 345678", country_code: "KE" }],
    ["three letters", { phone: "0712 345678", country_code: "KEN" }],
    ["its name, in other words", { phone_number: "0712 345678", country: "Kenya" }],
  ])("R4 R20: a national number with its country by %s is stored as E.164", async (_what, fields) => {
    const customerId = await newCustomer()
    const stored = { phone: "+254712345678", phone_original: "0712 345678" }
    const { contact } = await shop.admin.post<One>(path(customerId), { name: "Wanjiru", ...fields })
    expect(contact).toMatchObject(stored)
    await shop.admin.post<One>(path(customerId, contact.id), { phone: null })
    expect((await shop.admin.post<One>(path(customerId, contact.id), fields)).contact).toMatchObject(stored)
    const made = { name: "Shop", contacts: [{ name: "Wanjiru", ...fields }] }
    const { customer } = await shop.admin.post<{ customer: { contacts: Contact[] } }>("/admin/customer-profiles", made)
    expect(customer.contacts).toEqual([expect.objectContaining(stored)])
  })

  test("R20: the same email address twice is a 400 on email", async () => {
    const customerId = await newCustomer()
    await shop.admin.post(path(customerId), { name: "Ann", email: "ann@customer.com" })
    const answer = await shop.admin.send<Refusal>("POST", path(customerId), { name: "Ann", email: " ANN@Customer.com" })
    expect(answer).toMatchObject({
      status: 400,
      body: { code: "invalid_request", message: expect.stringMatching(/^email: /) },
    })
  })

  test("R20 M38: another customer's contact and an unknown customer are not found, on every verb", async () => {
    const [owner, other] = [await newCustomer(), await newCustomer()]
    const { contact } = await shop.admin.post<One>(path(owner), { name: "Ann" })
    for (const method of ["GET", "POST", "PATCH", "PUT", "DELETE"]) {
      const body = method === "GET" || method === "DELETE" ? undefined : { title: "mine" }
      expect((await shop.admin.send(method, path(other, contact.id), body)).status).toBe(404)
      expect((await shop.admin.send(method, path("cus_unknown", contact.id), body)).status).toBe(404)
    }
    expect((await shop.admin.send("GET", path("cus_unknown"))).status).toBe(404)
    expect((await shop.admin.send("POST", path("cus_unknown"), { name: "x" })).status).toBe(404)
    expect((await shop.admin.get<One>(path(owner, contact.id))).contact.title).toBeNull()
  })

  test("R19 M38 M39: shoppers reach only their own contacts", async () => {
    const [ann, bob]: Customer[] = [await shop.register(), await shop.register()]
    const mine = "/store/customers/me/contacts"
    const { contact } = await shop.as(ann as Customer).post<One>(mine, { name: "Assistant", email: "a@customer.com" })
    expect((await shop.as(ann as Customer).get<List>(mine)).contacts).toHaveLength(1)
    expect((await shop.as(bob as Customer).get<List>(mine)).contacts).toHaveLength(0)
    for (const method of ["GET", "POST", "PATCH", "PUT", "DELETE"]) {
      const body = method === "GET" || method === "DELETE" ? undefined : { title: "mine" }
      expect((await shop.as(bob as Customer).send(method, `${mine}/${contact.id}`, body)).status).toBe(404)
      expect((await shop.guest.send(method, `${mine}/${contact.id}`, body)).status).toBe(401)
    }
    for (const field of ["credit_limit", "balance", "customer_id", "discount_rate"]) {
      const answer = await shop.as(ann as Customer).send<Refusal>("POST", mine, { name: "x", [field]: "1" })
      expect(answer).toMatchObject({ status: 400, body: { message: `${field}: is not a known field` } })
    }
    await shop.as(ann as Customer).delete(`${mine}/${contact.id}`)
    expect((await shop.as(ann as Customer).get<List>(mine)).count).toBe(0)
  })
}
