import { useQuery } from "@tanstack/react-query"
import { sdk } from "./sdk"

type Customer = {
  id: string
  email: string | null
  first_name: string | null
  last_name: string | null
  company_name: string | null
}

const nameOf = ({ id, email, first_name, last_name, company_name }: Customer) =>
  [first_name, last_name].filter(Boolean).join(" ") || company_name || email || id

/** Names of customers by their ids. Deleted customers are missing. */
export function useCustomerNames(ids: readonly string[]): ReadonlyMap<string, { name: string; email: string | null }> {
  const asked = [...new Set(ids)].sort()
  const { data } = useQuery({
    queryKey: ["clientele", "customers", asked],
    queryFn: () =>
      sdk.client.fetch<{ customers: Customer[] }>("/admin/customers", {
        query: { id: asked, limit: asked.length, fields: "id,email,first_name,last_name,company_name" },
      }),
    enabled: asked.length > 0,
  })
  return new Map((data?.customers ?? []).map((one) => [one.id, { name: nameOf(one), email: one.email }]))
}
