import fs from "node:fs"
import path from "node:path"
import type { ClienteleHttp } from "../../src/types"

const ROOT = path.join(__dirname, "../../src")
const TYPES = fs.readFileSync(path.join(ROOT, "types/http.ts"), "utf8")

/** Names of the schemas of bodies and queries below a folder. */
const schemasIn = (folder: string) =>
  fs
    .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /(validators|input)\.ts$/.test(file))
    .flatMap((file) => [
      ...fs
        .readFileSync(path.join(ROOT, folder, file), "utf8")
        .matchAll(/^export const ((?:Admin|Store|New|Contact)\w+|\w+Bodies) =/gm),
    ])
    .map(([, name]) => String(name))

it("R71: every schema of a route has its request type in the exported types", () => {
  const schemas = [...schemasIn("api"), ...schemasIn("workflows")]
  expect(schemas.length).toBeGreaterThan(20)
  expect(schemas.filter((name) => !new RegExp(`typeof ${name}\\b`).test(TYPES))).toEqual([])
})

// The compiler is this test: with `unknown` or `any` for a type, it would accept the wrong bodies, and each `@ts-expect-error`
// would fail.
it("R71: request types accept the route's input before parsing, and no other key", () => {
  const customer: ClienteleHttp.AdminCreateCustomerProfile = {
    name: "Ann",
    phone: "+49 30 901820",
    credit_limit: "500",
    contacts: [{ name: "Tom", phone: "030 901820", country_code: "de" }],
  }
  const checkout: ClienteleHttp.StoreCreateOrder = { cart_id: "cart_1", loyalty_redemption: { points: 100 } }
  const adjustment: ClienteleHttp.AdminAdjust = { points: 5, reason: "goodwill" }
  // @ts-expect-error the key is unknown
  const misspelt: ClienteleHttp.AdminCreateCustomerProfile = { nmae: "Ann" }
  // @ts-expect-error a phone number is text, not a parsed number
  const parsed: ClienteleHttp.UpdateContact = { phone: { e164: "+4930901820", original: "030 901820" } }
  // @ts-expect-error the numbers of a query are text
  const page: ClienteleHttp.AdminListNotesQuery = { limit: 5 }
  expect([customer, checkout, adjustment, misspelt, parsed, page]).toHaveLength(6)
})
