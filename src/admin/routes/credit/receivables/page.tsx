import { defineRouteConfig } from "@medusajs/admin-sdk"
import { useTranslation } from "react-i18next"
import { PagedList } from "../../../components/list/paged-list"
import { type ListQuery, useList } from "../../../components/list/use-list"
import { type OpenItemRow, useOpenItemColumns } from "../../../credit/open-item-columns"
import { CURRENCY, useCurrencyFilter } from "../../../credit/use-currency-filter"
import { call } from "../../../lib/call"

const KEY = ["clientele", "credit", "receivables"]
const FILTERS = ["status", "disputed", "due_until", CURRENCY]

/** The routes look for words of two characters or more. */
const MIN_SEARCH = 2

const read = async (query: ListQuery, signal: AbortSignal) => {
  const { receivables, next_cursor } = await call("GET /admin/credit/receivables", { query, signal })
  return { rows: receivables, next_cursor }
}

/** `/app/credit/receivables`: what all accounts owe, the item that is due first at the top (contract R28). */
const ReceivablesPage = () => {
  const { t } = useTranslation()
  const list = useList<OpenItemRow>({ queryKey: KEY, read, filterIds: FILTERS, minSearch: MIN_SEARCH })
  const currency = useCurrencyFilter(list.place.filters[CURRENCY])
  return (
    <PagedList
      name="receivables"
      title={t("clientele.credit.items")}
      list={list}
      columns={useOpenItemColumns()}
      search={t("clientele.collections.search")}
      filters={[
        ...currency,
        {
          id: "status",
          label: t("clientele.collections.state"),
          options: [
            { value: "overdue", label: t("clientele.credit.overdue") },
            { value: "open", label: t("clientele.collections.notDue") },
          ],
        },
        {
          id: "disputed",
          label: t("clientele.order.disputed"),
          options: [
            { value: "true", label: t("clientele.collections.yes") },
            { value: "false", label: t("clientele.collections.no") },
          ],
        },
        { id: "due_until", label: t("clientele.collections.dueUntil") },
      ]}
      empty={t("clientele.credit.noItems")}
      to={({ account_id }) => `/customers/${account_id}`}
    />
  )
}

export const config = defineRouteConfig({
  label: "clientele.credit.items",
  translationNs: "translation",
  rank: 2,
})

export default ReceivablesPage
