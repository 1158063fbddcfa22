/** The prefix of all our entities and links in Query (docs/query.md). */
const OURS = /clientele_\w*/g

/** Parameters whose values name fields. */
const NAMES_FIELDS = /^(fields|order|expand|relations)\b/

/** All keys in `value`, and the strings under parameters that name fields. */
function namesIn(value: unknown, named: boolean): string[] {
  if (typeof value === "string") {
    return named ? [value] : []
  }
  if (Array.isArray(value)) {
    return value.flatMap((one) => namesIn(one, named))
  }
  return Object.entries(Object(value)).flatMap(([key, one]) => [key, ...namesIn(one, named || NAMES_FIELDS.test(key))])
}

/** Our links and entities that these queries or bodies name, in the order of their appearance. */
export function ourNamesIn(...asked: readonly unknown[]): string[] {
  return (
    asked
      .flatMap((one) => namesIn(one, false))
      .join(" ")
      .match(OURS) ?? []
  )
}
