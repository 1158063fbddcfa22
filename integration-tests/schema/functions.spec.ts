import fs from "node:fs"
import { Client } from "pg"
import { createDatabase, type TestDatabase } from "../helpers/database"
import { functionFiles, functionsFolder, modulesFolder, PREFIXES } from "./function-files"

let database: TestDatabase
let client: Client

beforeAll(async () => {
  database = await createDatabase()
  client = new Client({ connectionString: database.url })
  await client.connect()
}, 180_000)

afterAll(async () => {
  await client?.end()
  await database?.drop()
})

/** Every function of ours in the database, overloads included, with its definition: arguments, settings and body. */
async function readDefinitions(): Promise<{ name: string; definition: string }[]> {
  const { rows } = await client.query(
    `select p.proname as name, pg_get_functiondef(p.oid) as definition from pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.proname like 'clientele\\_%'
     order by p.proname, pg_get_function_identity_arguments(p.oid)`,
  )
  return rows
}

test("every function in the database has a file of its name, and every file a function", async () => {
  const inDatabase = (await readDefinitions()).map(({ name }) => name)
  expect(inDatabase.sort()).toEqual(functionFiles.map(({ name }) => name).sort())
  const withFunctions = fs.readdirSync(modulesFolder).filter((module) => fs.existsSync(functionsFolder(module)))
  expect(withFunctions.sort()).toEqual(Object.keys(PREFIXES).sort())
})

test.each(functionFiles)("$name is in the database as in its file", async ({ name, exported }) => {
  expect(exported).toEqual([expect.stringContaining(`create or replace function ${name}(`)])
  const before = await readDefinitions()
  await client.query("begin")
  try {
    await client.query(exported[0] ?? "")
    expect(await readDefinitions()).toEqual(before)
  } finally {
    await client.query("rollback")
  }
})
