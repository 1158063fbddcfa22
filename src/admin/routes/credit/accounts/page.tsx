import { defineRouteConfig } from "@medusajs/admin-sdk"
import { useTranslation } from "react-i18next"
import { PagedList } from "../../../components/list/paged-list"
import { type ListQuery, useList } from "../../../components/list/use-list"
import { type AccountRow, useAccountColumns } from "../../../credit/account-columns"
import { CURRENCY, useCurrencyFilter } from "../../../credit/use-currency-filter"
import { call } from "../../../lib/call"

const KEY = ["clientele", "credit", "accounts"]
const FILTERS = ["overdue", "on_hold", CURRENCY]

/** The routes look for words of two characters or more. */
const MIN_SEARCH = 2

const read = async (query: ListQuery, signal: AbortSignal) => {
  const { accounts, next_cursor } = await call("GET /admin/credit/accounts", { query, signal })
  return { rows: accounts.map((one) => ({ id: one.account_id, ...one })), next_cursor }
}

/** `/app/credit/accounts`: all credit accounts, the one that owes most at the top (contract R22). */
const CreditAccountsPage = () => {
  const { t } = useTranslation()
  const list = useList<AccountRow>({ queryKey: KEY, read, filterIds: FILTERS, minSearch: MIN_SEARCH })
  const currency = useCurrencyFilter(list.place.filters[CURRENCY])
  return (
    <PagedList
      name="credit-accounts"
      title={t("clientele.collections.accountsTitle")}
      list={list}
      columns={useAccountColumns()}
      search={t("clientele.collections.search")}
      filters={[
        ...currency,
        {
          id: "overdue",
          label: t("clientele.collections.overdue_amount"),
          options: [{ value: "true", label: t("clientele.collections.yes") }],
        },
        {
          id: "on_hold",
          label: t("clientele.credit.onHold"),
          options: (["none", "orders", "shipping"] as const).map((value) => ({
            value,
            label: t(`clientele.credit.hold.${value}`),
          })),
        },
      ]}
      empty={t("clientele.collections.noAccounts")}
      to={({ id }) => `/customers/${id}`}
    />
  )
}

export const config = defineRouteConfig({
  label: "clientele.collections.accountsTitle",
  translationNs: "translation",
  rank: 1,
})

export default CreditAccountsPage
