import fs from "node:fs"
import path from "node:path"
import { suites } from "../../scripts/lib/suites.cjs"

const ROOT = path.join(__dirname, "../..")
const PAGE = fs.readFileSync(path.join(ROOT, "CONTRIBUTING.md"), "utf8")
const { scripts } = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>
}
const MODULES = fs.readdirSync(path.join(ROOT, "src/modules"))
const AREAS = fs.readdirSync(path.join(ROOT, "src/workflows"))

const isThere = (name: string) => fs.existsSync(path.join(ROOT, name))

/** Texts in backticks that are paths from the root: they contain a slash, or name a page of the root folder. */
const paths = [...PAGE.matchAll(/`([^`\n ]+)`/g)]
  .map(([, text = ""]) => text)
  .filter((text) => text.includes("/") || text.endsWith(".md"))

it("CONTRIBUTING.md names only files and folders that exist", () => {
  expect(paths.length).toBeGreaterThan(40)
  // A pattern must match at least one folder.
  const places = { "<name>": MODULES, "<area>": AREAS }
  const missing = paths.filter((name) => {
    const [pattern, choices] = Object.entries(places).find(([one]) => name.includes(one)) ?? []
    return pattern && choices ? !choices.some((choice) => isThere(name.replace(pattern, choice))) : !isThere(name)
  })
  expect(missing).toEqual([])
})

it("CONTRIBUTING.md names only ADRs that exist", () => {
  const adrs = fs.readdirSync(path.join(ROOT, "docs/adr"))
  const named = [...PAGE.matchAll(/ADR (\d{4})/g)].map(([, number]) => String(number))
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((number) => !adrs.some((file) => file.startsWith(`${number}-`)))).toEqual([])
})

it("CONTRIBUTING.md names only scripts of package.json, and suites that exist", () => {
  const named = [...PAGE.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => String(script))
  expect(named.length).toBeGreaterThan(3)
  expect([...named, "test"].filter((script) => !scripts[script])).toEqual([])
  const run = [...PAGE.matchAll(/npm test -- (\w[\w-]*)/g)].map(([, suite]) => String(suite))
  expect(run.length).toBeGreaterThan(1)
  expect(run.filter((suite) => !Object.hasOwn(suites, suite))).toEqual([])
})
