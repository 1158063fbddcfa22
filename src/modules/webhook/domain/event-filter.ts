/** An event's name such as `clientele.points.earned`, a prefix followed by `.*`, or `*` alone. */
const FILTER = /^(?:\*|[a-z_]+(?:\.[a-z_]+)*(?:\.\*)?)$/

const MAX_LENGTH = 200

/** Letters that a typing error may change, add or leave out. */
const MAX_ERRORS = 3

/**
 * The problem of a text in an endpoint's `events` (contract R63), as the end of a sentence; `null` for a filter that
 * matches at least one event.
 *
 * @param events the names of all events
 */
export function problemOfFilter(text: string, events: readonly string[]): string | null {
  if (text.length > MAX_LENGTH || !FILTER.test(text)) {
    return "must be an event name, a prefix such as clientele.points.*, or *"
  }
  if (events.some((event) => matchesEvent([text], event))) {
    return null
  }
  const areas = [...new Set(events.map(areaOf))]
  const close = closest(text, text.endsWith("*") ? areas : events)
  if (close) {
    return `matches no event, did you mean ${close}?`
  }
  const ofArea = events.filter((event) => areaOf(event) === areaOf(text))
  return `matches no event, use ${(ofArea.length > 0 ? ofArea : areas).join(", ")}, or *`
}

/** The filter of all events whose names begin with the same two words. */
const areaOf = (event: string): string => `${event.split(".").slice(0, 2).join(".")}.*`

function closest(text: string, names: readonly string[]): string | undefined {
  const whole = names.find((name) => name.endsWith(`.${text}`))
  const ranked = names
    .filter((name) => Math.abs(name.length - text.length) <= MAX_ERRORS)
    .map((name) => ({ name, errors: errorsBetween(text, name) }))
    .sort((a, b) => a.errors - b.errors)
  return whole ?? ranked.find(({ errors }) => errors <= MAX_ERRORS)?.name
}

/** The Levenshtein distance of two texts. */
function errorsBetween(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (const [row, letter] of [...a].entries()) {
    const current = [row + 1]
    for (const [column, other] of [...b].entries()) {
      const replaced = Number(previous[column]) + (letter === other ? 0 : 1)
      current.push(Math.min(replaced, Number(previous[column + 1]) + 1, Number(current[column]) + 1))
    }
    previous = current
  }
  return Number(previous.at(-1))
}

/**
 * Whether one of the filters matches an event. `clientele_webhook_matches` has the same rule in the database and decides; a
 * test compares them.
 */
export function matchesEvent(filters: readonly string[], event: string): boolean {
  return filters.some((filter) => (filter.endsWith("*") ? event.startsWith(filter.slice(0, -1)) : filter === event))
}
