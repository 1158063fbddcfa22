import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { sdk } from "../../lib/sdk"

const keyOf = (list: string, userId: string) => `clientele.columns.${list}.${userId}`

/**
 * The columns of a list that an admin user has chosen, kept in the browser for each user.
 *
 * @param usual ids of the columns that show until the user chooses
 * @returns `undefined` until the user is known, so that no column comes and goes
 */
export function useSavedColumns(list: string, usual: readonly string[]) {
  const { data: userId } = useQuery({
    queryKey: ["clientele", "me"],
    // A user without access to the own user record still sees the list; the browser then keeps the choice for all users.
    queryFn: () =>
      sdk.admin.user.me({ fields: "id" }).then(
        ({ user }) => user.id,
        () => "",
      ),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [chosen, setChosen] = useState<readonly string[]>()
  const columns = userId === undefined ? undefined : (chosen ?? read(keyOf(list, userId)) ?? usual)
  const choose = (ids: readonly string[]) => {
    setChosen(ids)
    write(keyOf(list, userId ?? ""), ids)
  }
  return { columns, choose }
}

function read(key: string): string[] | undefined {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(key) ?? "null")
    return Array.isArray(saved) ? saved.filter((one) => typeof one === "string") : undefined
  } catch {
    return undefined
  }
}

function write(key: string, ids: readonly string[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(ids))
  } catch {
    // A browser that keeps nothing shows the choice until the page is left.
  }
}
