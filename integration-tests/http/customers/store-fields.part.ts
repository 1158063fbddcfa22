import fs from "node:fs"
import path from "node:path"
import type { Api } from "../../helpers/api"
import type { OpenStore } from "../../helpers/open-store"
import { type Customer, newEmail, type Order, type Shop } from "../../helpers/shop"

const MEDUSA_ROUTES = path.join(path.dirname(require.resolve("@medusajs/medusa/package.json")), "dist/api/store")
const OUR_ROUTES = path.join(__dirname, "../../../src/api/store")
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

/** Every route below a folder of Medusa's or ours, with `x` for each parameter, as `[method, path]`. */
function routesIn(folder: string): [method: string, path: string][] {
  const files = fs.readdirSync(folder, { recursive: true }).map(String)
  return files
    .filter((file) => /route\.[jt]s$/.test(file))
    .flatMap((file) => {
      const source = fs.readFileSync(path.join(folder, file), "utf8")
      const route = `/store/${path.dirname(file)}`.replace(/\[\w+\]/g, "x")
      const exported = METHODS.filter((method) =>
        new RegExp(`exports\\.${method}\\b|export .*\\b${method}\\b`).test(source),
      )
      return exported.map((method): [string, string] => [method, route])
    })
}

/** What shoppers can read through `fields=` of Medusa's store routes: nothing of ours (contract R69, ADR 0008). */
export function storeFields(open: () => OpenStore): void {
  const SECRET = "slow payer"
  let shop: Shop
  let customer: Customer
  let order: Order
  let cartId: string

  beforeAll(async () => {
    ;({ shop } = open())
    customer = await shop.register(newEmail("secret"))
    await shop.admin.post(`/admin/customer-profiles/${customer.id}`, { description: SECRET, notes: SECRET })
    await shop.admin.post(`/admin/customers/${customer.id}/contacts`, { name: SECRET })
    await shop.admin.post(`/admin/customers/${customer.id}/notes`, { body: SECRET })
    await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: 1, reason: SECRET })
    order = await shop.placeOrder({ customer })
    cartId = (await shop.fillCart({ customer, shipping: "none" })).id
  })

  const refused = {
    status: 400,
    body: { code: "invalid_request", message: expect.stringMatching(/^fields: clientele_/) },
  }

  /** No answer of the store may hold the secret. */
  async function ask(api: Api, method: string, route: string, body?: unknown) {
    const answer = await api.send(method, route, body)
    expect(JSON.stringify(answer.body ?? "")).not.toContain(SECRET)
    return answer
  }

  // Guard: `storeFieldMiddlewares` in src/api/middlewares.ts.
  test("R69 M38: every store route, of Medusa, the plugin or a host, refuses the plugin's fields on every method", async () => {
    const hosts: [string, string] = ["GET", "/store/a-route-of-the-host"]
    const routes = [...routesIn(MEDUSA_ROUTES), ...routesIn(OUR_ROUTES), hosts]
    expect(routes.length).toBeGreaterThan(60)
    for (const [method, route] of routes) {
      const body = method === "GET" ? undefined : {}
      const answer = await ask(shop.as(customer), method, `${route}?fields=id,*customer.clientele_notes`, body)
      expect({ method, route, ...answer }).toMatchObject({ method, route, ...refused })
    }
  })

  test.each([
    "fields=*clientele_notes",
    "fields=%2Bclientele_notes.body",
    "fields=id,clientele_notes.*",
    "fields=+clientele_profile.notes,id",
    "fields=*customer.clientele_notes",
    "fields=id,customer.clientele_contacts.name",
    "fields=customer.clientele_points_account.points_balance",
    "fields=*order.customer.clientele_credit_account",
    "fields=%63lientele_notes.body",
    "fields[]=*clientele_notes",
    "fields=id&fields=*clientele_notes",
    "fields[a][b]=*clientele_notes",
    "fields.a=*clientele_notes",
    "order=-clientele_points_account.points_balance",
    "order[clientele_profile][notes]=ASC",
    "clientele_notes[body][$ilike]=s%25",
    "$or[0][clientele_notes][body]=x",
    "expand=clientele_notes",
  ])("R69 M38: ?%s is refused wherever a shopper reads a customer, an order or a cart", async (search) => {
    const mine = [
      "/store/customers/me",
      "/STORE/customers/me/",
      "/store/orders",
      `/store/orders/${order.id}`,
      `/store/carts/${cartId}`,
      "/store/customers/me/addresses",
    ]
    for (const route of mine) {
      expect(await ask(shop.as(customer), "GET", `${route}?${search}`)).toMatchObject(refused)
    }
    for (const route of [`/store/orders/${order.id}`, `/store/carts/${cartId}`]) {
      expect(await ask(shop.guest, "GET", `${route}?${search}`)).toMatchObject(refused)
    }
  })

  test("R69 M38: stars in fields on everything that a shopper may read return none of the plugin's fields", async () => {
    const stars = "fields=*,*customer,*customer.addresses,*items,*items.variant,*payment_collections"
    for (const route of [
      "/store/customers/me",
      `/store/orders/${order.id}`,
      `/store/carts/${cartId}`,
      "/store/orders",
    ]) {
      const answer = await ask(shop.as(customer), "GET", `${route}?${stars}`)
      expect(JSON.stringify(answer.body)).not.toContain("clientele_")
    }
  })

  test("R69 M38: a search that reads its hits by Query refuses the plugin's fields in its body", async () => {
    const search = { entity: "product", fields: ["id", "sales_channels.clientele_notes.body"] }
    expect(await ask(shop.guest, "POST", "/store/search", search)).toMatchObject(refused)
    expect(await ask(shop.guest, "POST", "/STORE/search/", { queries: [search] })).toMatchObject(refused)
  })

  test("R69: a request without our fields gets Medusa's own answer", async () => {
    const own = await shop.as(customer).get<{ customer: object }>("/store/customers/me?fields=id,*addresses")
    expect(own.customer).toMatchObject({ id: customer.id })
    expect((await shop.guest.send("GET", "/store/products?q=clientele_notes&handle=clientele_hat")).status).toBe(200)
    expect((await shop.guest.send("GET", `/store/carts/${cartId}?fields=id`)).status).toBe(200)
  })
}
