import { Badge } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import type { ClienteleRoutes } from "../../types"
import { LINK } from "../components/link"
import type { ListColumn } from "../components/list/list-table"
import { useFormat } from "../lib/format"
import { Dispute } from "./dispute"

export type OpenItemRow = ClienteleRoutes["GET /admin/credit/receivables"]["response"]["receivables"][number]

export function useOpenItemColumns(): ListColumn<OpenItemRow>[] {
  const { t } = useTranslation()
  const { money, calendarDay } = useFormat()
  return useMemo(
    () => [
      {
        id: "account",
        title: t("clientele.collections.account"),
        cell: (row) => (
          <Link className="text-ui-fg-base hover:underline" dir="auto" to={`/customers/${row.account_id}`}>
            {row.account_name ?? t("clientele.customers.nameless")}
          </Link>
        ),
      },
      {
        id: "order",
        title: t("clientele.credit.order"),
        cell: (row) =>
          row.order_id ? (
            <Link className={LINK} to={`/orders/${row.order_id}`}>
              {row.order_display_id === null ? t("clientele.credit.order") : `#${row.order_display_id}`}
            </Link>
          ) : (
            (row.note ?? t("clientele.credit.adjustment"))
          ),
      },
      { id: "po_number", title: t("clientele.order.poNumber"), cell: (row) => row.po_number ?? "–" },
      {
        id: "issued_at",
        title: t("clientele.collections.issued"),
        cell: (row) => calendarDay(row.issued_at),
        isExtra: true,
      },
      {
        id: "due_at",
        title: t("clientele.credit.due"),
        cell: (row) => (row.due_at ? calendarDay(row.due_at) : t("clientele.order.dueLater")),
      },
      {
        id: "state",
        title: t("clientele.collections.state"),
        cell: (row) => (
          <span className="flex gap-x-1">
            {row.days_overdue > 0 && (
              <Badge size="2xsmall" color="red">
                {t("clientele.credit.days", { count: row.days_overdue })}
              </Badge>
            )}
            {row.disputed && (
              <Badge size="2xsmall" color="orange">
                {t("clientele.order.disputed")}
              </Badge>
            )}
          </span>
        ),
      },
      {
        id: "amount",
        title: t("clientele.collections.amount"),
        cell: (row) => money(row.amount, row.currency_code),
        isNumber: true,
        isExtra: true,
      },
      {
        id: "open_amount",
        title: t("clientele.credit.open"),
        cell: (row) => money(row.open_amount, row.currency_code),
        isNumber: true,
      },
      {
        id: "actions",
        title: t("clientele.rows.column"),
        cell: (row) => (
          <Dispute
            accountId={row.account_id}
            receivableId={row.id}
            disputed={row.disputed}
            of={row.po_number ?? row.account_name ?? money(row.open_amount, row.currency_code)}
          />
        ),
        hasControls: true,
      },
    ],
    [t, money, calendarDay],
  )
}
