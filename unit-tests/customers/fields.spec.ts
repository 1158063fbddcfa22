import { z } from "@medusajs/framework/zod"
import fc from "fast-check"
import { parseCountry } from "../../src/kernel/country"
import { parsePhone } from "../../src/kernel/phone"
import {
  checkMetadata,
  MAX_METADATA_BYTES,
  medusaMetadata,
  mergeMetadata,
} from "../../src/modules/customer_profile/domain/metadata"
import { ALIASES, aliased } from "../../src/workflows/shared/input/aliases"

test.each([
  ["Senegal", "sn"],
  ["Costa Rica", "cr"],
  [" kenya ", "ke"],
  ["US", "us"],
  ["us", "us"],
  ["USA", "us"],
  ["840", "us"],
  ["United States", "us"],
  ["UK", "gb"],
  ["Côte d’Ivoire", "ci"],
  ["Sénégal", "sn"],
  ["España", "es"],
  ["Turkey", "tr"],
  ["Türkiye", "tr"],
  ["Deutschland", "de"],
  ["DEUTSCHLAND", "de"],
  ["Österreich", "at"],
  ["Schweiz", "ch"],
  ["Italia", "it"],
  ["Polska", "pl"],
  ["日本", "jp"],
  ["Россия", "ru"],
  ["مصر", "eg"],
  ["England", "gb"],
  ["Great Britain", "gb"],
  ["Holland", "nl"],
  ["The Netherlands", "nl"],
  ["DR Congo", "cd"],
  ["D.R. Congo", "cd"],
  ["Congo", "cg"],
  ["South Korea", "kr"],
  ["U.S.A.", "us"],
  ["UAE", "ae"],
  ["Cote d'Ivoire", "ci"],
  ["Ivory Coast", "ci"],
  ["Czech Republic", "cz"],
  ["Viet Nam", "vn"],
  ["Vietnam", "vn"],
  ["Niger", "ne"],
  ["Georgia", "ge"],
])("R4: %p is the country %s", (given, code) => {
  expect(parseCountry(given)).toBe(code)
})

test.each(["", " ", "xx", "zzz", "999", "Atlantis", "constructor", "__proto__", "1"])(
  "R4: %p is not a country",
  (given) => {
    expect(parseCountry(given)).toBeNull()
  },
)

test("R4: any input as a country gives two lower-case letters or null", () => {
  fc.assert(
    fc.property(fc.string(), (given) => {
      expect(parseCountry(given) ?? "xx").toMatch(/^[a-z]{2}$/)
    }),
  )
})

test("R4: a number is stored in E.164 and kept as it was typed", () => {
  expect(parsePhone("+1-555-0456")).toEqual({ e164: "+15550456", original: "+1-555-0456" })
  expect(parsePhone("77 123 45 67", "sn")).toEqual({ e164: "+221771234567", original: "77 123 45 67" })
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), fc.constantFrom(undefined, "us", "KE"), (typed, home) => {
      const phone = parsePhone(typed, home)
      if (phone) {
        expect(phone.e164).toMatch(/^\+\d{2,15}$/)
        expect(parsePhone(phone.e164)?.e164).toBe(phone.e164)
      }
    }),
  )
})

const metadata = fc.dictionary(
  fc.string({ maxLength: 5 }).filter((key) => key !== "__proto__"),
  fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant("")),
)
const compact = (from: object) => Object.entries(from).filter(([, value]) => value !== null && value !== "")

test("R7: merged metadata has the changed keys and the old ones, without the unset keys", () => {
  fc.assert(
    fc.property(metadata, metadata, (before, change) => {
      const present = Object.fromEntries(compact(before))
      const merged = mergeMetadata(present, change)
      const kept = Object.entries(present).filter(([key]) => !Object.hasOwn(change, key))
      expect(new Map(Object.entries(merged ?? {}))).toEqual(new Map([...kept, ...compact(change)]))
      expect(mergeMetadata(merged, change)).toEqual(merged)
    }),
  )
})

test("R7: Medusa clears an empty text, so null becomes an empty text", () => {
  expect(medusaMetadata({ a: null, b: "", c: 0, d: false })).toEqual({ a: "", b: "", c: 0, d: false })
  expect(medusaMetadata(null)).toBeNull()
})

test("R7: metadata may have 10 KB in UTF-8, and not a byte more", () => {
  const room = MAX_METADATA_BYTES - JSON.stringify({ a: "" }).length
  expect(() => checkMetadata({ a: "x".repeat(room) })).not.toThrow()
  expect(() => checkMetadata({ a: "é".repeat(room / 2) })).not.toThrow()
  const refused = expect.objectContaining({ code: "metadata_too_large", message: expect.stringMatching(/^metadata: /) })
  expect(() => checkMetadata({ a: "x".repeat(room + 1) })).toThrow(refused)
  expect(() => checkMetadata({ a: "é".repeat(room / 2 + 1) })).toThrow(refused)
})

// Guard: `size > bytesOf(before)` in checkMetadata.
test("R7: metadata that was too large before the plugin can stay or shrink, but not grow", () => {
  const before = { a: "x".repeat(12_000), b: "y" }
  expect(() => checkMetadata({ ...before, b: "z" }, before)).not.toThrow()
  expect(() => checkMetadata({ a: before.a }, before)).not.toThrow()
  expect(() => checkMetadata({ ...before, b: "yy" }, before)).toThrow(
    expect.objectContaining({ code: "metadata_too_large" }),
  )
})

test("every alias means its field, and two names for one field are refused by name", () => {
  for (const [alias, name] of Object.entries(ALIASES)) {
    const schema = aliased(z.strictObject({ [name]: z.string() }))
    expect(schema.parse({ [alias]: "x" })).toEqual({ [name]: "x" })
    expect(schema.safeParse({ [alias]: "x", [name]: "y" }).error?.issues).toEqual([
      expect.objectContaining({ path: [name], message: expect.stringContaining("send only one of them") }),
    ])
  }
})
