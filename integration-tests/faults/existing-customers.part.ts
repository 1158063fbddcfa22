import { query, type TestDatabase } from "../helpers/database"
import { eventually } from "../helpers/loyalty"
import { type Customer, newEmail, type Shop } from "../helpers/shop"
import type { Store } from "../helpers/store-server"
import { runInStore } from "./in-store"

// The customers of a store that gets the plugin and loses it again: existing-store.spec.ts.
let database: TestDatabase
let shop: Shop

/** Medusa's tables about customers. The plugin must not change them on its own. */
const MEDUSAS = [
  "customer",
  "customer_address",
  "customer_group",
  "customer_group_customer",
  "customer_account_holder",
  "auth_identity",
  "provider_identity",
  '"order"',
  "order_address",
]

/** All rows of these tables. */
export async function dumpCustomers(): Promise<string[]> {
  const rows = await Promise.all(
    MEDUSAS.map((table) =>
      query<{ row: string }>(database, `select '${table} ' || to_jsonb(t)::text as row from ${table} t order by 1`),
    ),
  )
  return rows.flat().map(({ row }) => row)
}

type Shown = Record<string, unknown> & { id: string; email: string }
type One = { customer: Shown; adopted?: boolean }
type List = { customers: Shown[]; count: number; incomplete?: true }

const ROOT = "/admin/customer-profiles"
const LARGE = { erp: "x".repeat(12_000), note: "small" }
const address = (city: string) => ({ first_name: "Ann", address_1: "1 Main St", city, country_code: "us" })

/** An account, and a guest with the same address who had ordered before. */
let account: Customer
let guestId: string
/** A customer with five addresses and 12 KB of metadata. */
let heavy: Shown
let deletedId: string
/** The number of customers in the store before these. */
let others: number
let before: string[]

/** Makes customers of every kind, two of them with a paid order, in a store without the plugin. */
export async function liveWithoutThePlugin(open: { database: TestDatabase; shop: Shop }): Promise<void> {
  database = open.database
  shop = open.shop
  others = (await query(database, "select 1 from customer")).length
  const email = newEmail("both")
  guestId = String((await shop.placeOrder({ email, capture: true })).customer_id)
  account = await shop.register(email)
  await shop.placeOrder({ customer: account, quantity: 2, capture: true })
  const created = await shop.admin.post<One>("/admin/customers", {
    email: newEmail("Heavy"),
    company_name: "Heavy & Sons",
    phone: "call me maybe",
    metadata: LARGE,
  })
  heavy = created.customer
  for (const city of ["One", "Two", "Three", "Four", "Five"]) {
    await shop.admin.post(`/admin/customers/${heavy.id}/addresses`, address(city))
  }
  const { customer_group } = await shop.admin.post<{ customer_group: { id: string } }>("/admin/customer-groups", {
    name: "Wholesale",
  })
  await shop.admin.post(`/admin/customer-groups/${customer_group.id}/customers`, { add: [heavy.id, account.id] })
  deletedId = (await shop.admin.post<One>("/admin/customers", { email: newEmail("gone") })).customer.id
  await shop.admin.delete(`/admin/customers/${deletedId}`)
  before = await dumpCustomers()
}

/** The plugin is installed, and nothing is switched on yet. */
export function customersFromBefore(store: () => Store): void {
  it("R10 R12 R21 R67: migration, boot and sweep change no customer of Medusa's and create no profile", async () => {
    expect(await dumpCustomers()).toEqual(before)
    const list = await eventually(
      () => shop.admin.get<List>(`${ROOT}?order=created_at`),
      (answer) => answer.incomplete === undefined && answer.count === others + 3,
    )
    expect(list.customers.slice(others).map(({ id }) => id)).toEqual([guestId, account.id, heavy.id])
    expect(await runInStore(store(), "sweep-customers")).toMatchObject({ failed: [], filled: true })
    expect(await dumpCustomers()).toEqual(before)
    expect(await query(database, "select 1 from clientele_customer_profile")).toEqual([])
  }, 180_000)

  it("R2 R5 R10 R12: existing customers are found and shown with their own orders", async () => {
    const shown = async (id: string) => (await shop.admin.get<One>(`${ROOT}/${id}`)).customer
    const both = await shop.admin.get<List>(`${ROOT}?email=${encodeURIComponent(account.email)}&order=created_at`)
    expect(both.customers.map(({ id, has_account }) => [id, has_account])).toEqual([
      [guestId, false],
      [account.id, true],
    ])
    const figures = { total_orders: 1, is_active: true, livemode: true }
    expect(await shown(guestId)).toMatchObject({ ...figures, total_spent: [{ currency_code: "usd", amount: 25 }] })
    expect(await shown(account.id)).toMatchObject({ ...figures, total_spent: [{ currency_code: "usd", amount: 45 }] })
    const all = await shown(heavy.id)
    expect(all).toMatchObject({ name: "Heavy & Sons", phone: "call me maybe", metadata: LARGE, total_orders: 0 })
    expect(all.addresses).toHaveLength(5)
    expect((await shop.admin.send("GET", `${ROOT}/${deletedId}`)).status).toBe(404)
    expect(await dumpCustomers()).toEqual(before)
  })
}

export function customersWithThePlugin(): void {
  // Guard: `input.metadata !== undefined` in planChange.
  test("R7 R21: existing data above the limits stays and can change, but cannot grow", async () => {
    const profile = `${ROOT}/${heavy.id}`
    const change = (body: object) => shop.admin.send<One>("PATCH", profile, body)
    expect(await change({ phone: "+15550100" })).toMatchObject({ status: 200, body: { customer: { metadata: LARGE } } })
    expect(await change({ metadata: { more: "x" } })).toMatchObject({
      status: 400,
      body: { code: "metadata_too_large" },
    })
    expect((await change({ metadata: { note: null } })).body.customer.metadata).toEqual({ erp: LARGE.erp })
    const medusas = `/admin/customers/${heavy.id}`
    const grown = await shop.admin.send("POST", medusas, { metadata: { more: "x" } })
    expect(grown).toMatchObject({ status: 400, body: { code: "metadata_too_large" } })
    expect((await shop.admin.send("POST", medusas, { first_name: "Ann" })).status).toBe(200)

    const [first] = (await shop.admin.get<One>(profile)).customer.addresses as Shown[]
    expect((await shop.admin.send("POST", `${medusas}/addresses/${first?.id}`, { city: "Newer" })).status).toBe(200)
    const sixth = await shop.admin.send("POST", `${medusas}/addresses`, address("Six"))
    expect(sixth).toMatchObject({ status: 406, body: { code: "address_limit" } })
    expect((await change({ metadata: null })).body.customer.metadata).toBeNull()
  })

  test("R1 R8: if a guest and an account have one address, the account is adopted and the guest stays unchanged", async () => {
    const adopted = await shop.admin.send<One>("POST", ROOT, { email: account.email, name: "Both", external_id: "B-1" })
    expect(adopted).toMatchObject({ status: 200, body: { adopted: true, customer: { id: account.id } } })
    const mine = await shop.as(account).get<One>("/store/customers/me")
    expect(mine.customer).toMatchObject({ id: account.id, email: account.email, first_name: "Both" })
    expect((await shop.placeOrder({ customer: account })).customer_id).toBe(account.id)
    const { customer: guest } = await shop.admin.get<One>(`/admin/customers/${guestId}`)
    expect(guest).toMatchObject({ email: account.email, has_account: false })
    // With its own email address the guest becomes managed, too.
    expect((await shop.admin.send("POST", `${ROOT}/${guestId}`, { email: newEmail("guest") })).status).toBe(200)
  })
}

/** The store runs without the plugin again. */
export function customersWithoutThePlugin(): void {
  it("R67: the store works without the plugin, with its tables left behind", async () => {
    expect((await shop.admin.send("GET", ROOT)).status).toBe(404)

    // A customer with a profile and a new one: made, changed, given addresses and orders, deleted.
    const { customer } = await shop.admin.post<One>("/admin/customers", { email: newEmail("new"), metadata: LARGE })
    for (const id of [customer.id, guestId]) {
      const medusas = `/admin/customers/${id}`
      await shop.admin.post(medusas, { first_name: "Changed", phone: "+15550101" })
      for (const city of ["One", "Two", "Three", "Four"]) {
        await shop.admin.post(`${medusas}/addresses`, address(city))
      }
      const found = await shop.admin.get<One>(`${medusas}?fields=*addresses`)
      expect(found.customer).toMatchObject({ first_name: "Changed", phone: "+15550101" })
      const [first, ...more] = found.customer.addresses as Shown[]
      expect(more).toHaveLength(3)
      await shop.admin.post(`${medusas}/addresses/${first?.id}`, { city: "Newer" })
      await shop.admin.delete(`${medusas}/addresses/${first?.id}`)
      const order = await shop.placeOrder({ email: found.customer.email, capture: true })
      expect(order.customer_id).toBe(id)
      await shop.admin.delete(medusas)
      expect((await shop.admin.send("GET", medusas)).status).toBe(404)
    }
    await shop.as(account).post("/store/customers/me", { last_name: "Changed" })
    await shop.as(account).post("/store/customers/me/addresses", address("Town"))
    expect((await shop.placeOrder({ customer: account, capture: true })).customer_id).toBe(account.id)
    expect((await shop.register()).id).toMatch(/^cus_/)
  }, 180_000)
}
