import type { Api } from "../../../helpers/api"
import { eventually } from "../../../helpers/loyalty"
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

const SHADYA = {
  first_name: "Shadya",
  last_name: "Mora Sánchez",
  email: "shadya.mora+401@example.com",
  phone: "+50683236988",
  photo_url: "https://photos.example.com/shadya.png",
  country: "Costa Rica",
}
const ALEJANDRO = { first_name: "Alejandro", last_name: "Urenas", email: "jose.urena+407@example.com" }

const ANSWER: Field[] = [
  ["id", "id", expect.stringMatching(/^cus_/)],
  ["first_name", "first_name", "Shadya"],
  ["last_name", "last_name", "Mora Sánchez"],
  ["email", "email", SHADYA.email],
  ["phone", "phone", "+50683236988"],
  ["photo", "photo_url", SHADYA.photo_url],
  ["country", "billing_address.country_code", "cr"],
  ["pay_providers", "pay_providers", []],
  ["metadata", "metadata", null],
  ["created_on", "created_at", MOMENT],
  ["test", "test", false],
]

const SEARCHED: [search: string, found: string[]][] = [
  ["shadya", ["Shadya"]],
  ["MORA", ["Shadya"]],
  ["mora sanchez", ["Shadya"]],
  ["alejandro", ["Alejandro"]],
  ["jose.urena", ["Alejandro"]],
  ["example.com urena", ["Alejandro"]],
  ["customer_name", []],
]

/** The second document: the key as the user of Basic, pages with links, search, three addresses. */
export function secondDocument(open: () => DocumentShop): void {
  let api: Api
  let shadya: Shown

  beforeAll(async () => {
    api = open().with(basic(open().key, ""))
    shadya = (await api.post<One>(ROOT, SHADYA)).customer
    await api.post(ROOT, ALEJANDRO)
  })

  test.each(ANSWER)("R2 R5 R60: a customer's %s is our %s", async (_theirs, ours, value) => {
    const { customer } = await api.get<One>(`${ROOT}/${shadya.id}`)
    expect(at(customer, ours)).toEqual(value)
    const { customers } = await api.get<List>(`${ROOT}?search=shadya`)
    expect(at(customers[0], ours)).toEqual(value)
  })

  test("R10: a page has page_size customers, the count, and links to the next and the previous page", async () => {
    for (const first_name of ["One", "Two", "Three"]) {
      await api.post(ROOT, { first_name, last_name: "Paginated" })
    }
    const path = `${ROOT}?search=paginated&page_size=1`
    const page = await api.get<List>(`${path}&page=2`)
    const link = (rest: string) => `${open().shop.url}${path}${rest}`
    expect(page).toMatchObject({ count: 3, page: 2, limit: 1, next: link("&page=3"), previous: link("") })
    expect(page.customers.map(({ first_name }) => first_name)).toEqual(["Two"])
    expect(await api.get<List>(`${path}&page=3`)).toMatchObject({ next: null, customers: [{ first_name: "One" }] })
    expect(await api.get<List>(`${path}`)).toMatchObject({ previous: null, customers: [{ first_name: "Three" }] })
  })

  test.each(["page_size=101", "page_size=0", "page=0", "page=two"])("R10: ?%s is a 400", async (query) => {
    expect(await api.send<Refusal>("GET", `${ROOT}?${query}`)).toMatchObject(refusedWith(400, "invalid_request", ": "))
    expect((await api.get<List>(`${ROOT}?page_size=100`)).limit).toBe(100)
  })

  test.each(SEARCHED)("R10: ?search=%s finds the document's customers", async (search, found) => {
    const { customers } = await api.get<List>(`${ROOT}?search=${encodeURIComponent(search)}`)
    expect(customers.map(({ first_name }) => first_name)).toEqual(found)
  })

  test("R10: an empty search is refused in the document's words", async () => {
    expect(await api.send("GET", `${ROOT}?search=`)).toMatchObject({
      status: 400,
      body: { code: "invalid_request", message: "The search query cannot be empty." },
    })
  })

  test("R1 R8: an email address must be valid and unique", async () => {
    expect(await api.send("POST", ROOT, { ...ALEJANDRO, email: "nobody" })).toMatchObject({
      status: 400,
      body: { code: "invalid_request", message: "email: Enter a valid email address." },
    })
    expect(await api.send("POST", ROOT, { ...ALEJANDRO, email: ALEJANDRO.email.toUpperCase() })).toMatchObject(
      refusedWith(400, "invalid_request", "email: another customer has this email address"),
    )
  })

  test("R5 R60: missing credentials are a 401 and an unknown id is a 404, in the document's words", async () => {
    expect(await open().with({}).send("GET", ROOT)).toMatchObject({
      status: 401,
      body: { message: expect.stringContaining("Authentication credentials were not provided.") },
    })
    expect(await api.send("GET", `${ROOT}/03124bfa-a8gd-4e63-823f-90540b9akcff`)).toMatchObject(
      refusedWith(404, "not_found", "Customer not found"),
    )
  })

  test("R21: a fourth address is a 406 on every path, and deleting one makes room", async () => {
    const line = (line1: string) => ({ line1, city: "San José", country: "Costa Rica" })
    const { customer } = await api.post<One>(ROOT, { name: "Three", addresses: ["1", "2", "3"].map(line) })
    const refused = {
      status: 406,
      body: { code: "address_limit", message: "Customer already has 3 addresses registered." },
    }
    const fourth = { address_1: "4", city: "San José", country_code: "cr" }
    expect(await api.send("POST", `/admin/customers/${customer.id}/addresses`, fourth)).toMatchObject(refused)
    expect(await api.send("PATCH", `${ROOT}/${customer.id}`, { addresses: [line("4")] })).toMatchObject(refused)
    expect(await api.send("POST", ROOT, { name: "Four", addresses: ["1", "2", "3", "4"].map(line) })).toMatchObject(
      refused,
    )
    const [first] = customer.addresses as Shown[]
    await api.delete(`/admin/customers/${customer.id}/addresses/${first?.id}`)
    expect((await api.send("POST", `/admin/customers/${customer.id}/addresses`, fourth)).status).toBe(200)
  })

  test("R21: a preferred address is marked as default", async () => {
    const { customer } = await api.post<One>(ROOT, {
      name: "Defaults",
      addresses: [
        { line1: "1", is_default_billing: true },
        { line1: "2", is_default_shipping: true },
      ],
    })
    expect(customer).toMatchObject({ billing_address: { address_1: "1" }, shipping_address: { address_1: "2" } })
  })

  test("R7: metadata is a JSON object of at most 10 KB", async () => {
    const path = `${ROOT}/${shadya.id}`
    const room = 10 * 1024 - JSON.stringify({ a: "" }).length
    expect(await api.send("PATCH", path, { metadata: { a: "x".repeat(room + 1) } })).toMatchObject(
      refusedWith(400, "metadata_too_large", "metadata: "),
    )
    expect(await api.send("PATCH", path, { metadata: "vip" })).toMatchObject(
      refusedWith(400, "invalid_request", "metadata: must be a JSON object"),
    )
    expect((await api.send("PATCH", path, { metadata: { a: "x".repeat(room) } })).status).toBe(200)
    expect((await api.send("PATCH", path, { metadata: null })).status).toBe(200)
  })

  test("R9: paid orders stay readable after the customer is deleted", async () => {
    const { shop } = open()
    const order = await shop.placeOrder({ capture: true })
    const { id } = (await api.post<One>(ROOT, { email: order.email, first_name: "Paid" })).customer
    await api.delete(`${ROOT}/${id}`)
    const read = () => api.get<{ orders: { paid_amount: number }[] }>(`/admin/customers/${id}/orders?with_deleted=true`)
    // The order is told of twice, when it is placed and when it is paid; the first may be shown before the second.
    expect(await eventually(read, ({ orders }) => orders[0]?.paid_amount === 25)).toMatchObject({
      orders: [{ id: order.id, total_amount: 25, paid_amount: 25 }],
    })
  })
}
