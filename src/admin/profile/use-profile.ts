import { useQuery } from "@tanstack/react-query"
import { call } from "../lib/call"
import { profileKey } from "./profile"

export const useProfile = (id: string) =>
  useQuery({
    queryKey: profileKey(id),
    queryFn: () => call("GET /admin/customer-profiles/:id", { params: { id } }),
  })
