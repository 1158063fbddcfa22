import fs from "node:fs"
import path from "node:path"

const modules = path.join(__dirname, "../../src/modules")

/** Medusa keeps the names of the migrations of all modules in one table: of two with one name the second never runs. */
test("every migration has a name of its own, and the file's name", () => {
  const seen = new Map<string, string>()
  for (const module of fs.readdirSync(modules)) {
    const folder = path.join(modules, module, "migrations")
    const files = fs.existsSync(folder) ? fs.readdirSync(folder).filter((file) => file.endsWith(".ts")) : []
    for (const file of files) {
      const name = path.basename(file, ".ts")
      expect(`${name} of ${seen.get(name) ?? module}`).toBe(`${name} of ${module}`)
      seen.set(name, module)
      expect(fs.readFileSync(path.join(folder, file), "utf8")).toContain(`export class ${name} extends Migration`)
    }
  }
  expect(seen.size).toBeGreaterThan(5)
})
