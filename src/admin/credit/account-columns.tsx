import { Badge } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import type { ClienteleRoutes } from "../../types"
import type { ListColumn } from "../components/list/list-table"
import { useFormat } from "../lib/format"
import { Statement } from "./statement"

type Account = ClienteleRoutes["GET /admin/credit/accounts"]["response"]["accounts"][number]
export type AccountRow = Account & { id: string }

const AMOUNTS = ["current_balance", "overdue_amount", "credit_limit", "available", "held", "unapplied"] as const
const EXTRA: readonly string[] = ["held", "unapplied"]

export function useAccountColumns(): ListColumn<AccountRow>[] {
  const { t } = useTranslation()
  const { money } = useFormat()
  return useMemo(() => {
    const nameOf = ({ name }: AccountRow) => name ?? t("clientele.customers.nameless")
    return [
      {
        id: "name",
        title: t("clientele.collections.account"),
        cell: (row) => (
          <Link className="text-ui-fg-base hover:underline" dir="auto" to={`/customers/${row.account_id}`}>
            {nameOf(row)}
          </Link>
        ),
      },
      ...AMOUNTS.map(
        (id): ListColumn<AccountRow> => ({
          id,
          title: t(`clientele.collections.${id}`),
          cell: (row) => {
            const amount = row[id]
            return amount === null ? "–" : money(amount, row.currency_code)
          },
          isNumber: true,
          isExtra: EXTRA.includes(id),
        }),
      ),
      {
        id: "on_hold",
        title: t("clientele.credit.onHold"),
        cell: ({ on_hold }) =>
          on_hold === "none" ? (
            "–"
          ) : (
            <Badge size="2xsmall" color="orange">
              {t(`clientele.credit.hold.${on_hold}`)}
            </Badge>
          ),
      },
      {
        id: "statement",
        title: t("clientele.collections.statement"),
        cell: (row) => <Statement accountId={row.account_id} name={nameOf(row)} />,
        hasControls: true,
      },
    ]
  }, [t, money])
}
