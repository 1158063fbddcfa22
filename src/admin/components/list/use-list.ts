import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query"
import { useLocation, useNavigate } from "react-router-dom"
import { type ListPlace, useListPlace } from "./list-place"

/** One page of a list. With `next_cursor` the list continues by cursors, else by offsets. */
export type ListPage<Row> = {
  rows: Row[]
  /** All rows that are found; left out where the route does not count. */
  count?: number | undefined
  /** `count` is a lower bound. */
  count_is_estimate?: boolean | undefined
  next_cursor?: string | null | undefined
}

/** The query of the list's route: `limit`, `offset` or `cursor`, and what is set of `q`, `order` and the filters. */
export type ListQuery = Record<string, string | number>

type ListOptions<Row> = {
  /** Below `["clientele"]`; whatever is invalidated there reads the list again. */
  queryKey: readonly string[]
  read: (query: ListQuery, signal: AbortSignal) => Promise<ListPage<Row>>
  /** Names of the filters, as the route has them. */
  filterIds?: readonly string[]
  limit?: number
  /** Fewest characters that the route searches for. */
  minSearch?: number
  /** Whether a page may change by itself soon: it is read again every few seconds. */
  isLive?: (page: ListPage<Row>) => boolean
  /** Of the URL's parameters, where a page has several lists. */
  prefix?: string
}

const NONE: readonly string[] = []

/** A change in the background shows within this time. */
const REFRESH_MS = 3000

/** The text that the route searches for; `""` for one that is too short. */
function searched({ q }: ListPlace, minSearch: number): string {
  return q.trim().length >= minSearch ? q.trim() : ""
}

function queryOf(place: ListPlace, limit: number, minSearch: number): ListQuery {
  const q = searched(place, minSearch)
  return {
    limit,
    ...place.filters,
    ...(q === "" ? {} : { q }),
    ...(place.order === "" ? {} : { order: place.order }),
    ...(place.cursor !== undefined ? { cursor: place.cursor } : place.offset > 0 ? { offset: place.offset } : {}),
  }
}

/** A list that its route searches, filters, sorts and pages. The answer to an earlier request never replaces that to a later one. */
export function useList<Row>(options: ListOptions<Row>) {
  const { queryKey, read, filterIds = NONE, limit = 20, minSearch = 1, prefix = "", isLive } = options
  const queries = useQueryClient()
  const readAt = (place: ListPlace) => {
    const query = queryOf(place, limit, minSearch)
    return {
      queryKey: [...queryKey, "list", query],
      queryFn: ({ signal }: { signal: AbortSignal }) => read(query, signal),
    }
  }
  // The request of a typed text begins before the dashboard renders the text (ADR 0080).
  const { place, change, text, type } = useListPlace(filterIds, prefix, (at) => void queries.prefetchQuery(readAt(at)))
  const answer = useQuery({
    ...readAt(place),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (isLive && state.data && isLive(state.data) ? REFRESH_MS : false),
  })
  const turn = useTurning(place.offset, limit, change, answer.data)
  return {
    query: queryOf(place, limit, minSearch),
    place,
    change,
    text,
    type,
    answer,
    ...turn,
    isNarrowed: searched(place, minSearch) !== "" || Object.keys(place.filters).length > 0,
  }
}

export type List<Row> = ReturnType<typeof useList<Row>>

/** Turning pages. A cursor only goes forward, so the way back from one is the browser's. */
function useTurning(
  offset: number,
  limit: number,
  change: (changes: Record<string, string>) => void,
  page: ListPage<unknown> | undefined,
) {
  const navigate = useNavigate()
  const location = useLocation()
  const after = offset + (page?.rows.length ?? 0)
  const isByCursor = page?.next_cursor !== undefined
  const hasNext = isByCursor ? page.next_cursor !== null : after < (page?.count ?? 0)
  const next = () => change({ from: String(after), cursor: page?.next_cursor ?? "" })
  const previous = () => {
    // Where the page was opened by its link, there is nothing to go back to: the list begins again.
    if (isByCursor && location.key !== "default") {
      navigate(-1)
    } else {
      change({ from: isByCursor || offset <= limit ? "" : String(offset - limit) })
    }
  }
  return { first: offset + 1, last: after, hasNext, hasPrevious: offset > 0, next, previous }
}
