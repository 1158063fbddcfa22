import type { Api } from "../../../helpers/api"
import {
  at,
  basic,
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
  merchant_customer_id: "M-0001",
  description: "Regular of the corner shop",
  email: "till@example.com",
  name: "Till Shopper",
  phone: "+4915112345678",
  metadata: { till: 4, card: "blue" },
  zip_code: "10115",
  city: "Berlin",
  address: "Invalidenstraße 1",
}

const ANSWER: Field[] = [
  ["uuid", "id", expect.stringMatching(/^cus_/)],
  ["merchant_customer_id", "external_id", "M-0001"],
  ["description", "description", REQUEST.description],
  ["email", "email", "till@example.com"],
  ["name", "name", "Till Shopper"],
  ["phone", "phone", "+4915112345678"],
  ["metadata", "metadata", { till: 4, card: "blue" }],
  ["zip_code", "billing_address.postal_code", "10115"],
  ["city", "billing_address.city", "Berlin"],
  ["address", "billing_address.address_1", "Invalidenstraße 1"],
  ["deleted, deleted_at", "deleted_at", null],
  ["created_at", "created_at", MOMENT],
  ["updated_at", "updated_at", MOMENT],
]

/** The least and the most characters that are taken; the document's own, where they are narrower, are an option. */
const LENGTHS: [field: string, min: number, max: number][] = [
  ["merchant_customer_id", 1, 100],
  ["description", 1, 200],
  ["name", 1, 200],
  ["zip_code", 1, 16],
  ["city", 1, 100],
  ["address", 1, 200],
]

/** The third document: the merchant's own ids, everything optional, `POST` changes. */
export function thirdDocument(open: () => DocumentShop): void {
  let api: Api
  let created: Shown

  beforeAll(async () => {
    api = open().with(basic(open().key, ""))
    const answer = await api.send<One>("POST", ROOT, REQUEST)
    expect(answer.status).toBe(201)
    created = answer.body.customer
  })

  test.each(ANSWER)("R1 R2: every parameter makes a customer whose %s is our %s", (_theirs, ours, value) => {
    expect(at(created, ours)).toEqual(value)
  })

  test("R5 R6: reading the customer by its id and by the merchant's id gives the same answer", async () => {
    expect((await api.get<One>(`${ROOT}/${created.id}`)).customer).toEqual(created)
    expect((await api.get<One>(`${ROOT}/by-external-id/M-0001`)).customer).toEqual(created)
    expect(await api.send("GET", `${ROOT}/by-external-id/M-0002`)).toMatchObject(
      refusedWith(404, "not_found", "Customer not found"),
    )
  })

  test.each(LENGTHS)("R4: %s has %d to %d characters", async (field, min, max) => {
    const make = (length: number) =>
      api.send<One & Refusal>("POST", ROOT, { name: "Lengths", [field]: "x".repeat(length) })
    for (const length of [min, max]) {
      const { status, body } = await make(length)
      expect([length, status]).toEqual([length, 201])
      await api.delete(`${ROOT}/${body.customer.id}`)
    }
    for (const length of [min - 1, max + 1]) {
      expect(await make(length)).toMatchObject(refusedWith(400, "invalid_request", ": "))
    }
  })

  test("R4: an email has up to 200 characters, a telephone number up to 30", async () => {
    const email = (length: number) => `${"a".repeat(64)}@${"b".repeat(60)}.${"c".repeat(length - 130)}.com`
    const made = await api.send<One>("POST", ROOT, { email: email(190) })
    expect(made.status).toBe(201)
    await api.delete(`${ROOT}/${made.body.customer.id}`)
    const long = { email: email(201), phone: `+1 ${"5".repeat(28)}` }
    for (const [field, value] of Object.entries(long)) {
      expect(await api.send("POST", ROOT, { name: "Long", [field]: value })).toMatchObject(
        refusedWith(400, "invalid_request", `${field}: must have at most`),
      )
    }
  })

  test("R7: POST changes the passed fields, and null removes a key of metadata", async () => {
    const change = { description: "Moved away", metadata: { card: null, since: 2024 } }
    const { status, body } = await api.send<One>("POST", `${ROOT}/${created.id}`, change)
    expect(status).toBe(200)
    const changed: Record<string, unknown> = {
      description: "Moved away",
      metadata: { till: 4, since: 2024 },
    }
    for (const [theirs, ours, value] of ANSWER) {
      expect(at(body.customer, ours)).toEqual(changed[theirs] ?? value)
    }
  })

  test("R9: deleting answers with the id, and the customer stays with its deleted_at", async () => {
    const { customer } = await api.post<One>(ROOT, { name: "Gone", merchant_customer_id: "M-gone" })
    expect(await api.delete(`${ROOT}/${customer.id}`)).toEqual({
      id: customer.id,
      object: "customer",
      deleted: true,
      deleted_at: MOMENT,
    })
    const { customer: deleted } = await api.get<One>(`${ROOT}/${customer.id}?with_deleted=true`)
    expect(deleted).toMatchObject({ external_id: "M-gone", deleted_at: MOMENT })
  })

  test("R10: the list is newest first, by limit and offset, which must be numbers", async () => {
    for (const name of ["First", "Second", "Third"]) {
      await api.post(ROOT, { name: `${name} Listed` })
    }
    const names = async (more: string) =>
      (await api.get<List>(`${ROOT}?q=listed${more}`)).customers.map(({ name }) => name)
    expect(await names("")).toEqual(["Third Listed", "Second Listed", "First Listed"])
    expect(await names("&limit=1&offset=1")).toEqual(["Second Listed"])
    for (const query of ["limit=many", "offset=some"]) {
      expect(await api.send("GET", `${ROOT}?${query}`)).toMatchObject(refusedWith(400, "invalid_request", ": "))
    }
  })

  test("R17: payment methods come in pages of 50, newest first, and parameters of pages must be numbers", async () => {
    const path = `/admin/customers/${created.id}/payment-methods`
    expect(await api.get(path)).toMatchObject({ payment_methods: [], count: 0, limit: 50, offset: 0 })
    expect(await api.get(`${path}?limit=10&offset=5`)).toMatchObject({ limit: 10, offset: 5 })
    for (const query of ["limit=many", "offset=some"]) {
      expect(await api.send("GET", `${path}?${query}`)).toMatchObject(refusedWith(400, "invalid_request", ": "))
    }
    expect((await api.send("GET", "/admin/customers/cus_unknown/payment-methods")).status).toBe(404)
  })
}
