import fc from "fast-check"
import { canonicalMailbox } from "../../src/kernel/mailbox"
import { skeletonOf } from "../../src/workflows/privacy/mailbox-rows"

/**
 * Computes the value that the statements compare from a stored address, as PostgreSQL does: `lower` in the collation C changes
 * ASCII letters only.
 */
const skeletonInDatabase = (email: string) =>
  email
    .normalize("NFD")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[^!-~]/g, "")

const misses = (email: string) => {
  const mailbox = canonicalMailbox(email)
  return mailbox !== null && skeletonOf(mailbox) !== skeletonInDatabase(email)
}

// Guard: NFD on both sides. NFC misses the capital of a letter that is composed only in lower case (H with U+0331).
it("R18 M29: no character of Unicode makes a statement miss a spelling of a mailbox", () => {
  const missed: string[] = []
  // No character above these has a decomposition or a case.
  for (let code = 1; code <= 0x2ffff; code++) {
    const isSurrogate = code >= 0xd800 && code <= 0xdfff
    if (!isSurrogate && misses(`a${String.fromCodePoint(code)}@b.c`)) {
      missed.push(code.toString(16))
    }
  }
  expect(missed).toEqual([])
})

it("R18 M29: no sequence of characters makes a statement miss a spelling of a mailbox", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme-composite" }),
      fc.constantFrom("", "\u0331", "\u0307", "\u0345"),
      (text, mark) => {
        expect(misses(`${text}${mark}@example.com`)).toBe(false)
      },
    ),
  )
})
