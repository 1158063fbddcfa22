import fs from "node:fs"
import path from "node:path"
import { ADMIN_USER } from "../helpers/admin-user"
import { createDatabase, query, type TestDatabase } from "../helpers/database"
import { describeSchema } from "../helpers/describe-schema"
import { loyaltyOf } from "../helpers/loyalty"
import { runMedusa } from "../helpers/server-process"
import { type Customer, openShop, PRICES, type Shop } from "../helpers/shop"
import { type Store, startStore } from "../helpers/store-server"
import { HOOKS_OF_AN_ORDER, HOOKS_OF_LOYALTY_PLUGIN } from "./hooks"
import { type HostProject, installHostProject } from "./host-project"
import { expectPoints } from "./order-step"

let host: HostProject
let database: TestDatabase
let store: Store
let shop: Shop
let customer: Customer

beforeAll(async () => {
  host = await installHostProject()
  database = await createDatabase({ template: "template0" })
  const project = { cwd: host.dir, cli: host.cli, env: { DATABASE_URL: database.url } }
  await runMedusa(["db:migrate", "--execute-safe-links"], project)
  await runMedusa(["user", "--email", ADMIN_USER.email, "--password", ADMIN_USER.password], project)
  store = await startStore({ databaseUrl: database.url, cwd: host.dir, cli: host.cli })
}, 420_000)

afterAll(async () => {
  await store?.stop()
  await database?.drop()
  host?.remove()
}, 60_000)

test("R67: the host has the packed files, not the checkout", () => {
  const installed = path.join(host.dir, "node_modules/medusa-plugin-clientele")
  expect(fs.lstatSync(installed).isSymbolicLink()).toBe(false)
  const ours = fs.readdirSync(installed).filter((name) => name !== "node_modules")
  expect(ours).toEqual(expect.arrayContaining([".medusa", "package.json"]))
  expect(ours).not.toEqual(expect.arrayContaining(["src"]))
})

test("R67: `medusa db:migrate` of the host makes our schema beside the official loyalty plugin's tables", async () => {
  const golden = fs.readFileSync(path.join(__dirname, "../schema/schema.golden.txt"), "utf8")
  expect(golden).toContain(await describeSchema(database))
  const tables = await query(database, "select 1 from pg_tables where tablename like 'loyalty%'")
  expect(tables.length).toBeGreaterThan(0)
})

test("R67: the host boots with both plugins", async () => {
  const health = await fetch(`${store.url}/health`)
  expect([health.status, await health.text()]).toEqual([200, "OK"])
  expect(store.output()).not.toMatch(/"level":"error"/)
})

test("R67: an order in the host earns, and the points are there over HTTP", async () => {
  shop = await openShop(store)
  await loyaltyOf(shop.admin).set("loyalty_points_enabled", true)
  customer = await shop.register()
  await expectPoints(shop, customer, 0)
})

// Guard: `src/links` is built and found, and its modules are those that the host has loaded.
test("R69: Query follows the packed plugin's links in the host, from a customer and from an order", async () => {
  await shop.admin.post(`/admin/customers/${customer.id}/contacts`, { name: "Ann" })
  await shop.admin.post(`/admin/customers/${customer.id}/notes`, { body: "called" })
  const links = "*clientele_contacts,*clientele_notes,*clientele_profile,*clientele_credit_account"
  const fields = `fields=id,${links},clientele_points_account.lifetime_earned`
  const read = await shop.admin.get<{ customer: object }>(`/admin/customers/${customer.id}?${fields}`)
  expect(read.customer).toMatchObject({
    clientele_contacts: [{ name: "Ann" }],
    clientele_notes: [{ body: "called" }],
    clientele_points_account: { lifetime_earned: expect.any(Number) },
  })
  const entries = "fields=id,clientele_points_entries.type,customer.clientele_contacts.name"
  const { orders } = await shop.admin.get<{ orders: object[] }>(`/admin/orders?customer_id=${customer.id}&${entries}`)
  expect(orders[0]).toMatchObject({
    clientele_points_entries: [{ type: "earn" }],
    customer: { clientele_contacts: [{ name: "Ann" }] },
  })
  const shoppers = await shop.as(customer).send("GET", "/store/customers/me?fields=*clientele_notes")
  expect(shoppers.status).toBe(400)
})

test("R67: `npx clientele check` works in the host's folder", async () => {
  const printed = await host.npx(["clientele", "check"], { DATABASE_URL: database.url })
  expect(printed).toContain("1 account, all figures agree")
})

// Guard: DESIGN D1. A handler of ours on any of these hooks ends the second boot.
test("R67: a host that takes every workflow hook itself boots with the plugin and earns", async () => {
  await store.stop()
  host.takeAllHooks()
  store = await startStore({ databaseUrl: database.url, cwd: host.dir, cli: host.cli, port: store.port })
  const taken = /hooks taken: (.*)/.exec(store.output())?.[1]?.split(" ")
  expect(taken).toEqual(expect.arrayContaining([...HOOKS_OF_LOYALTY_PLUGIN, ...HOOKS_OF_AN_ORDER]))
  await expectPoints(shop, customer, 2 * PRICES.shirt)
  for (const hook of HOOKS_OF_AN_ORDER) expect(store.output()).toContain(`hook ran: ${hook}\n`)
}, 180_000)
