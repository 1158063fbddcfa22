import fs from "node:fs"
import path from "node:path"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { routeTable, withIds } from "../../integration-tests/helpers/route-table"
import middlewares from "../../src/api/middlewares"
import { isOurs } from "../../src/api/shared/our-routes"
import { parse, type Taken } from "../../src/api/shared/validate"

const routes = routeTable()

/** The schemas of a route's validating middlewares. */
function takenBy({ method, path }: { method: string; path: string }): Taken[] {
  const own = (middlewares.routes ?? []).filter(
    (route: MiddlewareRoute) => route.matcher === path && [route.methods ?? []].flat().includes(method as "GET"),
  )
  return own.flatMap((route) =>
    (route.middlewares ?? []).flatMap((handler) => ("taken" in handler ? [handler.taken as Taken] : [])),
  )
}

/** All schemas that can validate one part of a request. */
function schemasOf(part: Taken["query"] | Taken["body"]): z.ZodType[] {
  if (part === undefined || part === "form") return []
  if (part instanceof z.ZodType) return [part]
  if (typeof part === "function") return [part({}), part({ cart_id: "cart_1" })]
  return [part.usual, part.strict]
}

/** The fields of a schema with their names, found through its wrappers. */
function fieldsOf(schema: z.ZodType): [name: string, field: z.ZodType][] {
  const def = schema.def as unknown as Record<string, z.ZodType> & { shape?: Record<string, z.ZodType> }
  if (def.shape) return Object.entries(def.shape)
  return ["in", "out", "innerType", "element"].flatMap((part) => (def[part] ? fieldsOf(def[part]) : []))
}

const STRANGE: unknown[] = [
  undefined,
  null,
  "",
  " ",
  "x",
  "\0",
  "x".repeat(10_000),
  "2026-99-99",
  -1,
  0,
  1.5,
  1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  [],
  [null],
  [{}],
  Array.from({ length: 2000 }, () => ({})),
  {},
  { x: 1 },
]

/** Yields every strange value alone, in every field of a schema, and one level deeper. */
function* strangeInputs(schema: z.ZodType): Generator<unknown> {
  yield* STRANGE
  for (const [name, field] of fieldsOf(schema)) {
    for (const value of STRANGE) {
      yield { [name]: value }
    }
    for (const [inner] of fieldsOf(field)) {
      for (const value of STRANGE) {
        yield { [name]: { [inner]: value } }
        yield { [name]: [{ [inner]: value }] }
      }
    }
  }
}

function messageOf(schema: z.ZodType, input: unknown): string {
  try {
    parse(schema, input, "body")
    return ""
  } catch (error) {
    return (error as Error).message
  }
}

test("M76: every route of the plugin declares its input once, and is one of the plugin's paths", () => {
  expect(routes.length).toBeGreaterThan(50)
  for (const route of routes) {
    expect({ ...route, declarations: takenBy(route).length }).toEqual({ ...route, declarations: 1 })
    expect({ ...route, ours: isOurs(withIds(route.path)) }).toEqual({ ...route, ours: true })
  }
})

const SRC = path.join(__dirname, "../../src")

/** The rows of the exported route types: the fields of each, as the source has them. */
function typedRows(): Map<string, string[]> {
  const text = fs.readFileSync(path.join(SRC, "types/routes.ts"), "utf8")
  const shared = new Map([...text.matchAll(/^type (\w+) = (\{ body.*)$/gm)].map(([, name, row]) => [name, row]))
  const rows = text.split(/^ {2}(?=")/m).slice(1)
  return new Map(
    rows.map((row) => {
      const [, route = "", type = ""] = /^"([^"]+)": (\w*)/.exec(row) ?? []
      const fields = (shared.get(type) ?? row).matchAll(/(?<![\w.])(query|body|response)(?=: )/g)
      return [route, [...new Set([...fields].map(([field]) => field))].sort()]
    }),
  )
}

test("R71: every route has a row in the exported types, with the parts of its request and an answer", () => {
  const taken = routes.map((route) => {
    const [{ query, body } = {}] = takenBy(route)
    const parts = [...(body ? ["body"] : []), ...(query ? ["query"] : []), "response"]
    return [`${route.method} ${route.path}`, parts] as const
  })
  expect(Object.fromEntries(typedRows())).toEqual(Object.fromEntries(taken))
})

// With this type, the compiler checks the handler's answer against the row.
test("R71: every handler of a route is typed by the route's own row", () => {
  const files = fs.readdirSync(path.join(SRC, "api"), { recursive: true, encoding: "utf8" })
  const text = files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => fs.readFileSync(path.join(SRC, "api", file), "utf8"))
    .join("\n")
  // `export const PATCH = POST` has the type of POST, and the row is the same.
  const own = routes.filter(({ method }) => !["PATCH", "PUT"].includes(method))
  const untyped = own
    .map(({ method, path }) => `${method} ${path}`)
    .filter((row) => !text.includes(`<Answer<"${row}">>`))
  expect(untyped).toEqual([])
})

// Guard: the paths of src/api/shared/our-routes.ts.
test("no route of Medusa's is one of the plugin's paths", () => {
  const medusas = [
    "/store/carts/cart_1",
    "/store/carts/cart_1/complete",
    "/store/customers/me",
    "/store/customers/me/addresses",
    "/store/loyalty-programmes",
    "/admin/customers/cus_1",
  ]
  expect(medusas.filter(isOurs)).toEqual([])
})

const SCHEMAS = routes.flatMap((route) =>
  takenBy(route).flatMap(({ query, body }) => [
    ...schemasOf(query).map((schema) => [`${route.method} ${route.path}`, "query", schema] as const),
    ...schemasOf(body).map((schema) => [`${route.method} ${route.path}`, "body", schema] as const),
  ]),
)

// Guard: `{ error: sentenceOf }` in parse (src/workflows/shared/input/parse.ts).
test.each(SCHEMAS)("M34: %s never answers in zod's words about its %s", (_route, _part, schema) => {
  const foreign =
    /invalid|expect|receiv(?!able)|NaN|undefined|Infinity|unrecogni[sz]ed|too (small|big)|\[object|regex|pattern/i
  const bad = new Set<string>()
  for (const input of strangeInputs(schema)) {
    const message = messageOf(schema, input)
    if (foreign.test(message)) bad.add(message)
  }
  expect([...bad]).toEqual([])
})

/** One value of each type that JSON has. No field takes more than two of them: text or number, an object or nothing. */
const TYPES: unknown[] = ["\0", -1.5, true, [null], { "\0": { x: 1 } }]
/** A setting has the type of its key: R30 in integration-tests/http/loyalty/routes.spec.ts. */
const OF_ITS_KEY = ["value"]

// Guard: any type in a schema; `z.any()` in its place lets everything through.
test.each(SCHEMAS)(
  "M34: %s refuses a wrong type in every field of its %s, naming the field",
  (_route, _part, schema) => {
    const isNamed = (name: string, body: object) => new RegExp(`(^|; )${name}[.:]`).test(messageOf(schema, body))
    const lax = fieldsOf(schema).filter(([name]) => {
      const named = TYPES.filter(
        (value) => isNamed(name, { [name]: value }) || isNamed(name, { cart_id: "cart_1", [name]: value }),
      )
      return named.length < 3 && !OF_ITS_KEY.includes(name)
    })
    expect(lax.map(([name]) => name)).toEqual([])
  },
)

test.each(SCHEMAS)("M76: %s names the keys of its %s that it does not know", (_route, _part, schema) => {
  expect(messageOf(schema, { cart_id: "cart_1", surprise: 1 })).toMatch(
    /surprise: is not a known field|cart_id: is not a known field|: is required/,
  )
  expect(messageOf(schema, JSON.parse('{"__proto__": {"surprise": 1}}'))).not.toBe("")
})
