import { Badge } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import type { ListColumn } from "../components/list/list-table"
import { useFormat } from "../lib/format"
import { type CustomerRow, customerPage } from "./customer-page"

/** What a list shows as a customer's name: the name, else the email address, else a sentence that there is none. */
const called = ({ name, email }: CustomerRow, without: string) => name ?? email ?? without

export function useCustomerColumns(): ListColumn<CustomerRow>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(() => {
    const text = (id: keyof CustomerRow & string, isExtra = false): ListColumn<CustomerRow> => ({
      id,
      title: t(`clientele.customers.${id}`),
      cell: (row) => <span dir="auto">{(row[id] as string | null) || "–"}</span>,
      isExtra,
    })
    const nameless = t("clientele.customers.nameless")
    const kinds = { person: t("clientele.customers.person"), business: t("clientele.customers.business") }
    const money = (amount: number | null, currency: string | null) =>
      amount === null || currency === null ? "–" : format.money(amount, currency)
    return [
      {
        id: "name",
        title: t("clientele.customers.name"),
        cell: (row) => (
          <Link className="text-ui-fg-base hover:underline" dir="auto" to={customerPage(row.id)}>
            {called(row, nameless)}
          </Link>
        ),
        isSortable: true,
      },
      { ...text("email"), isSortable: true },
      text("company_name"),
      text("phone"),
      text("external_id"),
      {
        id: "kind",
        title: t("clientele.customers.kind"),
        cell: (row) => <Badge size="2xsmall">{row.is_business ? kinds.business : kinds.person}</Badge>,
        isExtra: true,
      },
      {
        id: "total_orders",
        title: t("clientele.customers.orders"),
        cell: (row) => format.number(row.total_orders),
        isNumber: true,
      },
      {
        id: "total_spent",
        title: t("clientele.customers.spent"),
        cell: (row) =>
          row.total_spent.map(({ amount, currency_code }) => money(amount, currency_code)).join(" + ") || "–",
        isNumber: true,
      },
      {
        id: "balance",
        title: t("clientele.customers.balance"),
        cell: (row) => money(row.current_balance, row.currency_code),
        isNumber: true,
      },
      {
        id: "credit_limit",
        title: t("clientele.customers.limit"),
        cell: (row) => money(row.credit_limit, row.currency_code),
        isNumber: true,
        isExtra: true,
      },
      {
        id: "last_order_at",
        title: t("clientele.customers.lastOrder"),
        cell: (row) => (row.last_order_at ? format.day(row.last_order_at) : "–"),
        isSortable: true,
        isExtra: true,
      },
      {
        id: "created_at",
        title: t("clientele.customers.created"),
        cell: (row) => format.day(row.created_at),
        isSortable: true,
      },
    ]
  }, [t, format])
}
