import fs from "node:fs"
import path from "node:path"
import ts from "typescript"
import * as workflows from "../../src/workflows"

const { creditEvents, customerEvents, importEvents, keyEvents, pointsEvents, webhookEvents } = workflows
const ROOT = path.join(__dirname, "../..")
const EVENTS = path.join(ROOT, "src/types/events.ts")

/** The payload fields of every event, as the compiler sees them. Reading takes seconds, so the tests share the result. */
function readPayloads(): Record<string, string[]> {
  const program = ts.createProgram([EVENTS], { strict: true, noEmit: true })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(EVENTS) as ts.SourceFile
  const map = source.statements.find(
    (one): one is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(one) && one.name.text === "ClienteleEvents",
  ) as ts.TypeAliasDeclaration
  const events = checker.getPropertiesOfType(checker.getTypeAtLocation(map.name))
  return Object.fromEntries(
    events.map((event) => {
      const payload = checker.getTypeOfSymbolAtLocation(event, map)
      return [event.name, checker.getPropertiesOfType(payload).map(({ name }) => name)]
    }),
  )
}

let payloads: Record<string, string[]>
beforeAll(() => {
  payloads = readPayloads()
})

it("R71: docs/events.md lists every event with the fields of its payload, and no other", () => {
  const page = fs.readFileSync(path.join(ROOT, "docs/events.md"), "utf8")
  const rows = [...page.matchAll(/^\| `(clientele\.[^`]+)` \| ([^|]+) \|/gm)]
  const documented = rows.map(([, name, fields]) => [
    name,
    [...String(fields).matchAll(/`(\w+)`/g)].map(([, one]) => one).sort(),
  ])
  const real = Object.entries(payloads).map(([name, fields]) => [name, [...fields].sort()])
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(real))
})

it("R71: every event of the map has an exported name", () => {
  const lists = [customerEvents, pointsEvents, creditEvents, webhookEvents, keyEvents, importEvents]
  const names: string[] = lists.flatMap((events) => Object.values(events))
  expect(names.sort()).toEqual(Object.keys(payloads).sort())
})

it("R71: every event about a customer names the customer", () => {
  const others = Object.entries(payloads).filter(([, fields]) => !fields.includes("customer_ids"))
  expect(others.map(([name]) => name)).toEqual([
    "clientele.loyalty.setting_changed",
    "clientele.api_key.mode_changed",
    ...Object.values(importEvents),
    "clientele.webhook.endpoint_disabled",
  ])
})

const PAGE = fs.readFileSync(path.join(ROOT, "docs/workflows.md"), "utf8")

it("R70: docs/workflows.md has a section with an example for every exported workflow, and for no other", () => {
  const exported = Object.keys(workflows).filter((name) => name.endsWith("Workflow"))
  const sections = PAGE.split("\n### ")
    .slice(1)
    .filter((section) => section.startsWith("`"))
    .map((section) => section.slice(1))
  const named = sections.map((section) => section.split("`")[0] ?? "")
  expect(named.sort()).toEqual(exported.sort())
  const examples = sections.filter((section) => new RegExp(`\`\`\`ts[^\`]*${section.split("`")[0]}`).test(section))
  expect(examples).toHaveLength(sections.length)
})

it("R70: README and docs import only names that the package exports", () => {
  const pages = ["docs/routes.md", "docs/guides/host.md", "docs/workflows.md", "docs/events.md"]
  const text = pages.map((page) => fs.readFileSync(path.join(ROOT, page), "utf8")).join("\n")
  const imports = text.matchAll(/import \{([^}]+)\} from "medusa-plugin-clientele\/workflows"/g)
  const names = [...imports].flatMap(([, list]) =>
    String(list)
      .split(",")
      .map((one) => one.trim()),
  )
  expect(names.length).toBeGreaterThan(3)
  expect(names.filter((name) => !Object.hasOwn(workflows, name))).toEqual([])
})
