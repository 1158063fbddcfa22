import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { call } from "../lib/call"
import { creditKey } from "./credit"

export const PAGE_OF_ITEMS = 20

/** A page of the open items, the earliest due date first. @param page from 0 */
export const useOpenItems = (customerId: string, page = 0) =>
  useQuery({
    queryKey: [...creditKey(customerId), "open", page],
    queryFn: () =>
      call("GET /admin/customers/:id/credit/receivables", {
        params: { id: customerId },
        query: { status: "open,overdue", limit: PAGE_OF_ITEMS, offset: page * PAGE_OF_ITEMS },
      }),
    placeholderData: keepPreviousData,
  })
