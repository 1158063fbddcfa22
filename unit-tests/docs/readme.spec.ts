import fs from "node:fs"
import path from "node:path"
import { z } from "@medusajs/framework/zod"
import { pluginOptionsSchema } from "../../src/kernel/options"
import { defaultSettings } from "../../src/modules/points/domain/settings"

const ROOT = path.join(__dirname, "../..")
const read = (page: string) => fs.readFileSync(path.join(ROOT, page), "utf8")
const MODULES = fs.readdirSync(path.join(ROOT, "src/modules"))

/** Rows of a page's tables whose first cell is code, as cells. */
const rowsOf = (page: string): string[][] =>
  read(page)
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")))

const name = (cell: string | undefined) => /`([^`]+)`/.exec(cell ?? "")?.[1] ?? ""

const namesOf = (page: string) =>
  rowsOf(page)
    .map(([cell]) => name(cell))
    .sort()

/** A cell may name several methods of one path: `GET`, `POST /admin/x`. */
function routesIn(cell = ""): string[] {
  const verbs = [...cell.matchAll(/`([A-Z]+)(?: (\/[^`]+))?`/g)]
  return verbs.map(([, verb]) => `${verb} ${verbs.at(-1)?.[2]}`)
}

function optionNames(schema: z.ZodType, prefix = ""): string[] {
  const inner = schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : schema
  return inner instanceof z.ZodObject
    ? Object.entries(inner.shape).flatMap(([key, part]) =>
        optionNames(part as z.ZodType, prefix ? `${prefix}.${key}` : key),
      )
    : [prefix]
}

function routesOf(dir: string, route = ""): string[] {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(dir, entry.name)
    if (entry.isDirectory()) {
      return routesOf(place, `${route}/${entry.name.replace(/^\[(.+)\]$/, ":$1")}`)
    }
    const verbs = fs
      .readFileSync(place, "utf8")
      .matchAll(/export (?:async function|const) (GET|POST|PUT|PATCH|DELETE)\b/g)
    return entry.name === "route.ts" ? [...verbs].map(([, verb]) => `${verb} ${route}`) : []
  })
}

it("docs/options.md lists every option of the plugin, and no other", () => {
  expect(namesOf("docs/options.md")).toEqual(optionNames(pluginOptionsSchema).sort())
})

it("R30: docs/settings.md lists every setting with its default", () => {
  const documented = rowsOf("docs/settings.md").map(([key, value]) => [name(key), JSON.parse(name(value))])
  expect(Object.fromEntries(documented)).toEqual(defaultSettings)
})

it("docs/routes.md lists every route that exists, and no other", () => {
  expect(
    rowsOf("docs/routes.md")
      .flatMap(([cell]) => routesIn(cell))
      .sort(),
  ).toEqual(routesOf(path.join(ROOT, "src/api")).sort())
})

it("README shows the output of examples/earning.ts, which a test compares with a run", () => {
  expect(read("README.md")).toContain(`\`\`\`text\n${read("examples/earning.out")}\`\`\``)
})

it("README fits on a screen and a half, and pictures stay small", () => {
  expect(read("README.md").split("\n").length).toBeLessThanOrEqual(130)
  const sizes = fs
    .readdirSync(path.join(ROOT, "docs/images"))
    .map((name) => fs.statSync(path.join(ROOT, "docs/images", name)).size)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(150_000)
})

/** The source of every test, as one text. */
const TESTS = ["unit-tests", "integration-tests"]
  .flatMap((dir) =>
    fs
      .readdirSync(path.join(ROOT, dir), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.startsWith("docs"))
      .map((file) => read(path.join(dir, file))),
  )
  .join("\n")

/** Titles of tests that a page quotes. */
const quotedIn = (text: string) => [...text.matchAll(/"((?:[MR]\d+ ?)+[:,] [^"]+)"/g)].map(([, title]) => title ?? "")

const missing = (titles: string[]) =>
  titles.filter((title) => ![`"${title}"`, `\`${title}\``].some((quoted) => TESTS.includes(quoted)))

it("every test that a module's README names exists, with that title", () => {
  const named = quotedIn(MODULES.map((module) => read(`src/modules/${module}/README.md`)).join("\n"))
  expect(named.length).toBeGreaterThan(5)
  expect(missing(named)).toEqual([])
})

it("docs/why-trust-it.md names a test that exists for every promise", () => {
  const rows = read("docs/why-trust-it.md")
    .split("\n")
    .filter((line) => /^\| [A-Z`]/.test(line))
  expect(rows.length).toBeGreaterThan(25)
  expect(rows.filter((row) => quotedIn(row).length !== 1)).toEqual([])
  expect(missing(rows.flatMap(quotedIn))).toEqual([])
})
