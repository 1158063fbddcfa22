import fs from "node:fs"
import path from "node:path"
import { z } from "@medusajs/framework/zod"
import { pluginOptionsSchema } from "../../src/kernel/options"
import { defaultSettings } from "../../src/modules/points/domain/settings"

const ROOT = path.join(__dirname, "../..")
const README = fs.readFileSync(path.join(ROOT, "README.md"), "utf8")
const MODULES = fs.readdirSync(path.join(ROOT, "src/modules"))

/** Rows of the table below a heading, as cells. */
function tableUnder(heading: string): string[][] {
  const section = README.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? ""
  const lines = section.split("\n").filter((line) => line.startsWith("| `"))
  return lines.map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")))
}

const name = (cell: string | undefined) => /`([^`]+)`/.exec(cell ?? "")?.[1] ?? ""

/** What the first column of a table names, in order. */
const namesUnder = (heading: string) =>
  tableUnder(heading)
    .map(([cell]) => name(cell))
    .sort()

/** A cell may name several verbs of one path: `GET`, `POST /admin/x`. */
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

it("README lists every option of the plugin, and no other", () => {
  expect(namesUnder("Options")).toEqual(optionNames(pluginOptionsSchema).sort())
})

it("R30: README lists every setting with its default", () => {
  const documented = tableUnder("Settings").map(([key, value]) => [name(key), JSON.parse(name(value))])
  expect(Object.fromEntries(documented)).toEqual(defaultSettings)
})

it("README lists every route that exists, and no other", () => {
  expect(
    tableUnder("Routes")
      .flatMap(([cell]) => routesIn(cell))
      .sort(),
  ).toEqual(routesOf(path.join(ROOT, "src/api")).sort())
})

it("every link of the docs to a file of the project leads to one", () => {
  const readmes = MODULES.map((name) => `src/modules/${name}/README.md`)
  const pages = ["README.md", "CONTRIBUTING.md", "RELEASE_NOTES.md", ...readmes].concat(
    fs
      .readdirSync(path.join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md"))
      .map((file) => path.join("docs", file)),
  )
  const broken = pages.flatMap((page) =>
    [...fs.readFileSync(path.join(ROOT, page), "utf8").matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
      .map(([, target]) => path.join(path.dirname(page), target ?? ""))
      .filter((target) => !fs.existsSync(path.join(ROOT, target)))
      .map((target) => `${page}: ${target}`),
  )
  expect(broken).toEqual([])
})

it("every test that a module's README names exists, with that title", () => {
  const tests = ["unit-tests", "integration-tests"].flatMap((dir) =>
    fs
      .readdirSync(path.join(ROOT, dir), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => fs.readFileSync(path.join(ROOT, dir, file), "utf8")),
  )
  const page = MODULES.map((name) => fs.readFileSync(path.join(ROOT, "src/modules", name, "README.md"), "utf8")).join(
    "\n",
  )
  const named = [...page.matchAll(/"((?:[MR]\d+ ?)+[:,] [^"]+)"/g)].map(([, title]) => title ?? "")
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((title) => !tests.some((source) => source.includes(`"${title}"`)))).toEqual([])
})
