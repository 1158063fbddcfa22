import fc from "fast-check"
import { decodeCursor, encodeCursor } from "../../src/modules/customer_projection/domain/cursor"
import { digitsOf, documentOf, searchable, searchPatterns } from "../../src/modules/customer_projection/domain/search"
import { customerOrders } from "../../src/modules/customer_projection/types"

/** PostgreSQL's LIKE in JavaScript. */
function isLike(document: string, pattern: string): boolean {
  const expression = pattern.replace(/\\([\s\S])|%|_|[\s\S]/gu, (part, literal: string | undefined) => {
    if (part === "%") return "[\\s\\S]*"
    if (part === "_") return "[\\s\\S]"
    return (literal ?? part).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
  })
  return new RegExp(`^${expression}$`, "u").test(document)
}

const finds = (q: string, texts: string[], phones: string[] = []) =>
  searchPatterns(q).some((all) =>
    all.every(({ found, whole }) => [found, whole ?? found].every((one) => isLike(documentOf(texts, phones), one))),
  )

test("R10: a search finds each text of a customer", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", minLength: 3, maxLength: 60 }),
      fc.nat(),
      fc.nat(),
      (text, from, length) => {
        const letters = [...searchable(text)]
        const start = letters.length === 0 ? 0 : from % letters.length
        const part = letters.slice(start, start + 3 + (length % 10)).join("")
        fc.pre(
          /[\p{L}\p{N}]/u.test(part) &&
            part.trim().length >= 3 &&
            part
              .trim()
              .split(" ")
              .every((word) => [...word].length >= 3),
        )
        expect(finds(part, [text])).toBe(true)
      },
    ),
  )
})

test("R10: a search matches every word; short words match the beginning of a word", () => {
  expect(finds("smith john", ["John Smith"])).toBe(true)
  expect(finds("smith jane", ["John Smith"])).toBe(false)
  expect(finds("jo", ["John Smith"])).toBe(true)
  expect(finds("mi", ["John Smith"])).toBe(false)
  expect(finds("mit", ["John Smith"])).toBe(true)
  expect(finds("ex", ["ann@example.com"])).toBe(true)
})

test("R10: a search finds telephone numbers by their digits", () => {
  for (const q of ["+1 212 555 0188", "(212) 555-0188", "5550188", "0212.555.0188"]) {
    expect([q, finds(q, [], ["+12125550188"])]).toEqual([q, true])
  }
  expect(digitsOf("00254 712 345678")).toBe("254712345678")
  expect(digitsOf("12")).toBeNull()
})

test("R10: the index is searched for the most selective part of a long word, and the row for the whole word", () => {
  expect(searchPatterns("ann.smith4711@example.com")).toEqual([
    [{ found: "%mith4711@%", whole: "%ann.smith4711@example.com%" }],
  ])
  expect(searchPatterns("ext-123456")).toEqual([[{ found: "%123456%", whole: "%ext-123456%" }]])
  expect(searchPatterns("smith")).toEqual([[{ found: "%smith%", whole: null }]])
  expect(finds("bnn.smith4711@example.com", ["ann.smith4711@example.com"])).toBe(false)
})

test("R10 M40: a wildcard of LIKE matches itself only", () => {
  expect(finds("100%", ["100 of 1000"])).toBe(false)
  expect(finds("a_c", ["abc"])).toBe(false)
  expect(finds("a\\c", ["a\\c"])).toBe(true)
})

// Guard: IN_INDEX in searchPatterns (customer_projection/domain/search.ts).
test("R10 M40: punctuation alone is not searched for, because no index has it; with a word it narrows the search", () => {
  for (const q of ["%%", "__", "%_".repeat(100), "'--", "@@ !!", "\\\\\\", "\u{1f600}\u{1f600}"]) {
    expect([q, searchPatterns(q)]).toEqual([q, []])
  }
  expect(finds("!!! smith", ["!!! Smith"])).toBe(true)
  expect(finds("!!! smith", ["Smith"])).toBe(false)
  expect(finds("山田", ["山田太郎"])).toBe(true)
})

test("R10: a cursor continues the list, and only in its own order", () => {
  for (const order of customerOrders) {
    const value = order.endsWith("_at") ? "2026-01-02 03:04:05.678901+00" : "smith"
    const cursor = { order, value, id: "cus_1", offset: 40 }
    expect(decodeCursor(encodeCursor(cursor), order)).toEqual(cursor)
    expect(decodeCursor(encodeCursor(cursor), order === "name" ? "email" : "name")).toBeNull()
  }
  const never = { order: "-last_order_at", value: "-infinity", id: "cus_1", offset: 0 } as const
  expect(decodeCursor(encodeCursor(never), "-last_order_at")).toEqual(never)
})

test("R10 M40: any other text is not a cursor", () => {
  const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString("base64url")
  const when = "2026-01-02 03:04:05+00"
  for (const text of [
    "",
    "x",
    forged(),
    forged("-created_at", "now()", "cus_1", 0),
    forged("-created_at", when, 1, 0),
    forged("-created_at", when, "cus_1", -1),
    forged("-created_at", when, "cus\0", 0),
    forged("-created_at", when, "cus_1", 0, 0),
    forged("-created_at", when, "cus_1", "0; drop"),
  ]) {
    expect(decodeCursor(text, "-created_at")).toBeNull()
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      decodeCursor(text, "-created_at")
    }),
  )
})
