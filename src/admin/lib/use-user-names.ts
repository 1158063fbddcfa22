import { useQuery } from "@tanstack/react-query"
import { sdk } from "./sdk"

type User = { id: string; email: string; first_name: string | null; last_name: string | null }

const nameOf = ({ first_name, last_name, email }: User) => [first_name, last_name].filter(Boolean).join(" ") || email

/** Names of admin users by their ids. Secret keys and deleted users have no name. */
export function useUserNames(ids: readonly (string | null)[]): ReadonlyMap<string, string> {
  const users = [...new Set(ids)].filter((id): id is string => Boolean(id?.startsWith("user_"))).sort()
  const { data } = useQuery({
    queryKey: ["clientele", "users", users],
    queryFn: () =>
      sdk.client.fetch<{ users: User[] }>("/admin/users", {
        query: { id: users, limit: users.length, fields: "id,email,first_name,last_name" },
      }),
    enabled: users.length > 0,
  })
  return new Map((data?.users ?? []).map((user) => [user.id, nameOf(user)]))
}
