import { createContext, useContext, useEffect, useRef } from "react"

/** The store's error message of each field, by the field's name in the API, and the fields that the form shows. */
type Problems = { of: ReadonlyMap<string, string>; shown: Set<string> }

export const FormProblems = createContext<Problems>({ of: new Map(), shown: new Set() })

/** A refusal of the store reads "tax_id: must have at most 100 characters; website: …". A sentence can have a semicolon, too. */
export function splitProblems(message: string): { of: Map<string, string>; other: string[] } {
  const of = new Map<string, string>()
  const other: string[] = []
  for (const part of message.split(/; (?=[a-z][\w.[\]]*: )/)) {
    const [, field, sentence] = /^([a-z_]+): (.+)$/s.exec(part) ?? []
    if (field && sentence) {
      of.set(field, sentence)
    } else {
      other.push(part)
    }
  }
  return { of, other }
}

/**
 * The store's error message for a field of this form, until the field has another value.
 *
 * @param name of the field in the API; a field without one shows nothing, and the form says it below
 */
export function useProblem(name: string | undefined, value: unknown): string | undefined {
  const problems = useContext(FormProblems)
  useEffect(() => {
    if (name) {
      problems.shown.add(name)
    }
    return () => {
      problems.shown.delete(name ?? "")
    }
  }, [problems.shown, name])
  const refused = useRef({ of: problems.of, value })
  if (refused.current.of !== problems.of) {
    refused.current = { of: problems.of, value }
  }
  return name === undefined || refused.current.value !== value ? undefined : problems.of.get(name)
}
