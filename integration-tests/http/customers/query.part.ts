import fs from "node:fs"
import path from "node:path"
import { type QueryAnswer, runInStore } from "../../faults/in-store"
import { query as sql } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, PRICES, type Shop } from "../../helpers/shop"

const ENTITIES: [key: string, one: string, many: string][] = [
  ["clientele_customer_profile", "ClienteleProfile", "ClienteleProfiles"],
  ["clientele_contact", "ClienteleContact", "ClienteleContacts"],
  ["clientele_customer_note", "ClienteleNote", "ClienteleNotes"],
  ["clientele_credit", "ClienteleCreditAccount", "ClienteleCreditAccounts"],
  ["clientele_credit", "ClienteleReceivable", "ClienteleReceivables"],
  ["clientele_credit_check", "ClienteleCreditCheck", "ClienteleCreditChecks"],
  ["clientele_points", "ClientelePointsAccount", "ClientelePointsAccounts"],
  ["clientele_points", "ClientelePointsEntry", "ClientelePointsEntries"],
  ["clientele_customer_projection", "ClienteleCustomer", "ClienteleCustomers"],
]

type Row = Record<string, unknown> & { id: string }

/** What Query reads of the plugin (contract R69), in the store and over Medusa's admin routes. */
export function query(open: () => OpenStore): void {
  let shop: Shop

  beforeAll(() => {
    ;({ shop } = open())
  })

  const graph = (config: object): Promise<QueryAnswer> => runInStore(open().store, "query", JSON.stringify(config))
  const rowsOf = async (config: object) => {
    const { data, error } = await graph(config)
    expect(error).toBeUndefined()
    return data as Row[]
  }
  const only = async (config: object) => {
    const found = await rowsOf(config)
    expect(found).toHaveLength(1)
    return found[0] as Row
  }

  /** A customer with two contacts, two notes, terms and 300 points. */
  async function wholeCustomer(fields: object = {}): Promise<{ id: string; email: string }> {
    const email = newEmail("query")
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customer-profiles", {
      email,
      name: "Query & Sons",
      description: "reads",
      discount_rate: "2.50",
      credit_limit: "999999999999.99",
      contacts: [{ name: "Ann" }, { name: "Bob", email: `bob-${email}` }],
      ...fields,
    })
    const path = `/admin/customers/${customer.id}`
    await shop.admin.post(`${path}/notes`, { body: "first" })
    await shop.admin.post(`${path}/notes`, { body: "second" })
    await shop.admin.post(`${path}/loyalty/adjustments`, { points: 300, reason: "welcome" })
    return { id: customer.id, email }
  }

  const ALL = [
    "id",
    "clientele_profile.*",
    "clientele_contacts.*",
    "clientele_notes.*",
    "clientele_credit_account.*",
    "clientele_points_account.*",
  ]

  const whole = ({ id, email }: { id: string; email: string }) => ({
    id,
    clientele_profile: expect.objectContaining({ id, customer_id: id, name: "Query & Sons", discount_rate: "2.50" }),
    clientele_contacts: [
      expect.objectContaining({ customer_id: id, name: "Ann", is_primary: true, email: null }),
      expect.objectContaining({ customer_id: id, name: "Bob", is_primary: false, email: `bob-${email}` }),
    ],
    clientele_notes: [
      expect.objectContaining({ customer_id: id, body: "second" }),
      expect.objectContaining({ customer_id: id, body: "first" }),
    ],
    clientele_credit_account: expect.objectContaining({ customer_id: id, credit_limit: "999999999999.99" }),
    clientele_points_account: expect.objectContaining({ mailbox: email, points_balance: 300, points_available: 300 }),
  })

  // Guard: notes have a module of their own; as a second entity of the profiles' module they come out as profiles.
  test("R69: one query.graph reads profile, contacts, notes, credit and points of customers, each their own", async () => {
    const [one, other] = [await wholeCustomer(), await wholeCustomer()]
    const found = await rowsOf({ entity: "customer", fields: ALL, filters: { id: [one.id, other.id] } })
    expect(found).toHaveLength(2)
    expect(found).toEqual(
      expect.arrayContaining([expect.objectContaining(whole(one)), expect.objectContaining(whole(other))]),
    )
  })

  test("R69: Medusa's admin routes read the same with `fields=`, of one customer and of a list", async () => {
    const customer = await wholeCustomer()
    const fields = `fields=${ALL.join(",")}`
    const single = await shop.admin.get<{ customer: Row }>(`/admin/customers/${customer.id}?${fields}`)
    expect(single.customer).toMatchObject(whole(customer))
    const list = await shop.admin.get<{ customers: Row[]; count: number }>(
      `/admin/customers?id=${customer.id}&${fields}`,
    )
    expect(list).toMatchObject({ count: 1, customers: [whole(customer)] })
    const starred = `/admin/customers/${customer.id}?fields=id,*clientele_contacts`
    const { customer: short } = await shop.admin.get<{ customer: Row }>(starred)
    expect(Object.keys(short).sort()).toEqual(["clientele_contacts", "id"])
  })

  test("R69: a customer without data of the plugin has empty lists, and no profile, credit or points", async () => {
    const { customer } = await shop.admin.post<{ customer: Row }>("/admin/customers", { email: newEmail() })
    const found = await only({ entity: "customer", fields: ALL, filters: { id: customer.id } })
    expect(found).toMatchObject({ clientele_contacts: [], clientele_notes: [] })
    const present = ["clientele_profile", "clientele_credit_account", "clientele_points_account"]
    expect(present.filter((name) => found[name])).toEqual([])
  })

  // Guard: `echo` in src/modules/points/reading.ts. Medusa joins on the address as the customer's row spells it.
  test("R69 M29: every spelling of an address leads to its mailbox's points, and the mailbox back to all of them", async () => {
    const { id, email } = await wholeCustomer()
    const spellings = [email.toUpperCase(), ` ${email}`, `Q${email.slice(1)}`]
    const others: string[] = []
    for (const spelling of spellings) {
      const made = await shop.admin.post<{ customer: Row }>("/admin/customers", { email: newEmail() })
      others.push(made.customer.id)
      await sql(open().database, "update customer set email = $1 where id = $2", [spelling, made.customer.id])
      await shop.admin.post(`/admin/customers/${made.customer.id}`, { first_name: "Sam" })
    }
    const ids = [id, ...others]
    const fields = ["id", "email", "clientele_points_account.points_balance"]
    const found = await rowsOf({ entity: "customer", fields, filters: { id: ids } })
    expect(found.map(({ clientele_points_account: account }) => account)).toEqual(
      ids.map(() => expect.objectContaining({ points_balance: 300 })),
    )
    const read = () =>
      rowsOf({
        entity: "clientele_points_account",
        fields: ["mailbox", "clientele_customers.customer.id", "clientele_customers.mailbox"],
        filters: { mailbox: email },
      })
    const customersOf = (rows: Row[]) => (rows[0]?.clientele_customers ?? []) as { customer?: Row }[]
    const back = await eventually(read, (rows) => customersOf(rows).length === ids.length)
    expect(back).toHaveLength(1)
    expect(customersOf(back).map(({ customer }) => customer?.id)).toEqual(expect.arrayContaining(ids))
  })

  test("R69: an order links to its earned and redeemed points, and an entry back to its order", async () => {
    const { loyalty } = open()
    await open().begin({ loyalty_points_enabled: true })
    const orders = [await shop.placeOrder({ capture: true }), await shop.placeOrder({ capture: true, quantity: 2 })]
    const points = orders.map(({ item_total, item_subtotal }) => Math.floor(Number(item_subtotal ?? item_total)))
    for (const [index, { id }] of orders.entries()) await loyalty.granted(id, points[index] as number)
    const ids = orders.map(({ id }) => id)
    const found = await rowsOf({
      entity: "order",
      fields: ["id", "clientele_points_entries.*", "customer.clientele_points_account.lifetime_earned"],
      filters: { id: ids },
    })
    for (const [index, { id }] of orders.entries()) {
      const entry = { type: "earn", reason: "order", order_id: id, points: points[index], balance_after: points[index] }
      expect(found.find((order) => order.id === id)).toMatchObject({
        clientele_points_entries: [entry],
        customer: { clientele_points_account: { lifetime_earned: points[index] } },
      })
    }
    const { order } = await shop.admin.get<{ order: Row }>(
      `/admin/orders/${ids[0]}?fields=id,*clientele_points_entries`,
    )
    const [entry] = order.clientele_points_entries as Row[]
    expect(entry).toMatchObject({ id: expect.stringMatching(/^pent_\d+_1$/), order_id: ids[0] })
    const back = { entity: "clientele_points_entry", fields: ["points", "order.id"], filters: { id: entry?.id } }
    expect(await rowsOf(back)).toEqual([
      expect.objectContaining({ points: points[0], order: expect.objectContaining({ id: ids[0] }) }),
    ])
  })

  test("R69: customers link to their credit checks, an order to its receivable, and both back, over Medusa's admin routes, too", async () => {
    const { id } = await wholeCustomer()
    await shop.admin.post(`/admin/customers/${id}/credit-check`, {})
    const newest = await shop.admin.post<{ credit_check: Row }>(`/admin/customers/${id}/credit-check`, {})
    // An order of somebody else on this account, as a company's buyer makes one.
    const order = await shop.placeOrder()
    // The order itself costs 25. A job that settles it meanwhile comes before the hold is there, or has an older reading.
    await sql(
      open().database,
      `begin;
       update clientele_credit_account set held = 25.50 where customer_id = '${id}';
       insert into clientele_credit_hold (order_id, account_id, member_id, amount, payment_terms, status)
         select '${order.id}', m.account_id, m.id, 25.50, 'net_30', 'held' from clientele_credit_member m where m.customer_id = '${id}';
       select clientele_credit_settle('${order.id}', 25.50, 9000000000, 'crec_${order.id}', '2026-01-10', '2026-02-09', 'PO-7', null);
       commit`,
    )
    const found = await only({
      entity: "customer",
      fields: ["id", "clientele_credit_checks.*", "clientele_credit_account.current_balance"],
      filters: { id },
    })
    expect(found).toMatchObject({
      clientele_credit_checks: [
        { id: newest.credit_check.id, status: "insufficient_data", provider: "internal", credit_score: null },
        { customer_id: id },
      ],
      clientele_credit_account: { current_balance: "25.5" },
    })
    const receivable = { account_id: id, order_id: order.id, charged: "25.5", open: "25.5", due_on: "2026-02-09" }
    const orders = { entity: "order", fields: ["id", "clientele_receivable.*", "customer.clientele_credit_account.id"] }
    const read = await only({ ...orders, filters: { id: order.id } })
    expect(read).toMatchObject({ clientele_receivable: { ...receivable, po_number: "PO-7", payment_terms: "net_30" } })
    const fields = "fields=id,*clientele_receivable"
    const overHttp = await shop.admin.get<{ order: Row }>(`/admin/orders/${order.id}?${fields}`)
    expect(overHttp.order.clientele_receivable).toMatchObject(receivable)
    const listed = await shop.admin.get<{ customers: Row[] }>(
      `/admin/customers?id=${id}&fields=id,*clientele_credit_checks`,
    )
    expect(listed.customers[0]?.clientele_credit_checks).toHaveLength(2)
    const back = {
      entity: "clientele_receivable",
      fields: ["open", "order.id", "customer.id"],
      filters: { order_id: order.id },
    }
    expect(await only(back)).toMatchObject({ open: "25.5", order: { id: order.id }, customer: { id } })
    const none = await only({ ...orders, filters: { id: (await shop.placeOrder()).id } })
    expect(none.clientele_receivable ?? null).toBeNull()
  })

  test.each([
    ["clientele_profile", { is_business: false }],
    ["clientele_contact", { name: "Bob" }],
    ["clientele_note", { body: { $ilike: "FIRST" } }],
    ["clientele_credit_account", { currency_code: "usd", on_hold: "none" }],
    ["clientele_customer", { is_active: true }],
  ])("R69: %s is an entity of its own, with filters, and leads back to the customer", async (entity, filters) => {
    const { id, email } = await wholeCustomer()
    const config = { entity, fields: ["id", "customer.email"], filters: { customer_id: id, ...filters } }
    expect(await only(config)).toMatchObject({ customer: { id, email } })
    expect(await rowsOf({ ...config, filters: { customer_id: id, created_at: { $lt: "2020-01-01" } } })).toEqual([])
  })

  test("R69: filters, operators, order and pages return the matching rows, with a count", async () => {
    const contacts = ["Ann", "Bob", "Cleo", "Dan"].map((name) => ({ name }))
    const { id } = await wholeCustomer({ contacts })
    const read = async (filters: object, pagination: object = {}) => {
      const config = {
        entity: "clientele_contact",
        fields: ["name"],
        filters: { customer_id: id, ...filters },
        pagination,
      }
      const { data, metadata, error } = await graph(config)
      expect(error).toBeUndefined()
      return { names: data.map(({ name }) => name).join(" "), count: metadata?.count }
    }
    expect((await read({})).names).toBe("Ann Bob Cleo Dan")
    expect((await read({ name: ["Bob", "Dan"] })).names).toBe("Bob Dan")
    expect((await read({ name: { $ne: "Bob" }, email: null })).names).toBe("Ann Cleo Dan")
    expect((await read({ name: { $gte: "Bob", $lt: "Dan" } })).names).toBe("Bob Cleo")
    expect((await read({ $or: [{ name: "Ann" }, { name: { $like: "C%" } }] })).names).toBe("Ann Cleo")
    expect((await read({ $and: [{ is_primary: true }, { title: { $eq: null } }] })).names).toBe("Ann")
    expect((await read({ $not: { name: { $in: ["Ann", "Bob"] } } })).names).toBe("Cleo Dan")
    expect((await read({ name: [] })).names).toBe("")
    expect(await read({}, { skip: 1, take: 2, order: { name: "DESC" } })).toEqual({ names: "Cleo Bob", count: 4 })
    const byLimit = { credit_limit: { $gt: "9999" }, customer_id: id }
    expect(await rowsOf({ entity: "clientele_credit_account", fields: ["id"], filters: byLimit })).toHaveLength(1)
  })

  test("R69: a filter on a linked entity narrows the customers, and a filter on the customer narrows the linked rows", async () => {
    const { id, email } = await wholeCustomer()
    const filters = { clientele_contacts: { email: `bob-${email}` } }
    expect(await only({ entity: "customer", fields: ["id"], filters })).toEqual({ id })
    const back = { entity: "clientele_contact", fields: ["name"], filters: { name: "Ann", customer: { email } } }
    expect(await rowsOf(back)).toEqual([{ name: "Ann", customer_id: id }])
  })

  test.each([
    [{ fields: ["id", "clientele_contacts.nme"] }, "nme: is not a field of clientele_contact. Its fields: id,"],
    [{ fields: ["clientele_contacts.title.length"] }, "title: title of clientele_contact has no fields"],
    [{ entity: "clientele_note", fields: ["bdy"] }, "bdy: is not a field of clientele_note"],
    [{ entity: "clientele_note", filters: { bdy: "x" } }, "bdy: is not a field of clientele_note"],
    [{ entity: "clientele_note", pagination: { order: { bdy: "ASC" } } }, "bdy: is not a field of clientele_note"],
    [{ entity: "clientele_note", filters: { body: { $near: "x" } } }, "body: $near is not an operator"],
    [{ entity: "clientele_note", filters: { created_at: "soon" } }, "created_at: must be a date"],
    [{ entity: "clientele_contact", filters: { is_primary: "yes" } }, "is_primary: must be true or false"],
    [{ entity: "clientele_points_entry", filters: { type: "gift" } }, "type: must be one of earn, redeem, adjust"],
    [{ entity: "clientele_points_entry", filters: { points: "ten" } }, "points: must be a whole number"],
    [{ entity: "clientele_points_account", filters: { points_balance: { $like: "1%" } } }, "points_balance: $like is"],
    [{ entity: "clientele_receivable", filters: { open: "all" } }, "open: must be a number"],
    [{ entity: "clientele_credit_check", filters: { status: "fine" } }, "status: must be one of ok, insufficient_data"],
    [{ entity: "clientele_credit_account", filters: { credit_limit: "1 or 1=1" } }, "credit_limit: must be a number"],
  ])("R69 M34: %j fails, naming the field", async (config, message) => {
    await wholeCustomer()
    const { error } = await graph({ entity: "customer", fields: ["id"], ...config })
    expect(error).toEqual({ code: "invalid_request", message: expect.stringContaining(message) })
  })

  test("R69 M34: a wrong field on Medusa's admin route is a 400 that names it", async () => {
    const { id } = await wholeCustomer()
    const answer = await shop.admin.send("GET", `/admin/customers/${id}?fields=id,clientele_profile.nme`)
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining("nme: is not a field") } })
  })

  test("R69: deleted contacts, notes and profiles do not show", async () => {
    const { id } = await wholeCustomer()
    const fields = ["id", "clientele_contacts.id", "clientele_notes.id"]
    const before = await only({ entity: "customer", fields, filters: { id } })
    const [contact] = before.clientele_contacts as Row[]
    const [note] = before.clientele_notes as Row[]
    await shop.admin.delete(`/admin/customers/${id}/contacts/${contact?.id}`)
    await shop.admin.delete(`/admin/customers/${id}/notes/${note?.id}`)
    const after = await only({ entity: "customer", fields, filters: { id } })
    expect([after.clientele_contacts, after.clientele_notes].flat()).toHaveLength(2)
    await shop.admin.delete(`/admin/customer-profiles/${id}?force=true`)
    const gone = { entity: "clientele_profile", fields: ["id"], filters: { customer_id: id } }
    expect(await rowsOf(gone)).toEqual([])
    expect(await rowsOf({ ...gone, withDeleted: true })).toEqual([{ id }])
  })

  test("R69: every example of docs/query.md runs and finds its data", async () => {
    const page = fs.readFileSync(path.join(__dirname, "../../../docs/query.md"), "utf8")
    const { customer } = await shop.admin.post<{ customer: Row }>("/admin/customer-profiles", {
      email: "ann@example.com",
      name: "Example",
      is_business: true,
      external_id: "CRM-1001",
    })
    await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: 5, reason: "welcome" })
    await open().begin({ loyalty_points_enabled: true })
    await open().loyalty.granted((await shop.placeOrder({ capture: true })).id, PRICES.shirt)

    const configs = [...page.matchAll(/query\.graph\((\{[\s\S]*?\n\})\)/g)].map(([, config]) => config)
    expect(configs.length).toBeGreaterThan(3)
    for (const config of configs) {
      const { data, error } = await graph(new Function(`return (${config})`)())
      expect({ config, error, found: data.length > 0 }).toEqual({ config, error: undefined, found: true })
    }
    const paths = [...page.matchAll(/\$STORE(\/admin\S+)"/g)].map(([, found]) => String(found))
    expect(paths.length).toBeGreaterThan(1)
    for (const one of paths) expect(JSON.stringify(await shop.admin.get(one))).toContain("clientele_")
  })

  test("R69: no service of the plugin has one of Medusa's generated methods for writing", async () => {
    const answer = await runInStore(open().store, "write-methods", JSON.stringify(ENTITIES))
    expect(answer).toEqual({ tried: ENTITIES.length * 21, written: [], unreadable: [], orm: [] })
  })
}
