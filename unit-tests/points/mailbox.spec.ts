import fc from "fast-check"
import { canonicalMailbox } from "../../src/kernel/mailbox"

it.each([
  ["Ann@Example.com", "ann@example.com"],
  ["  ann@example.com\t", "ann@example.com"],
  ["JOSE\u0301@example.com", "jos\u00e9@example.com"],
  ["jos\u00e9@example.com", "jos\u00e9@example.com"],
])("M29: %p is %p", (raw, mailbox) => {
  expect(canonicalMailbox(raw)).toBe(mailbox)
})

it.each([null, undefined, "", "  "])("R31: %p is no mailbox", (raw) => {
  expect(canonicalMailbox(raw)).toBeNull()
})

it("M29: the canonical form is its own canonical form", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (raw) => {
      const once = canonicalMailbox(raw)
      expect(canonicalMailbox(once)).toBe(once)
    }),
  )
})
