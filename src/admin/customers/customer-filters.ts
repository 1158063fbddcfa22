import { useTranslation } from "react-i18next"
import type { ListFilter } from "../components/list/list-tools"

/** Filters of the customers' list, as `GET /admin/customer-profiles` names them. */
export const customerFilterIds = [
  "is_business",
  "has_account",
  "has_transactions",
  "is_active",
  "credit",
  "created_at[gte]",
] as const

const CREDIT = ["on_hold", "overdue"] as const

export function useCustomerFilters(): ListFilter[] {
  const { t } = useTranslation()
  const yesOrNo = (id: Exclude<(typeof customerFilterIds)[number], "credit" | "created_at[gte]">): ListFilter => ({
    id,
    label: t(`clientele.customers.filter.${id}.label`),
    options: [
      { value: "true", label: t(`clientele.customers.filter.${id}.true`) },
      { value: "false", label: t(`clientele.customers.filter.${id}.false`) },
    ],
  })
  return [
    yesOrNo("is_business"),
    yesOrNo("has_account"),
    yesOrNo("has_transactions"),
    yesOrNo("is_active"),
    {
      id: "credit",
      label: t("clientele.customers.filter.credit.label"),
      options: CREDIT.map((value) => ({ value, label: t(`clientele.customers.filter.credit.${value}`) })),
    },
    { id: "created_at[gte]", label: t("clientele.customers.filter.since") },
  ]
}
