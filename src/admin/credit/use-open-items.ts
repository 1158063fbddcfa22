import { useQuery } from "@tanstack/react-query"
import { call } from "../lib/call"
import { creditKey } from "./credit"

const SHOWN = 20

/** The open items that are due first. */
export const useOpenItems = (customerId: string) =>
  useQuery({
    queryKey: [...creditKey(customerId), "open"],
    queryFn: () =>
      call("GET /admin/customers/:id/credit/receivables", {
        params: { id: customerId },
        query: { status: "open,overdue", limit: SHOWN },
      }),
  })
