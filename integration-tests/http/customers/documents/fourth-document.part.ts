import type { Api } from "../../../helpers/api"
import { eventually } from "../../../helpers/loyalty"
import type { Order } from "../../../helpers/shop"
import { ANALYTICS, LISTED, NEW, ORDER, QUERIES, SINGLE, XYZ } from "./fourth-document-examples"
import { at, type DocumentShop, type List, MOMENT, type One, ROOT, refusedWith, type Shown } from "./shop"

type Orders = { orders: Shown[]; count: number; page: number; limit: number; has_more: boolean }
type Contact = { contact: Shown }

/** The fourth document: businesses with contacts, terms, orders and analytics; `PUT` changes. */
export function fourthDocument(open: () => DocumentShop): void {
  let api: Api
  let xyz: Shown
  let placed: Order[]

  beforeAll(async () => {
    const { shop } = open()
    api = shop.admin
    xyz = (await api.post<One>(ROOT, XYZ)).customer
    // Two orders are paid, 45 each; one of 25 is open.
    placed = [
      await shop.placeOrder({ email: XYZ.email, quantity: 2, capture: true }),
      await shop.placeOrder({ email: XYZ.email, quantity: 2, capture: true }),
      await shop.placeOrder({ email: XYZ.email }),
    ]
    await deliver(placed[0] as Order)
    await eventually(
      async () => [await orders("?status=delivered"), (await api.get<One>(`${ROOT}/${xyz.id}`)).customer] as const,
      ([delivered, { lifetime_value, total_orders }]) =>
        delivered.count === 1 && lifetime_value === 90 && total_orders === 3,
    )
  }, 120_000)

  /** Sends an order's goods, and says that they have come. */
  async function deliver(order: Order): Promise<void> {
    await open().shop.fulfill(order)
    const { order: sent } = await api.get<{ order: { fulfillments: { id: string }[] } }>(
      `/admin/orders/${order.id}?fields=id,*fulfillments`,
    )
    const parcel = `/admin/orders/${order.id}/fulfillments/${sent.fulfillments[0]?.id}`
    const items = order.items.map(({ id, quantity }) => ({ id, quantity }))
    await api.post(`${parcel}/shipments`, { items, labels: [] })
    await api.post(`${parcel}/mark-as-delivered`)
  }

  const orders = (query: string) => api.get<Orders>(`/admin/customers/${xyz.id}/orders${query}`)

  test.each(LISTED)("R2 R10: in the list a customer's %s is our %s", async (_theirs, ours, value) => {
    const { customers } = await api.get<List>(`${ROOT}?search=customerxyz.com`)
    expect(at(customers[0], ours)).toEqual(value)
  })

  test.each(QUERIES)("R10: the list accepts ?%s", async (query, found) => {
    const list = await api.get<List>(`${ROOT}?email=${encodeURIComponent(XYZ.email)}&${query}`)
    expect(list).toMatchObject({ count: found, page: 1, limit: 20, has_more: false })
  })

  test.each([...LISTED, ...SINGLE])(
    "R2 R5 R12 R20: in a single read a customer's %s is our %s",
    async (_theirs, ours, value) => {
      const { customer } = await api.get<One>(`${ROOT}/${xyz.id}`)
      expect(at(customer, ours)).toEqual(value)
    },
  )

  test("R1 R2 R20 R21: the example of a new customer makes it with addresses and contacts", async () => {
    const { status, body } = await api.send<One>("POST", ROOT, NEW)
    expect(status).toBe(201)
    const { currency, billing_address, shipping_address, contacts, phone, ...same } = NEW
    expect(body.customer).toMatchObject({
      ...same,
      phone: "+15550999",
      currency_code: currency.toLowerCase(),
      current_balance: 0,
      is_active: true,
      billing_address: {
        address_1: billing_address.line1,
        city: billing_address.city,
        province: "CA",
        postal_code: "90210",
      },
      shipping_address: { address_1: shipping_address.line1, city: shipping_address.city, postal_code: "90211" },
      contacts: [{ ...contacts[0], id: expect.stringMatching(/^cont_/), phone: "+15551000" }],
    })
    expect(body.customer.customer_since).toBe(body.customer.created_at)
  })

  test("R7: the example of an update changes the customer", async () => {
    const { customer } = await api.post<One>(ROOT, { name: "To Be Updated", phone: "+1-555-0123" })
    const change = {
      name: "Updated Customer Name",
      email: "new.orders@customer.com",
      credit_limit: 15000.0,
      discount_rate: 7.5,
      is_active: true,
    }
    const { status, body } = await api.send<One>("PUT", `${ROOT}/${customer.id}`, change)
    expect([status, body.customer]).toEqual([200, expect.objectContaining({ ...change, id: customer.id })])
    expect(body.customer.phone).toBe("+15550123")
    expect(String(body.customer.updated_at) > String(customer.updated_at)).toBe(true)
  })

  test.each(ORDER)("R15: an order's %s is our %s", async (_theirs, ours, value) => {
    const { orders: found } = await orders("?status=delivered")
    expect(at(found[0], ours)).toEqual(value)
  })

  test("R15: orders are listed by status, dates and page, and has_more is true before the last page", async () => {
    expect(await orders("")).toMatchObject({ count: 3, page: 1, limit: 20, has_more: false })
    expect(await orders("?page=1&limit=2")).toMatchObject({ count: 3, page: 1, limit: 2, has_more: true })
    expect((await orders("?page=2&limit=2")).orders.map(({ id }) => id)).toEqual([placed[0]?.id])
    const today = new Date().toISOString().slice(0, 10)
    for (const [query, found] of [
      [`date_from=${today}&date_to=${today}`, 3],
      ["date_to=2024-01-15", 0],
      ["date_from=2024-01-15T00:00:00Z", 3],
      ["status=pending", 3],
      ["status=canceled", 0],
    ] as const) {
      expect([query, (await orders(`?${query}`)).count]).toEqual([query, found])
    }
  })

  test.each(ANALYTICS)("R16: the analytics' %s is our %s", async (_theirs, ours, value) => {
    const { analytics } = await api.get<{ analytics: unknown }>(`/admin/customers/${xyz.id}/analytics`)
    expect(at(analytics, ours)).toEqual(value)
  })

  test.each(["30d", "90d", "1y", "all"])("R16: analytics over %s; another period is a 400", async (period) => {
    const path = `/admin/customers/${xyz.id}/analytics`
    expect(await api.get(`${path}?period=${period}`)).toMatchObject({ analytics: { overview: { total_orders: 3 } } })
    expect(await api.send("GET", `${path}?period=${period}0`)).toMatchObject(
      refusedWith(400, "invalid_request", "period: "),
    )
  })

  test("R20: the examples add, change and remove a contact", async () => {
    const path = `/admin/customers/${xyz.id}/contacts`
    const sarah = {
      name: "Sarah Davis",
      title: "Finance Manager",
      email: "sarah.davis@customer.com",
      phone: "+1-555-1100",
      is_primary: false,
    }
    const added = await api.send<Contact>("POST", path, sarah)
    expect(added).toMatchObject({
      status: 201,
      body: {
        contact: {
          ...sarah,
          id: expect.stringMatching(/^cont_/),
          phone: "+15551100",
          customer_id: xyz.id,
          created_at: MOMENT,
        },
      },
    })
    const { id } = added.body.contact
    const change = { title: "Senior Finance Manager", phone: "+1-555-1101", is_primary: true }
    expect((await api.send<Contact>("PUT", `${path}/${id}`, change)).body.contact).toMatchObject({
      name: "Sarah Davis",
      title: "Senior Finance Manager",
      phone: "+15551101",
      is_primary: true,
    })
    const primary = async () =>
      (await api.get<{ contacts: Shown[] }>(path)).contacts.filter((one) => one.is_primary).map(({ name }) => name)
    expect(await primary()).toEqual(["Sarah Davis"])
    expect(await api.send("DELETE", `${path}/${id}`)).toMatchObject({
      status: 200,
      body: { id, deleted: true, message: "Contact successfully removed" },
    })
    expect(await primary()).toEqual(["Alice Johnson"])
  })
}
