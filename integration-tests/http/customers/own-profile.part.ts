import { createApi } from "../../helpers/api"
import { query, type TestDatabase } from "../../helpers/database"
import type { OpenStore } from "../../helpers/open-store"
import { type Customer, newEmail, type Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

/** What shoppers read and change of their own profile (contract R19). The store requires a first name. */
export function ownProfile(open: () => OpenStore): void {
  let database: TestDatabase
  let store: Store
  let shop: Shop

  beforeAll(() => {
    ;({ database, store, shop } = open())
  })

  type One = { customer: Record<string, unknown> }
  type Refusal = { code: string; message: string }

  const ME = "/store/customers/me/profile"
  const CHANGES = ["POST", "PATCH", "PUT"]
  const read = async (who: Customer) => (await shop.as(who).get<One>(ME)).customer
  const change = (who: Customer, body: unknown, method = "POST") => shop.as(who).send<One & Refusal>(method, ME, body)
  const staffSees = async ({ id }: Customer) => (await shop.admin.get<One>(`/admin/customer-profiles/${id}`)).customer

  /** What the merchant has decided about a customer, and what only they see. */
  const MERCHANTS = {
    external_id: newEmail("M"),
    description: "pays late",
    notes: "do not give more",
    credit_limit: 5000,
    payment_terms: "net_30",
    discount_rate: 2.5,
    is_active: false,
    tax_id: "12-9876543",
  }

  // Guard: `SHOWN` in own-profile.ts.
  test("R19: shoppers see the fields that they can change, and none of the merchant's", async () => {
    const ann = await shop.register()
    await shop.admin.post(`/admin/customer-profiles/${ann.id}`, MERCHANTS)
    expect(await read(ann)).toEqual({
      id: ann.id,
      email: ann.email,
      name: "Sam Shopper",
      first_name: "Sam",
      last_name: "Shopper",
      company_name: null,
      phone: null,
      phone_original: null,
      whatsapp_number: null,
      website: null,
    })
  })

  test("R19 R3 R4: POST, PATCH and PUT change the given fields, and admin users see the change at once", async () => {
    const ann = await shop.register()
    const merchants = { ...MERCHANTS, external_id: newEmail("M") }
    await shop.admin.post(`/admin/customer-profiles/${ann.id}`, merchants)
    const wishes = [
      { name: "Ann María Lee", website: "https://ann.example" },
      { phone_number: "77 123 45 67", whatsapp_number: "+221 77 987 65 43", country: "Senegal" },
      { company_name: "Lee & Daughters", website: null },
    ]
    for (const [index, wish] of wishes.entries()) {
      const { status, body } = await change(ann, wish, CHANGES[index])
      expect([status, body.customer]).toEqual([200, await read(ann)])
    }
    const said = {
      first_name: "Ann",
      last_name: "María Lee",
      company_name: "Lee & Daughters",
      phone: "+221771234567",
      phone_original: "77 123 45 67",
      whatsapp_number: "+221779876543",
      website: null,
    }
    expect(await read(ann)).toMatchObject(said)
    expect(await staffSees(ann)).toMatchObject({ ...said, ...merchants, email: ann.email, addresses: [] })
    const { customers } = await shop.admin.get<{ customers: { id: string }[] }>("/admin/customer-profiles?q=daughters")
    expect(customers.map(({ id }) => id)).toEqual([ann.id])
  })

  const FORBIDDEN = {
    ...MERCHANTS,
    id: "cus_other",
    customer_id: "cus_other",
    email: "other@example.com",
    currency_code: "eur",
    current_balance: 0,
    balance: 0,
    livemode: false,
    is_business: true,
    customer_since: "2020-01-01",
    photo_url: "https://x.example/x.png",
    fax: "+15550100",
    preferred_shipping: "air",
    metadata: { vip: true },
    has_account: false,
    address_1: "1 Main St",
    addresses: [],
    contacts: [],
    total_spent: [],
  }

  // Guard: `strictObject` in validators.ts, and behind it `pick(change, EDITABLE)` in own-profile.ts.
  test.each(CHANGES)(
    "R19 M39: %s of a field that a shopper may not set is a 400 that names it, and changes nothing",
    async (method) => {
      const ann = await shop.register()
      const before = await staffSees(ann)
      for (const [field, value] of Object.entries(FORBIDDEN)) {
        expect(await change(ann, { first_name: "Changed", [field]: value }, method)).toMatchObject({
          status: 400,
          body: { code: "invalid_request", message: `${field}: is not a known field` },
        })
      }
      expect(await change(ann, FORBIDDEN, method)).toMatchObject({
        status: 400,
        body: { message: expect.stringMatching(/credit_limit: is not a known field.*email: is not a known field/) },
      })
      expect(await staffSees(ann)).toEqual(before)
    },
  )

  let someone: Customer | undefined

  test.each<[string, unknown, string]>([
    ["an empty name", { name: " " }, "name: must not be empty; send null"],
    ["a long name", { last_name: "x".repeat(201) }, "last_name: must have at most 200"],
    ["what the shop requires, emptied", { first_name: null }, "first_name: This field is required."],
    ["a national number without its country", { phone: "0712345678" }, "phone: is not a telephone number"],
    ["no telephone number", { whatsapp_number: "call me" }, "whatsapp_number: is not a telephone number"],
    ["no country", { phone: "0712345678", country: "Atlantis" }, "country: is not a country"],
    ["a script for a website", { website: "javascript:alert(1)" }, "website: must be a URL"],
    [
      "one field by two names",
      { phone: "+15550100", phone_number: "+15550100" },
      "phone_number: is another name for phone",
    ],
    ["an array for a name", { name: ["x"] }, "name:"],
    ["a NUL", { company_name: "x\u0000" }, "company_name: has characters that cannot be stored"],
    ["a list", [], "body:"],
  ])("R4 R19 M34: %s is a 400 that names the field", async (_what, body, message) => {
    someone ??= await shop.register()
    expect(await change(someone, body)).toMatchObject({
      status: 400,
      body: { code: "invalid_request", message: expect.stringContaining(message) },
    })
  })

  test("R19 M38: on every verb shoppers reach only their own profile, and guests are refused", async () => {
    const [ann, bob] = [await shop.register(), await shop.register()]
    const before = await staffSees(bob)
    expect((await change(ann, { name: "Ann Lee" })).status).toBe(200)
    expect(await staffSees(bob)).toEqual(before)
    const key = { "x-publishable-api-key": shop.publishableKey }
    for (const method of ["GET", ...CHANGES]) {
      const body = method === "GET" ? undefined : { name: "Mine Own" }
      for (const api of [shop.guest, createApi(store.url, { ...key, authorization: "Bearer wrong" })]) {
        expect((await api.send(method, ME, body)).status).toBe(401)
      }
      // There is no way to name another customer.
      expect((await shop.as(ann).send(method, `/store/customers/${bob.id}/profile`, body)).status).toBe(404)
      expect(await shop.as(ann).send(method, `${ME}?customer_id=${bob.id}&id=${bob.id}`, body)).toMatchObject({
        status: 400,
        body: { message: "customer_id: is not a known field; id: is not a known field" },
      })
      expect(await shop.as(ann).send(method, ME, body)).toMatchObject({
        status: 200,
        body: { customer: { id: ann.id } },
      })
    }
    expect(await staffSees(bob)).toEqual(before)
  })

  test("R19 R9: the session of a deleted customer gets 404, on every verb", async () => {
    const ann = await shop.register()
    await shop.admin.delete(`/admin/customer-profiles/${ann.id}`)
    for (const method of ["GET", ...CHANGES]) {
      expect(await shop.as(ann).send(method, ME, method === "GET" ? undefined : { name: "Back" })).toMatchObject({
        status: 404,
        body: { code: "not_found" },
      })
    }
    const rows = await query(database, "select 1 from customer where id = $1 and deleted_at is null", [ann.id])
    expect(rows).toEqual([])
  })
}
