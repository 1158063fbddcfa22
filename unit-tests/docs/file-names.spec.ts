import fs from "node:fs"
import path from "node:path"

const SRC = path.join(__dirname, "../../src")

/** Every route, page, module and package has one of these, of which the folder says more. */
const SHAPES = new Set([
  ...["route.ts", "validators.ts", "query-config.ts", "middlewares.ts", "page.tsx"],
  ...["index.ts", "types.ts", "service.ts", "reading.ts", "tables.ts", "triggers.ts", "README.md"],
])

/** In these the file has the name of the command, entity, database function or, for words of a language, the screen. */
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
