import fs from "node:fs"
import path from "node:path"

const modules = path.join(__dirname, "../../src/modules")

const filesOf = (module: string): string[] => {
  const folder = path.join(modules, module, "migrations")
  const files = fs.existsSync(folder) ? fs.readdirSync(folder).filter((file) => file.endsWith(".ts")) : []
  return files.map((file) => path.join(folder, file))
}

/** Medusa keeps the names of all modules' migrations in one table. Of two migrations with one name, the second never runs. */
test("every migration has a name of its own, and the file's name", () => {
  const seen = new Map<string, string>()
  for (const module of fs.readdirSync(modules)) {
    for (const file of filesOf(module)) {
      const name = path.basename(file, ".ts")
      expect(`${name} of ${seen.get(name) ?? module}`).toBe(`${name} of ${module}`)
      seen.set(name, module)
      expect(fs.readFileSync(file, "utf8")).toContain(`export class ${name} extends Migration`)
    }
  }
  expect(seen.size).toBeGreaterThan(5)
})

test("no migration has the body of a function or trigger: it applies the file in schema/ (ADR 0050)", () => {
  for (const file of fs.readdirSync(modules).flatMap(filesOf)) {
    expect(fs.readFileSync(file, "utf8")).not.toMatch(/create\s+(or\s+replace\s+)?(function|trigger)/i)
  }
})
