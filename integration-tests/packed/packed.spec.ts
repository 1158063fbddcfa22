import fs from "node:fs"
import path from "node:path"
import { ADMIN_USER } from "../helpers/admin-user"
import { createDatabase, query, type TestDatabase } from "../helpers/database"
import { describeSchema } from "../helpers/describe-schema"
import { eventually, loyaltyOf } from "../helpers/loyalty"
import { runMedusa } from "../helpers/server-process"
import { type Customer, openShop, PRICES, type Shop } from "../helpers/shop"
import { freePort, type Store, startStore } from "../helpers/store-server"
import { HOOKS_OF_AN_ORDER, HOOKS_OF_LOYALTY_PLUGIN } from "./hooks"
import { type HostProject, installHostProject } from "./host-project"
import { examplesOfDocs, HOST_MIDDLEWARES, PHOTO, TYPED_CLIENT, WORKFLOW_ROUTE } from "./library"
import { expectPoints } from "./order-step"

let host: HostProject
let database: TestDatabase
let store: Store
let shop: Shop
let customer: Customer
let metricsPort: number

/** What a store owner copies, and the settings that its first lines name. */
const INSTRUMENTATION = fs.readFileSync(path.join(__dirname, "../../examples/instrumentation.ts"), "utf8")
const METRICS_FOR_PROMETHEUS = { OTEL_METRICS_EXPORTER: "prometheus", OTEL_TRACES_EXPORTER: "none" }

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

test("R67: `medusa db:migrate` of the host creates our schema beside the official loyalty plugin's tables", async () => {
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

test("R67: an order in the host earns points, which HTTP shows", async () => {
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
  expect(printed).toContain("1 account: all figures agree")
})

// Guards: `exports` of package.json; `src/workflows/index.ts` and `src/types/index.ts`.
test("R70 R71: every name and example of README and docs compiles in the host, and so does a client typed by the routes", async () => {
  const examples = examplesOfDocs()
  expect(Object.keys(examples).length).toBeGreaterThan(15)
  const own = { "src/api/admin/run-workflow/route.ts": WORKFLOW_ROUTE, "typed-client.ts": TYPED_CLIENT }
  host.write({ ...examples, ...own })
  const files = [...Object.keys(examples), ...Object.keys(own)]
  const flags = ["--noEmit", "--strict", "--skipLibCheck", "--target", "ES2021", "--module", "Node16"]
  const failure = await host
    .npx(["tsc", ...flags, "--moduleResolution", "Node16", "--esModuleInterop", ...files], {})
    .catch((error: { stdout?: string }) => error.stdout ?? String(error))
  expect(typeof failure === "string" ? failure.trim() : failure).toBe("")
}, 120_000)

// Guard: ADR 0001. A handler of ours on any of these hooks ends the second boot.
test("R67: a host that takes every workflow hook itself boots with the plugin and earns", async () => {
  await store.stop()
  host.takeAllHooks()
  host.write({ "src/api/middlewares.ts": HOST_MIDDLEWARES, "instrumentation.ts": INSTRUMENTATION })
  metricsPort = await freePort()
  const env = { ...METRICS_FOR_PROMETHEUS, OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort) }
  store = await startStore({ databaseUrl: database.url, cwd: host.dir, cli: host.cli, port: store.port, env })
  const taken = /hooks taken: (.*)/.exec(store.output())?.[1]?.split(" ")
  expect(taken).toEqual(expect.arrayContaining([...HOOKS_OF_LOYALTY_PLUGIN, ...HOOKS_OF_AN_ORDER]))
  await expectPoints(shop, customer, 2 * PRICES.shirt)
  for (const hook of HOOKS_OF_AN_ORDER) expect(store.output()).toContain(`hook ran: ${hook}\n`)
}, 180_000)

// Guard: the plugin counts through the API that Medusa ships, so that the host's SDK has its counters (ADR 0068).
test("R68: the example instrumentation.ts brings the plugin's counters and gauges to a Prometheus endpoint", async () => {
  const scrape = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  const text = await eventually(scrape, (page) => /^clientele_queue_lag_seconds\{/m.test(page))
  const value = (line: RegExp) => Number(line.exec(text)?.[1])
  // The order of the test before: this process counts what it posts.
  expect(value(/^clientele_points_posted_total\{[^}]*kind="earned"[^}]*\} (\d+)/m)).toBe(2 * PRICES.shirt)
  expect(value(/^clientele_points_outstanding(?:\{[^}]*\})? (\d+)/m)).toBe(4 * PRICES.shirt)
  expect(value(/^clientele_queue_dead\{[^}]*queue="awards"[^}]*\} (\d+)/m)).toBe(0)
  expect(text).not.toContain(customer.email)
})

// Guard: `req.additionalDataValidator` in src/api/shared/validate.ts.
test("R70: the host's additionalDataValidator refuses additional_data of our routes, naming the field", async () => {
  const path = `/admin/customers/${customer.id}/loyalty/adjustments`
  const body = { points: 1, reason: "goodwill" }
  const message = "additional_data.ticket: must be text"
  const refused = { status: 400, body: { code: "invalid_request", message } }
  expect(await shop.admin.send("POST", path, { ...body, additional_data: { ticket: 5 } })).toMatchObject(refused)
  const taken = await shop.admin.send("POST", path, { ...body, additional_data: { ticket: "t-1" } })
  expect(taken.status).toBe(200)
  const checkout = { cart_id: "cart_1", payment: { provider_id: "p" }, additional_data: { campaign: "x" } }
  expect(await shop.guest.send("POST", "/store/checkout/create-order", checkout)).toMatchObject({
    status: 400,
    body: { message: expect.stringMatching(/^additional_data.campaign: must be/) },
  })
})

test("R70: each exported workflow runs in the host", async () => {
  const { names } = await shop.admin.get<{ names: string[] }>("/admin/run-workflow")
  const ran: string[] = []
  // biome-ignore lint/suspicious/noExplicitAny: each workflow has a result of its own.
  const run = async (name: string, input: object): Promise<any> => {
    ran.push(name)
    return (await shop.admin.post<{ result: unknown }>("/admin/run-workflow", { name, input })).result
  }
  const email = "Library@Example.com"
  const { id } = await run("createCustomerProfileWorkflow", { customer: { name: "Ann", email } })
  await run("updateCustomerProfileWorkflow", { id, customer: { tax_id: "DE1" } })
  await run("updateOwnProfileWorkflow", { id, customer: { first_name: "Bea" } })
  const contact = await run("addContactWorkflow", { customer_id: id, contact: { name: "Tom" } })
  await run("updateContactWorkflow", { customer_id: id, id: contact.id, contact: { title: "Buyer" } })
  await run("removeContactWorkflow", { customer_id: id, id: contact.id })
  await run("saveCreditAccountWorkflow", { customer_id: id, account: { credit_limit: 500 } })
  const buyer = await run("createCustomerProfileWorkflow", { customer: { name: "Bo" } })
  await run("saveCreditMemberWorkflow", { account_id: id, member: { customer_id: buyer.id } })
  await run("removeCreditMemberWorkflow", { account_id: id, customer_id: buyer.id })
  const cash = { account_id: id, reason: "goodwill", actor_id: "host" }
  const owed = await run("adjustCreditBalanceWorkflow", { ...cash, amount: 30 })
  const paid = await run("recordCreditPaymentWorkflow", { ...cash, amount: "20.50", allocations: [] })
  const allocations = [{ receivable_id: owed.receivable_id, amount: 10 }]
  await run("allocateCreditPaymentWorkflow", { account_id: id, entry_id: paid.id, allocations })
  const item = { account_id: id, receivable_id: owed.receivable_id, actor_id: "host" }
  expect(await run("disputeReceivableWorkflow", { ...item, reason: "broken" })).toMatchObject({ disputed: true })
  expect(await run("endReceivableDisputeWorkflow", item)).toMatchObject({ disputed: false, changed: true })
  await run("writeOffReceivableWorkflow", { ...cash, receivable_id: owed.receivable_id, amount: 5 })
  const memo = await run("issueCreditMemoWorkflow", { ...cash, amount: 5 })
  await run("refundCreditBalanceWorkflow", { ...cash, amount: "0.50" })
  await run("reverseCreditEntryWorkflow", { ...cash, entry_id: memo.id })
  await run("recordCreditPaymentWorkflow", { ...cash, amount: "5" })
  const check = await run("runCreditCheckWorkflow", { customer_id: id })
  expect(check).toMatchObject({ status: "ok", recommended_credit_limit: expect.any(String) })
  const applied = await run("applyCreditCheckWorkflow", { customer_id: id, check_id: check.id })
  expect(applied).toMatchObject({ applied: true, account: { credit_limit: check.recommended_credit_limit } })
  for (const [name, more] of [
    ["approveCreditOrderWorkflow", {}],
    ["rejectCreditOrderWorkflow", {}],
    ["chargeCreditOrderWorkflow", { charge: {} }],
  ] as const) {
    const unknown = { name, input: { order_id: "order_none", ...more } }
    expect(await shop.admin.send("POST", "/admin/run-workflow", unknown)).toMatchObject({ body: { code: "not_found" } })
    ran.push(name)
  }
  const note = await run("addNoteWorkflow", { customer_id: id, note: { body: "called" } })
  await run("updateNoteWorkflow", { customer_id: id, id: note.id, note: { body: "called twice" } })
  await run("removeNoteWorkflow", { customer_id: id, id: note.id })
  const photo = { customer_id: id, photo: PHOTO }
  expect(await run("setCustomerPhotoWorkflow", photo)).toEqual({ photo_url: expect.stringContaining("customer-photo") })
  await run("removeCustomerPhotoWorkflow", { customer_id: id })
  await run("setLoyaltySettingWorkflow", { key: "loyalty_points_enabled", setting: { value: true } })
  const asker = { email, network: "192.0.2.1" }
  expect(await run("sendCodeWorkflow", asker)).toEqual({ challenge_id: expect.stringMatching(/^code_/) })
  const wrong = { name: "verifyCodeWorkflow", input: { ...asker, code: "000000" } }
  expect(await shop.admin.send("POST", "/admin/run-workflow", wrong)).toMatchObject({ body: { code: "code_invalid" } })
  ran.push(wrong.name)
  const stated = { stated_reason: "goodwill", actor_id: "host" }
  await run("adjustPointsWorkflow", { mailbox: email, points: 1000, ...stated })
  await run("adjustPointsWorkflow", { mailbox: "old@example.com", points: 5, ...stated })
  expect(await run("mergePointsWorkflow", { customer_id: id, email: "old@example.com", ...stated })).toMatchObject({
    merged_points: 5,
  })
  const cart = await shop.fillCart({ email: email.toLowerCase(), quantity: 2, product: "download" })
  const redemption = { cart_id: cart.id, points: 500, verified_email: email }
  expect(await run("placeRedemptionWorkflow", redemption)).toMatchObject({ loyalty_redemption: { points: 500 } })
  expect(await run("releaseRedemptionWorkflow", { cart_id: cart.id })).toEqual({ released: true })
  const checkout = { cart_id: cart.id, payment: { provider_id: "pp_system_default" } }
  const { order_id } = await run("createOrderWorkflow", { checkout })
  await run("settleOrdersWorkflow", { order_ids: [order_id], cause: "host" })
  expect(await run("settleCreditOrdersWorkflow", { order_ids: [order_id] })).toEqual([])
  expect(await run("reconcileReceivablesWorkflow", { order_ids: [order_id] })).toMatchObject({ checked: 0, failed: [] })
  const csv = "email,points\nimported@example.com,5\n"
  const file = await run("stageImportWorkflow", { kind: "points", csv, created_by: "host" })
  expect(file).toMatchObject({ status: "ready", rows: 1, refused: 0 })
  expect(await run("confirmImportWorkflow", { id: file.id, actor_id: "host" })).toMatchObject({ status: "applying" })
  const other = await run("stageImportWorkflow", { kind: "points", csv, created_by: "host" })
  expect(await run("cancelImportWorkflow", { id: other.id })).toMatchObject({ status: "canceled" })
  await eventually(
    () => query<{ status: string }>(database, "select status from clientele_import where id = $1", [file.id]),
    ([one]) => one?.status === "applied",
  )
  expect(await run("reverseImportWorkflow", { id: file.id, actor_id: "host" })).toMatchObject({ status: "reversing" })
  expect(await run("reconcilePointsWorkflow", { order_ids: [order_id] })).toMatchObject({ differences: [] })
  await run("deleteCustomerProfileWorkflow", { id, force: true })
  const anonymized = await run("anonymizeCustomerProfileWorkflow", { id, force: true })
  expect(anonymized).toEqual({ anonymized: true, problems: [] })
  // These have a hook, and are not for calling.
  const hooks = ["pointsPostedWorkflow", "redemptionValidateWorkflow", "creditValidateWorkflow"]
  expect([...new Set([...ran, ...hooks])].sort()).toEqual(names.sort())
}, 60_000)
