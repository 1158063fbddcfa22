import fs from "node:fs"
import path from "node:path"
import { createDatabase, query, type TestDatabase } from "../helpers/database"
import { describeSchema } from "../helpers/describe-schema"

const golden = path.join(__dirname, "schema.golden.txt")
const HEADER = "-- What `medusa db:migrate` makes. Written by `npm run schema:update`; a test compares it.\n\n"

let database: TestDatabase

beforeAll(async () => {
  database = await createDatabase()
}, 180_000)

afterAll(() => database?.drop())

test("the migrations make the committed schema", async () => {
  const schema = HEADER + (await describeSchema(database))
  if (process.env.UPDATE_SCHEMA === "1") fs.writeFileSync(golden, schema)
  expect(schema).toBe(fs.readFileSync(golden, "utf8"))
})

test("the description shows a change of a table, a check, an index, a trigger or a function", async () => {
  const before = await describeSchema(database)
  await query(database, "create table clientele_probe (id text primary key, n int)")
  const states = [before, await describeSchema(database)]
  for (const change of [
    "alter table clientele_probe alter n set default 5",
    "alter table clientele_probe alter n set not null",
    "alter table clientele_probe add constraint clientele_probe_n check (n > 0)",
    "create unique index clientele_probe_unique on clientele_probe (n) where n > 7",
    "create function clientele_probe_guard() returns trigger language plpgsql as 'begin return new; end'",
    "create trigger clientele_probe_trigger before update on clientele_probe for each row execute function clientele_probe_guard()",
    "create or replace function clientele_probe_guard() returns trigger language plpgsql as 'begin return null; end'",
    "create type clientele_probe_kind as enum ('a')",
    "alter type clientele_probe_kind add value 'b'",
  ]) {
    await query(database, change)
    states.push(await describeSchema(database))
  }
  expect(new Set(states).size).toBe(states.length)
})
