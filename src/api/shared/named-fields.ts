/** Every entity and link of ours that Query knows begins so (docs/query.md). */
const OURS = /clientele_\w*/g

/** Parameters whose values name fields. */
const NAMES_FIELDS = /^(fields|order|expand|relations)\b/

/** All keys in `value`, and the strings that name fields: those under a parameter that does. */
function namesIn(value: unknown, named: boolean): string[] {
  if (typeof value === "string") {
    return named ? [value] : []
  }
  if (Array.isArray(value)) {
    return value.flatMap((one) => namesIn(one, named))
  }
  return Object.entries(Object(value)).flatMap(([key, one]) => [key, ...namesIn(one, named || NAMES_FIELDS.test(key))])
}

/** What of ours these queries or bodies would have Query read: names of links and entities, in the order in which they come. */
export function ourNamesIn(...asked: readonly unknown[]): string[] {
  return (
    asked
      .flatMap((one) => namesIn(one, false))
      .join(" ")
      .match(OURS) ?? []
  )
}
