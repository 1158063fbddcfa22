import { defineRouteConfig } from "@medusajs/admin-sdk"
import { useTranslation } from "react-i18next"
import { PagedList } from "../../../components/list/paged-list"
import { type ListQuery, useList } from "../../../components/list/use-list"
import { type ApprovalRow, useApprovalColumns } from "../../../credit/approval-columns"
import { CURRENCY, useCurrencyFilter } from "../../../credit/use-currency-filter"
import { call } from "../../../lib/call"

const KEY = ["clientele", "credit", "approvals"]
const FILTERS = [CURRENCY]

const read = async (query: ListQuery, signal: AbortSignal) => {
  const { approvals, count } = await call("GET /admin/credit/approvals", { query, signal })
  return { rows: approvals.map((one) => ({ id: one.order_id, ...one })), count }
}

/** `/app/credit/approvals`: orders on terms that wait for a decision, the oldest first (contract R24a). */
const ApprovalsPage = () => {
  const { t } = useTranslation()
  const list = useList<ApprovalRow>({ queryKey: KEY, read, filterIds: FILTERS })
  return (
    <PagedList
      name="approvals"
      title={t("clientele.collections.approvals")}
      list={list}
      columns={useApprovalColumns()}
      filters={useCurrencyFilter(list.place.filters[CURRENCY])}
      empty={t("clientele.collections.noApprovals")}
      to={({ order_id }) => `/orders/${order_id}`}
    />
  )
}

export const config = defineRouteConfig({
  label: "clientele.collections.approvals",
  translationNs: "translation",
  rank: 3,
})

export default ApprovalsPage
