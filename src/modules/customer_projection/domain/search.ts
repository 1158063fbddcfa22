/** Maximum words of one search. */
export const MAX_WORDS = 10

/** Characters of a typed telephone number. */
const PHONE = /^[\d\s()+./-]+$/

/** Minimum digits of a part of a telephone number. */
const MIN_DIGITS = 3

/** Maximum length of a document, far above any customer's. */
const MAX_DOCUMENT = 8000

/** Normalises text for the comparison of documents and searches: lower case, no diacritics, single spaces. */
export function searchable(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[\s\0]+/g, " ")
    .trim()
}

/**
 * The digits of a telephone number without leading zeros (prefixes for calls out of a country or town); `null` for fewer
 * than three.
 */
export function digitsOf(phone: string | null | undefined): string | null {
  const digits = (phone ?? "").replace(/\D/g, "").replace(/^0+/, "")
  return digits.length >= MIN_DIGITS ? digits : null
}

/**
 * Builds the searched document of a customer: each text, and each part that can begin a word (`ann@example.com` is also
 * `example.com`), each after a space, because two letters are searched at the beginning of words.
 */
export function documentOf(
  texts: readonly (string | null | undefined)[],
  phones: readonly (string | null | undefined)[],
): string {
  const words = new Set<string>()
  for (const text of texts) {
    const whole = searchable(text ?? "")
    if (whole !== "") {
      words.add(whole)
      for (const part of whole.split(/[@\s]/).filter((one) => one !== "" && !` ${whole}`.includes(` ${one}`))) {
        words.add(part)
      }
    }
  }
  for (const phone of phones) {
    const typed = searchable(phone ?? "")
    const digits = digitsOf(phone)
    for (const part of [typed, digits].filter((one) => one)) {
      words.add(part as string)
    }
  }
  return words.size === 0 ? "" : ` ${[...words].join(" ")}`.slice(0, MAX_DOCUMENT)
}

/** `%`, `_` and `\` mean themselves (contract M40). */
const literally = (text: string) => text.replace(/[\\%_]/g, "\\$&")

/** The LIKE patterns of a word: `found` for the index, `whole` for the rows that it finds; `null` if both are the same. */
export type Pattern = { found: string; whole: string | null }

/** Characters of a word that the index searches. */
const ASKED = 8

/**
 * The index intersects the lists of a word's trigrams. Trigrams that every customer has (of a common domain, a prefix or an
 * area code) cost time and narrow nothing. So the index searches the end of a long word, which is the most selective part
 * of a number: the last letters and digits without separators, and for an email address those before the `@`.
 */
function patternOf(word: string): Pattern {
  const whole = `%${literally(word)}%`
  const at = word.lastIndexOf("@")
  const name = at >= 3 ? word.slice(0, at) : word
  const end = [...(/[\p{L}\p{N}]{4,}$/u.exec(name)?.[0] ?? name)].slice(-ASKED).join("")
  const asked = at >= 3 ? `${end}@` : end
  return asked === word ? { found: whole, whole: null } : { found: `%${literally(asked)}%`, whole }
}

/** The characters of the index's trigrams: letters and digits, no signs. */
const IN_INDEX = /[\p{L}\p{N}]/u

/**
 * Lists of patterns. A document matches if it matches all patterns of one list: every word anywhere in it (words of one or
 * two characters only at the beginning of a word), or, for a telephone number, its digits. There is no list for a word
 * without a letter or digit. Such a word matches no customer, because only reading every customer could tell (ADR 0031).
 */
export function searchPatterns(q: string): Pattern[][] {
  const words = [...new Set(searchable(q).split(" "))].slice(0, MAX_WORDS)
  const lists = [
    words.map((word) => ([...word].length < 3 ? { found: `% ${literally(word)}%`, whole: null } : patternOf(word))),
  ]
  const digits = PHONE.test(q) ? digitsOf(q) : null
  if (digits) {
    lists.push([patternOf(digits)])
  }
  return lists.filter((patterns) => patterns.some(({ found }) => IN_INDEX.test(found)))
}
