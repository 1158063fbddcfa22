import type { Source, SourceEvent } from "./sources"
import type { TimelineCursor } from "./timeline-cursor"

/** The events of a source, newest first. */
export type Read = { source: Pick<Source, "name" | "kind">; events: SourceEvent[] }

export type Merged = { source: Read["source"]; event: SourceEvent; at: string }

/**
 * The newest events of several sources, each at most once. Events of one time are in the order of the sources. A source's
 * own order is kept, even if its clock went back.
 *
 * @param from only newer events, ISO 8601 with microseconds
 * @param limit events of a page, at least 1
 * @param before the end of the previous page. Its positions stay for sources without an event here
 */
export function mergeSources(
  reads: readonly Read[],
  { from, limit, before }: { from: (source: Read["source"]) => string; limit: number; before: TimelineCursor | null },
): { page: Merged[]; next: TimelineCursor | null } {
  const all = reads.flatMap(({ source, events }) => {
    const least = from(source)
    let at = "9"
    return events.flatMap((event) => {
      at = event.at < at ? event.at : at
      return at > least ? [{ source, event, at }] : []
    })
  })
  // Stable: equal times keep the order of the sources and of each source.
  const sorted = all.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
  const page = sorted.slice(0, limit)
  const last = page.at(-1)
  if (!last || sorted.length <= limit) {
    return { page, next: null }
  }
  const positions = { ...before?.positions }
  for (const { source, event } of page) {
    positions[source.name] = event.position
  }
  return { page, next: { at: last.at, positions } }
}
