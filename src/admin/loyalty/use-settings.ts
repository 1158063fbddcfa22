import { useQuery } from "@tanstack/react-query"
import { call } from "../lib/call"
import { loyaltyKey } from "./loyalty"

/** The programme's settings as they are in force. */
export const useSettings = () =>
  useQuery({
    queryKey: [...loyaltyKey, "settings"],
    queryFn: () => call("GET /admin/loyalty/settings"),
  })
