import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import type { ClienteleRoutes } from "../../types"
import type { ListColumn } from "../components/list/list-table"
import { useFormat } from "../lib/format"
import { DecideOrder } from "./decide-order"

type Approval = ClienteleRoutes["GET /admin/credit/approvals"]["response"]["approvals"][number]
export type ApprovalRow = Approval & { id: string }

export function useApprovalColumns(): ListColumn<ApprovalRow>[] {
  const { t } = useTranslation()
  const { money, day } = useFormat()
  return useMemo(() => {
    const person = (id: string, name: string | null) => (
      <Link className="text-ui-fg-base hover:underline" dir="auto" to={`/customers/${id}`}>
        {name ?? t("clientele.customers.nameless")}
      </Link>
    )
    return [
      {
        id: "order",
        title: t("clientele.credit.order"),
        cell: (row) => (
          <Link className="text-ui-fg-base hover:underline" to={`/orders/${row.order_id}`}>
            {row.display_id === null ? t("clientele.credit.order") : `#${row.display_id}`}
          </Link>
        ),
      },
      {
        id: "account",
        title: t("clientele.collections.account"),
        cell: (row) => person(row.account_id, row.account_name),
      },
      {
        id: "buyer",
        title: t("clientele.collections.buyer"),
        cell: (row) => person(row.customer_id, row.customer_name),
        isExtra: true,
      },
      { id: "placed_at", title: t("clientele.collections.placed"), cell: (row) => day(row.placed_at) },
      {
        id: "code",
        title: t("clientele.order.waitsFor"),
        cell: ({ code }) => t(`clientele.order.obstacle.${code ?? "unknown"}`),
      },
      {
        id: "amount",
        title: t("clientele.order.costs"),
        cell: (row) => money(row.amount, row.currency_code),
        isNumber: true,
      },
      {
        id: "shortfall",
        title: t("clientele.order.shortfall"),
        cell: (row) => money(row.shortfall, row.currency_code),
        isNumber: true,
      },
      {
        id: "decision",
        title: t("clientele.collections.decision"),
        cell: (row) => (
          <div className="flex gap-x-2">
            <DecideOrder approval={row} />
          </div>
        ),
        hasControls: true,
      },
    ]
  }, [t, money, day])
}
