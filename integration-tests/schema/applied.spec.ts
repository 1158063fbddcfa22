import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import type { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { functionFiles, type ModuleName, modulesFolder, PREFIXES } from "./function-files"

/** The newest migration that applies a function, and the function's text at that time. */
type Applied = Record<string, { migration: string | null; sha256: string }>

const record = path.join(__dirname, "applied.json")

/** What each migration of a module runs, the oldest first. */
async function readMigrations(module: ModuleName): Promise<{ name: string; statements: string[] }[]> {
  const folder = path.join(modulesFolder, module, "migrations")
  const names = fs.readdirSync(folder).map((file) => path.basename(file, ".ts"))
  return Promise.all(
    names.sort().map(async (name) => {
      const migration = Reflect.construct(require(path.join(folder, name))[name], []) as Migration
      await migration.up()
      return { name, statements: migration.getQueries().map(String) }
    }),
  )
}

async function readApplied(): Promise<Applied> {
  const applied: Applied = {}
  for (const module of Object.keys(PREFIXES) as ModuleName[]) {
    const migrations = await readMigrations(module)
    for (const { name, exported } of functionFiles.filter((file) => file.module === module)) {
      const [statement = ""] = exported
      const newest = migrations.filter(({ statements }) => statements.includes(statement)).at(-1)
      const sha256 = createHash("sha256").update(statement).digest("hex")
      applied[name] = { migration: newest?.name ?? null, sha256 }
    }
  }
  return applied
}

// A new database gets the newest file from any migration. An existing one keeps the old function without a newer migration.
test("a function that changed is applied by a migration newer than the one that applied its last text", async () => {
  const before = JSON.parse(fs.readFileSync(record, "utf8")) as Applied
  const now = await readApplied()
  const changed = Object.keys(now).filter((name) => now[name]?.sha256 !== before[name]?.sha256)
  const unapplied = changed.filter((name) => (now[name]?.migration ?? "") <= (before[name]?.migration ?? ""))
  expect({ "write a migration that applies": unapplied }).toEqual({ "write a migration that applies": [] })
  if (process.env.UPDATE_SCHEMA === "1") fs.writeFileSync(record, `${JSON.stringify(now, null, 2)}\n`)
  expect(now).toEqual(JSON.parse(fs.readFileSync(record, "utf8")))
})
