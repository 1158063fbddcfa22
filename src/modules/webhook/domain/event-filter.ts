/** A name of an event such as `clientele.points.earned`, a beginning with `.*` after it, or `*` alone. */
const FILTER = /^(?:\*|[a-z_]+(?:\.[a-z_]+)*(?:\.\*)?)$/

/** Whether a text can stand in an endpoint's `events` (contract R63). At most 200 characters. */
export const isEventFilter = (text: string): boolean => text.length <= 200 && FILTER.test(text)

/**
 * Whether one of the filters names an event. `clientele_webhook_matches` says the same in the database, which decides; a test compares them.
 */
export function matchesEvent(filters: readonly string[], event: string): boolean {
  return filters.some((filter) => (filter.endsWith("*") ? event.startsWith(filter.slice(0, -1)) : filter === event))
}
