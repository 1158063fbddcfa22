import fc from "fast-check"
import { decodeCursor, encodeCursor } from "../../src/modules/customer_projection/domain/cursor"

const wrap = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString("base64url")
const ofTime = (value: string) => decodeCursor(wrap("-created_at", value, "cus_1", 1), "-created_at")

test.each([
  "2026-99-99 00:00:00+00",
  "2026-02-30 00:00:00+00",
  "2026-00-10 00:00:00+00",
  "2026-01-01 24:00:00+00",
  "2026-01-01 00:60:00+00",
  "2026-01-01 00:00:60+00",
  "2026-01-01 00:00:00+16",
  "2026-01-01 00:00:00+00:60",
  "0000-01-01 00:00:00+00",
  "999999-01-01 00:00:00+00",
  "2026-01-01",
  "",
])("M53: a cursor with the moment %j is not valid", (value) => {
  expect(ofTime(value)).toBeNull()
})

test.each([
  "infinity",
  "-infinity",
  "0001-01-01 00:00:00+00",
  "2024-02-29 23:59:59.999999-11:30",
  "12026-12-31 00:00:00+05:45",
])("M53: a cursor with the moment %j is valid", (value) => {
  expect(ofTime(value)).toMatchObject({ value })
})

test("M53: a cursor of another order is not valid, and no text makes decoding throw", () => {
  const cursor = encodeCursor({ order: "email", value: "a@example.com", id: "cus_1", offset: 20 })
  expect(decodeCursor(cursor, "email")).toEqual({ order: "email", value: "a@example.com", id: "cus_1", offset: 20 })
  expect(decodeCursor(cursor, "-email")).toBeNull()
  expect(decodeCursor(wrap("email", "a\0", "cus_1", 1), "email")).toBeNull()
  const text = fc.oneof(
    fc.string(),
    fc.json().map((json) => Buffer.from(json).toString("base64url")),
  )
  fc.assert(fc.property(text, (crafted) => ["object"].includes(typeof decodeCursor(crafted, "email"))))
})
