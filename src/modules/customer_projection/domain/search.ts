/** Words of one search; who types more is not looking for a customer. */
export const MAX_WORDS = 10

/** What a telephone number may be typed with. */
const PHONE = /^[\d\s()+./-]+$/

/** Fewest digits that are taken for a part of a telephone number. */
const MIN_DIGITS = 3

/** Longest document: far above any customer's, so that nothing grows without bounds. */
const MAX_DOCUMENT = 8000

/** The one spelling that documents and searches are compared in: lower case, without marks on letters, single spaces. */
export function searchable(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[\s\0]+/g, " ")
    .trim()
}

/** The digits of a telephone number, without the zeros by which one leaves a country or town; `null` for fewer than three. */
export function digitsOf(phone: string | null | undefined): string | null {
  const digits = (phone ?? "").replace(/\D/g, "").replace(/^0+/, "")
  return digits.length >= MIN_DIGITS ? digits : null
}

/**
 * What is searched of a customer: each text, and the parts of each that can begin a word (`ann@example.com` is also
 * `example.com`), behind a space each, as two letters are looked for at the beginning of words.
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

/** What a word must be like: `found` is asked of the index, `whole` of the rows that it finds; `null`: they are the same. */
export type Pattern = { found: string; whole: string | null }

/** Characters of a word that the index is asked for. */
const ASKED = 8

/**
 * The index intersects the lists of a word's trigrams, and those that every customer has (of a common domain, a prefix or an
 * area code) cost without narrowing anything. So of a long word it is asked for the end, which in numbers tells most: the
 * last letters and digits without anything between them; of an address, those before the `@`.
 */
function patternOf(word: string): Pattern {
  const whole = `%${literally(word)}%`
  const at = word.lastIndexOf("@")
  const name = at >= 3 ? word.slice(0, at) : word
  const end = [...(/[\p{L}\p{N}]{4,}$/u.exec(name)?.[0] ?? name)].slice(-ASKED).join("")
  const asked = at >= 3 ? `${end}@` : end
  return asked === word ? { found: whole, whole: null } : { found: `%${literally(asked)}%`, whole }
}

/** What the index knows documents by; signs are in none of its trigrams. */
const IN_INDEX = /[\p{L}\p{N}]/u

/**
 * The patterns that a document must be like, all of one of the lists: every word, anywhere in it (those of one or two
 * characters at the beginning of a word); or, for what looks like a telephone number, its digits. No list where there is
 * neither a letter nor a digit. Such a word matches no customer, because only reading every customer could tell (ADR 0031).
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
