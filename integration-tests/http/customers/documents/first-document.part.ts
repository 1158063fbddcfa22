import type { Api } from "../../../helpers/api"
import {
  at,
  type DocumentShop,
  type Field,
  type List,
  MOMENT,
  type One,
  type Refusal,
  ROOT,
  refusedWith,
  type Shown,
} from "./shop"

const REQUEST = {
  name: "John Doe",
  email: "john.doe@example.com",
  phone_number: "+221771234567",
  country: "Senegal",
  city: "Dakar",
  is_business: false,
}

const ANSWER: Field[] = [
  ["customer_id", "id", expect.stringMatching(/^cus_/)],
  ["name", "name", "John Doe"],
  ["email", "email", "john.doe@example.com"],
  ["phone_number", "phone", "+221771234567"],
  ["whatsapp_number", "whatsapp_number", null],
  ["country", "billing_address.country_code", "sn"],
  ["city", "billing_address.city", "Dakar"],
  ["address", "billing_address.address_1", null],
  ["postal_code", "billing_address.postal_code", null],
  ["is_business", "is_business", false],
  ["metadata", "metadata", null],
  ["created_at", "created_at", MOMENT],
  ["updated_at", "updated_at", MOMENT],
]

/** Every parameter of create and update, with a value that can be seen to have arrived. */
const PARAMETERS: [parameter: string, value: unknown, ours: string, shown: unknown][] = [
  ["name", "Awa Diop", "name", "Awa Diop"],
  ["email", "Awa.Diop@example.com", "email", "awa.diop@example.com"],
  ["phone_number", "+221779876543", "phone", "+221779876543"],
  ["whatsapp_number", "+221770000001", "whatsapp_number", "+221770000001"],
  ["country", "Côte d'Ivoire", "billing_address.country_code", "ci"],
  ["city", "Abidjan", "billing_address.city", "Abidjan"],
  ["address", "123 Main St", "billing_address.address_1", "123 Main St"],
  ["postal_code", "01 BP 1", "billing_address.postal_code", "01 BP 1"],
  ["is_business", true, "is_business", true],
  ["metadata", { plan: "gold" }, "metadata", { plan: "gold" }],
]

const LISTED: [query: string, found: number, place: object][] = [
  ["", 1, { limit: 20, page: 1 }],
  ["limit=1", 1, { limit: 1, page: 1 }],
  ["page=2", 0, { limit: 20, page: 2 }],
  ["email=john.doe@example.com", 1, {}],
  ["email=nobody@example.com", 0, {}],
  ["phone_number=%2B221771234567", 1, {}],
  ["phone_number=%2B221771234568", 0, {}],
  ["has_transactions=false", 1, {}],
  ["has_transactions=true", 0, {}],
]

/** The first document: the key in `X-API-Key`, flat addresses, `PATCH`. */
export function firstDocument(open: () => DocumentShop): void {
  let api: Api
  let created: Shown

  beforeAll(async () => {
    api = open().with({ "x-api-key": open().key })
    const answer = await api.send<One>("POST", ROOT, REQUEST)
    expect(answer.status).toBe(201)
    created = answer.body.customer
  })

  test.each(ANSWER)("R1 R2 R60: the example makes a customer whose %s is our %s", (_theirs, ours, value) => {
    expect(at(created, ours)).toEqual(value)
  })

  test("R5: reading the customer by its id gives the same answer", async () => {
    expect((await api.get<One>(`${ROOT}/${created.id}`)).customer).toEqual(created)
  })

  test.each(LISTED)("R10 R11: the list accepts ?%s", async (query, found, place) => {
    // Other documents' customers are in the shop, too.
    const list = await api.get<List>(`${ROOT}?q=john.doe&${query}`)
    expect(list).toMatchObject(place)
    expect(list.customers.map(({ id }) => id)).toEqual(found ? [created.id] : [])
  })

  test("R7 R21: the example of an update changes the fields that it names and keeps the rest", async () => {
    const change = { phone_number: "+221779876543", address: "123 Main St" }
    const { status, body } = await api.send<One>("PATCH", `${ROOT}/${created.id}`, change)
    expect(status).toBe(200)
    for (const [theirs, ours, value] of ANSWER) {
      const changed = { ...change, ...(theirs === "updated_at" ? { updated_at: MOMENT } : {}) }
      expect(at(body.customer, ours)).toEqual(changed[theirs as keyof typeof changed] ?? value)
    }
    expect(body.customer.created_at).toBe(created.created_at)
    expect(String(body.customer.updated_at) > String(created.updated_at)).toBe(true)
  })

  test.each(PARAMETERS)("R1 R2 R7: %s is accepted on creation and change", async (parameter, value, ours, shown) => {
    const made = await api.send<One>("POST", ROOT, { name: "Parameter", [parameter]: value })
    expect([made.status, at(made.body.customer, ours)]).toEqual([201, shown])
    await api.delete(`${ROOT}/${made.body.customer.id}`)
    const { customer } = await api.post<One>(ROOT, { name: "Parameter" })
    const changed = await api.send<One>("PATCH", `${ROOT}/${customer.id}`, { [parameter]: value })
    expect([changed.status, at(changed.body.customer, ours)]).toEqual([200, shown])
    await api.delete(`${ROOT}/${customer.id}`)
  })

  test("R1: a name is required if no other field identifies the customer, and refusals name the field", async () => {
    expect(await api.send<Refusal>("POST", ROOT, { city: "Dakar" })).toMatchObject(
      refusedWith(400, "invalid_request", "name: This field is required."),
    )
    const wrong = { name: 1, email: "nobody", is_business: "no", metadata: [], favourite: "tea" }
    for (const [method, path] of [
      ["POST", ROOT],
      ["PATCH", `${ROOT}/${created.id}`],
    ] as const) {
      const answer = await api.send<Refusal>(method, path, wrong)
      expect(answer).toMatchObject(refusedWith(400, "invalid_request", ""))
      for (const field of Object.keys(wrong)) {
        expect(answer.body.message).toContain(`${field}:`)
      }
    }
  })

  test("R60: without a key, or with a wrong one, every endpoint is a 401 whose message names the fix", async () => {
    const wrong: Record<string, string>[] = [{}, { "x-api-key": "your_api_key" }]
    const endpoints = ["POST", "GET"]
      .map((method) => [method, ROOT])
      .concat(["GET", "PATCH", "DELETE"].map((method) => [method, `${ROOT}/${created.id}`]))
    for (const [method = "", path = ""] of endpoints) {
      const body = /POST|PATCH/.test(method) ? { name: "x" } : undefined
      for (const headers of wrong) {
        expect(await open().with(headers).send(method, path, body)).toMatchObject({
          status: 401,
          body: { type: "unauthorized", message: expect.stringContaining("X-API-Key") },
        })
      }
    }
  })

  test("R5 R9: an unknown customer is a 404, and so is a deleted one", async () => {
    const { customer } = await api.post<One>(ROOT, { name: "Gone" })
    expect(await api.delete(`${ROOT}/${customer.id}`)).toMatchObject({ id: customer.id, deleted: true })
    for (const id of ["cus_unknown", customer.id]) {
      for (const method of ["GET", "PATCH", "DELETE"]) {
        expect(await api.send(method, `${ROOT}/${id}`, method === "PATCH" ? {} : undefined)).toMatchObject(
          refusedWith(404, "not_found", "Customer not found"),
        )
      }
    }
  })
}
