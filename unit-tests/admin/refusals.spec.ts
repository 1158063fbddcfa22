import { z } from "@medusajs/framework/zod"
import german from "../../src/admin/i18n/de/errors.json"
import english from "../../src/admin/i18n/en/errors.json"
import { refusalSentence, type Words } from "../../src/admin/lib/refusal-sentence"
import { ERROR_CODES } from "../../src/kernel/errors"
import { notTogether, oneOf, problemsOf, sentenceOf, wholeNumber } from "../../src/kernel/sentences"

/** Codes that a screen shows in the store's own words, each with the reason. */
const NOT_TRANSLATED: Record<string, readonly string[]> = {
  "has a sentence for each problem": ["invalid_request"],
  "is Medusa's, and only its message has the reason": ["not_allowed", "insufficient_inventory"],
  "the store does not start": ["invalid_option"],
  "no screen sends such a request": ["invalid_json", "unsupported_media_type", "method_not_allowed"],
  "no screen writes metadata or addresses": ["metadata_too_large", "address_limit"],
  "of carts and checkout": [
    "below_minimum_points",
    "below_minimum_total",
    "cart_changed",
    "payment_outdated",
    "completion_in_progress",
    "cart_busy",
    "eligibility_timeout",
    "hold_conflict",
    "hold_expired",
    "not_a_member",
    "member_limit_exceeded",
    "code_invalid",
    "redemption_token_invalid",
    "proof_required",
    "email_changed_recently",
    "payment_refused",
    "payment_requires_more",
  ],
}

type Tree = { [key: string]: string | Tree }

/** Answers as i18next does with one language and no fallback. */
function wordsIn(language: string, errors: Tree): Words {
  const find = (key: string) =>
    key.split(".").reduce<string | Tree | undefined>((at, part) => (at as Tree | undefined)?.[part], {
      clientele: { errors },
    })
  return {
    language,
    exists: (key) => typeof find(key) === "string",
    t: (key, values = {}) =>
      Object.entries(values).reduce(
        (text, [name, value]) => text.replace(`{{${name}}}`, String(value)),
        String(find(key)),
      ),
  }
}

const de = wordsIn("de", german)

// Guard: the keys of `code` in src/admin/i18n/de/errors.json.
test("R66: each error code that a screen can meet has a German sentence", () => {
  const all = [...Object.keys(german.code), ...Object.values(NOT_TRANSLATED).flat()]
  expect(all.sort()).toEqual(Object.keys(ERROR_CODES).sort())
})

test("R66: the English sentence of a code is the store's own", () => {
  for (const [code, sentence] of Object.entries(english.code)) {
    expect([code, sentence]).toEqual([code, ERROR_CODES[code as keyof typeof ERROR_CODES].message])
  }
})

const schema = z.object({
  missing: z.string(),
  text: z.string().min(2).max(5),
  filled: z.string().min(1),
  letter: z.string().max(1),
  number: z.number().min(2).max(5),
  positive: z.number().positive().lt(9),
  int: z.int(),
  list: z.array(z.string()).min(1).max(3),
  one: z.array(z.string()).max(1),
  two: z.array(z.string()).min(2),
  choice: z.enum(["a", "b", "c"]),
  either: z.enum(["a", "b"]),
  yes: z.boolean(),
  bag: z.record(z.string(), z.unknown()),
  object: z.strictObject({}),
  email: z.email(),
  url: z.url(),
  day: z.iso.date(),
  moment: z.iso.datetime({ offset: true }),
  odd: z.string().regex(/x/),
  whole: wholeNumber(1, 100),
})
const WRONG: Record<string, unknown>[] = [
  Object.fromEntries(Object.keys(schema.shape).map((key) => [key, Symbol(key)])),
  {
    text: "1",
    filled: "",
    letter: "ab",
    number: 1,
    positive: 0,
    list: [],
    one: ["a", "b"],
    two: ["a"],
    odd: "",
    int: 1.5,
  },
  { text: "123456", number: 6, positive: 9, list: ["a", "b", "c", "d"], object: { more: 1 }, email: "a", url: "a" },
  { choice: "d", either: "d", day: "x", moment: "x", whole: 0 },
]

// Guard: `problem` in src/admin/i18n/en/errors.json. A changed sentence in src/kernel/sentences.ts fails here.
test("R66: each message about invalid input has a German translation", () => {
  const sentences = WRONG.flatMap((input) => {
    const { error } = schema.safeParse(input, { error: sentenceOf })
    return problemsOf(error?.issues ?? []).map(({ sentence }) => sentence)
  })
  expect(new Set(sentences).size).toBeGreaterThan(25)
  for (const sentence of [...sentences, oneOf(["x", "y", "z"]), notTogether("offset")]) {
    const told = refusalSentence(de, "invalid_request", `field: ${sentence}`)
    expect([sentence, told]).toEqual([sentence, expect.stringMatching(/^field: (muss|darf|ist|kann) /)])
  }
})

test.each([
  ["insufficient_points", "… (balance is 10)", german.code.insufficient_points],
  ["not_found", "there is no points account to merge", "Für diese Adresse gibt es kein Punktekonto"],
  [
    "invalid_request",
    "tax_id: must have at most 100 characters; website: must be a URL that begins with http:// or https://",
    "tax_id: darf höchstens 100 Zeichen haben; website: muss eine URL sein, die mit http:// oder https:// beginnt",
  ],
  [
    "invalid_request",
    "email: another customer has this email address (cus_1)",
    "email: Ein anderer Kunde hat diese E-Mail-Adresse (cus_1)",
  ],
  [
    "invalid_request",
    "file: is not in UTF-8; save it as CSV in UTF-8",
    "file: ist nicht in UTF-8; speichern Sie sie als CSV in UTF-8",
  ],
  [undefined, "is on line 3, too", "steht auch in Zeile 3"],
  [
    "invalid_request",
    "events.0: matches no event, did you mean clientele.points.*?; events.1: matches no event, use a.*, b.*, or *",
    "events.0: passt zu keinem Ereignis. War clientele.points.* gemeint?; events.1: passt zu keinem Ereignis. Möglich sind a.*, b.* oder *",
  ],
  ["invalid_request", "weight: must be light; and 3 more", "weight: must be light; und 3 weitere"],
  ["not_allowed", "The order is a draft.", "The order is a draft."],
  [undefined, "Bad Gateway", "Bad Gateway"],
])("R66: %s %j becomes %j in German, and stays unchanged in a language without translations", (code, message, said) => {
  expect(refusalSentence(de, code, message)).toBe(said)
  expect(refusalSentence(wordsIn("en", english), code, message)).toBe(message)
  expect(refusalSentence(wordsIn("fr", {}), code, message)).toBe(message)
})
