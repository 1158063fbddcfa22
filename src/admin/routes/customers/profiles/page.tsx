import { defineRouteConfig } from "@medusajs/admin-sdk"
import { useTranslation } from "react-i18next"
import { FileButton } from "../../../components/file-button"
import { PagedList } from "../../../components/list/paged-list"
import { type ListQuery, useList } from "../../../components/list/use-list"
import { useCustomerColumns } from "../../../customers/customer-columns"
import { customerFilterIds, useCustomerFilters } from "../../../customers/customer-filters"
import { type CustomerRow, customerPage } from "../../../customers/customer-page"
import { call } from "../../../lib/call"
import { download, fetchFile } from "../../../lib/download-file"

const KEY = ["clientele", "customers"]

/** The route looks for words of two characters or more. */
const MIN_SEARCH = 2

const read = async (query: ListQuery, signal: AbortSignal) => {
  const { customers, ...page } = await call("GET /admin/customer-profiles", { query, signal })
  return { rows: customers, ...page }
}

/** The same customers and order, without the place of a page. */
const csvOf = ({ limit: _limit, offset: _offset, cursor: _cursor, ...query }: ListQuery) => ({
  ...query,
  format: "csv",
})

/** `/app/customers/profiles`: all customers with their figures, and a search while the user types (contract R10). */
const CustomerProfilesPage = () => {
  const { t } = useTranslation()
  const list = useList<CustomerRow>({ queryKey: KEY, read, filterIds: customerFilterIds, minSearch: MIN_SEARCH })
  return (
    <PagedList
      name="customers"
      title={t("clientele.customers.title")}
      list={list}
      columns={useCustomerColumns()}
      filters={useCustomerFilters()}
      actions={
        <FileButton
          label={t("clientele.customers.export")}
          onFetch={async () =>
            download(await fetchFile("/admin/customer-profiles", csvOf(list.query), "text/csv"), "customers.csv")
          }
        />
      }
      search={t("clientele.customers.search")}
      empty={t("clientele.customers.empty")}
      to={({ id }) => customerPage(id)}
    />
  )
}

export const config = defineRouteConfig({
  label: "clientele.customers.menu",
  translationNs: "translation",
  nested: "/customers",
})

export default CustomerProfilesPage
