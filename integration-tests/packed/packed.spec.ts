import fs from "node:fs"
import path from "node:path"
import { ADMIN_USER } from "../helpers/admin-user"
import { createDatabase, query, type TestDatabase } from "../helpers/database"
import { describeSchema } from "../helpers/describe-schema"
import { runMedusa } from "../helpers/server-process"
import { openShop } from "../helpers/shop"
import { type Store, startStore } from "../helpers/store-server"
import { type HostProject, installHostProject } from "./host-project"
import { expectPaidOrder } from "./order-step"

let host: HostProject
let database: TestDatabase
let store: Store

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

test("R67: a customer orders and pays in the host", async () => {
  await expectPaidOrder(await openShop(store))
})
