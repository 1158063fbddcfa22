/** An event's name such as `clientele.points.earned`, a prefix followed by `.*`, or `*` alone. */
const FILTER = /^(?:\*|[a-z_]+(?:\.[a-z_]+)*(?:\.\*)?)$/

/** Whether a text is valid in an endpoint's `events` (contract R63). At most 200 characters. */
export const isEventFilter = (text: string): boolean => text.length <= 200 && FILTER.test(text)

/**
 * Whether one of the filters matches an event. `clientele_webhook_matches` has the same rule in the database and decides; a
 * test compares them.
 */
export function matchesEvent(filters: readonly string[], event: string): boolean {
  return filters.some((filter) => (filter.endsWith("*") ? event.startsWith(filter.slice(0, -1)) : filter === event))
}
