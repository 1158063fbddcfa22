import fs from "node:fs"
import path from "node:path"

const ROOT = path.join(__dirname, "../..")
const SRC = path.join(ROOT, "src")

/** Every route, page, module and package has one of these files; the folder's name says the rest. */
const SHAPES = new Set([
  ...["route.ts", "validators.ts", "query-config.ts", "middlewares.ts", "page.tsx"],
  ...["index.ts", "types.ts", "service.ts", "reading.ts", "tables.ts", "triggers.ts", "README.md"],
])

/** These files have the name of the command, entity, database function or, for translations, the screen. */
const NAMED_BY_ITS_THING = /^(cli\/commands|admin\/i18n\/\w+|modules\/\w+\/models|modules\/\w+\/schema\/functions)\//

it("no two files of src have one name, so that the name alone says what a file does", () => {
  const files = fs
    .readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !SHAPES.has(entry.name))
    .map((entry) => path.relative(SRC, path.join(entry.parentPath, entry.name)))
    .filter((file) => !NAMED_BY_ITS_THING.test(file))
  expect(files.length).toBeGreaterThan(200)
  const named = (name: string) => files.filter((file) => path.basename(file) === name)
  const shared = [...new Set(files.map((file) => path.basename(file)))].map(named).filter((same) => same.length > 1)
  expect(shared).toEqual([])
})

it("a file with tests is a spec, or a part (`.part.ts`) that a spec or another part loads", () => {
  const files = ["unit-tests", "integration-tests"].flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => path.join(ROOT, folder, file)),
  )
  const texts = new Map(files.map((file) => [file, fs.readFileSync(file, "utf8")]))
  const withTests = files.filter((file) => /^\s*(it|test)[.(]/m.test(texts.get(file) ?? ""))
  expect(withTests.length).toBeGreaterThan(200)
  expect(withTests.filter((file) => !/\.(spec|part)\.ts$/.test(file))).toEqual([])
  const loaded = new Set(
    [...texts].flatMap(([file, text]) =>
      [...text.matchAll(/(?:from|import) "(\.[^"]+\.part)"/g)].map(([, name = ""]) =>
        path.resolve(file, "..", `${name}.ts`),
      ),
    ),
  )
  expect(files.filter((file) => file.endsWith(".part.ts") && !loaded.has(file))).toEqual([])
})
