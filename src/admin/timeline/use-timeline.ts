import { useInfiniteQuery } from "@tanstack/react-query"
import type { ClienteleRoutes } from "../../types"
import { call } from "../lib/call"

type Page = ClienteleRoutes["GET /admin/customers/:id/timeline"]["response"]

export type TimelineEvent = Page["events"][number]

export type TimelineArea = Page["not_permitted"][number]

const PAGE = 10

/** What happened with a customer, a page at a time. @param kind of events; all of them without one */
export const useTimeline = (customerId: string, kind: TimelineEvent["kind"] | null) =>
  useInfiniteQuery({
    queryKey: ["clientele", "timeline", customerId, kind],
    queryFn: ({ pageParam }) =>
      call("GET /admin/customers/:id/timeline", {
        params: { id: customerId },
        query: { limit: PAGE, ...(kind ? { kind } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })
