import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useFormat } from "../lib/format"
import type { Credit } from "./credit"

/** Percent of the limit, for a bar that ends where the limit is. */
const share = (part: number, limit: number) => (limit > 0 ? Math.min(100, Math.max(0, (part / limit) * 100)) : 0)

/** The used part of the limit: the balance, then the amount held by orders. A text below has the same numbers. */
export const ExposureBar = ({ credit }: { credit: Credit }) => {
  const { t } = useTranslation()
  const format = useFormat()
  const { credit_limit, current_balance, held, available, currency_code } = credit
  const money = (value: number) => format.money(value, currency_code)
  if (credit_limit === null) {
    return (
      <Text size="small" className="text-ui-fg-subtle px-6 py-4">
        {t("clientele.credit.noLimit")}
      </Text>
    )
  }
  const owed = share(current_balance, credit_limit)
  const used = current_balance + held
  return (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      <Text size="small" leading="compact" weight="plus">
        {t("clientele.credit.exposure", { used: money(used), limit: money(credit_limit) })}
      </Text>
      <div
        className="bg-ui-bg-component-hover flex h-2 overflow-hidden rounded-full"
        role="img"
        aria-label={t("clientele.credit.exposureLabel", {
          balance: money(current_balance),
          held: money(held),
          available: money(available),
        })}
      >
        <div
          className={used > credit_limit ? "bg-ui-tag-red-icon" : "bg-ui-tag-blue-icon"}
          style={{ width: `${owed}%` }}
        />
        <div
          className="bg-ui-tag-orange-icon"
          style={{ width: `${Math.min(100 - owed, share(held, credit_limit))}%` }}
        />
      </div>
      <Text size="xsmall" className="text-ui-fg-muted">
        {t("clientele.credit.exposureLabel", {
          balance: money(current_balance),
          held: money(held),
          available: money(available),
        })}
      </Text>
    </div>
  )
}
