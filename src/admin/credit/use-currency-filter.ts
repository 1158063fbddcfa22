import { useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import type { ListFilter } from "../components/list/list-tools"
import { sdk } from "../lib/sdk"

/** The name of the filter in the routes of credit. */
export const CURRENCY = "currency_code"

type Stores = { stores: { supported_currencies: { currency_code: string }[] }[] }

/**
 * The filter by currency, for a store that has more than one.
 *
 * @param chosen the currency of the filter, also if the store no longer has it
 */
export function useCurrencyFilter(chosen: string | undefined): ListFilter[] {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: ["clientele", "currencies"],
    queryFn: () =>
      sdk.client.fetch<Stores>("/admin/stores", { query: { fields: "supported_currencies.currency_code", limit: 1 } }),
  })
  const supported = data?.stores[0]?.supported_currencies.map(({ currency_code }) => currency_code) ?? []
  const codes = [...new Set([...supported, ...(chosen === undefined ? [] : [chosen])])].sort()
  if (codes.length < 2 && chosen === undefined) {
    return []
  }
  const options = codes.map((value) => ({ value, label: value.toUpperCase() }))
  return [{ id: CURRENCY, label: t("clientele.collections.currency"), options }]
}
