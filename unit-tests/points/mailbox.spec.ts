import fc from "fast-check"
import { canonicalMailbox } from "../../src/kernel/mailbox"

const LONGEST = `${"a".repeat(242)}@example.com`

// Guards: `trim`, `toLowerCase` and the last `normalize` in canonicalMailbox (kernel/mailbox.ts).
it.each([
  ["Ann@Example.com", "ann@example.com"],
  ["  ann@example.com\t", "ann@example.com"],
  ["JOSE\u0301@example.com", "jos\u00e9@example.com"],
  ["jos\u00e9@example.com", "jos\u00e9@example.com"],
  ["J\u030c@example.com", "\u01f0@example.com"],
  [LONGEST, LONGEST],
])("M29: %p is %p", (raw, mailbox) => {
  expect(canonicalMailbox(raw)).toBe(mailbox)
})

// Guard: MAX_LENGTH in kernel/mailbox.ts.
it.each([null, undefined, "", "  ", `a${LONGEST}`])("R31: %p is not a mailbox", (raw) => {
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
