import english from "../i18n/en/errors.json"

/** The part of i18next that is needed here. */
export type Words = {
  language: string
  exists(key: string, options?: Record<string, unknown>): boolean
  t(key: string, options?: Record<string, unknown>): string
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** The English sentences are the store's own, so each recognises its sentence; `{{a}}` and `{{b}}` are its values. */
const SENTENCES = Object.entries(english.problem).map(([name, sentence]) => ({
  key: `clientele.errors.problem.${name}`,
  pattern: new RegExp(`^${literal(sentence).replace(/\\\{\\\{(\w)\\\}\\\}/g, "(?<$1>.+)")}$`, "s"),
}))

/** A message names fields: "tax_id: must have at most 100 characters; website: …". */
const FIELD = /^[a-z][\w.[\]]*: /
const NEXT_FIELD = /; [a-z][\w.[\]]*: /

/**
 * What a refusal says in the dashboard's language: a sentence of its code, or of each problem that it names, whose values and fields stay. What has no
 * translation stays as the store wrote it.
 *
 * @param code of docs/errors.md
 */
export function refusalSentence(words: Words, code: string | undefined, message: string): string {
  // The store's English says more than one sentence for each code.
  if (words.language.startsWith("en")) {
    return message
  }
  const [lead = ""] = FIELD.exec(message) ?? []
  const whole = NEXT_FIELD.test(message) ? undefined : sameSentence(words, message.slice(lead.length))
  if (whole !== undefined) {
    return lead + whole
  }
  const key = `clientele.errors.code.${code}`
  if (has(words, key)) {
    return words.t(key)
  }
  return message
    .split("; ")
    .map((problem) => {
      const [field = ""] = FIELD.exec(problem) ?? []
      const sentence = problem.slice(field.length)
      return field + (sameSentence(words, sentence) ?? sentence)
    })
    .join("; ")
}

function sameSentence(words: Words, sentence: string): string | undefined {
  for (const { key, pattern } of SENTENCES) {
    const found = pattern.exec(sentence)
    if (found && has(words, key)) {
      return words.t(key, { ...found.groups, interpolation: { escapeValue: false } })
    }
  }
  return undefined
}

/** Another language's English fallback would say less than the store's sentence. */
const has = (words: Words, key: string) => words.exists(key, { fallbackLng: [] })
