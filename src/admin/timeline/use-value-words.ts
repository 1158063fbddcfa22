import { useTranslation } from "react-i18next"
import { useTerms } from "../credit/use-terms"
import { useFormat } from "../lib/format"
import { useCustomerNames } from "../lib/use-customer-names"
import type { TimelineEvent } from "./use-timeline"

type Changes = NonNullable<TimelineEvent["changes"]>

/** Ids, and what the event says beside its changes. */
const NOT_SHOWN = ["account_id", "order_id", "credit_check_id", "added_by", "added_at"]

export const shownChanges = (changes: Changes): Changes => changes.filter(({ field }) => !NOT_SHOWN.includes(field))

const isNothing = (value: unknown) => value === null || value === undefined || value === ""

/** The words of a changed field's value, as the cards of the customer's page have them. Text that users wrote stays as it is. */
export function useValueWords(changes: Changes, currency: string | null): (field: string, value: unknown) => string {
  const { t } = useTranslation()
  const { money, percent } = useFormat()
  const terms = useTerms()
  const buyers = changes.filter(({ field }) => field === "customer_id").flatMap(({ from, to }) => [from, to])
  const names = useCustomerNames(buyers.filter((id) => typeof id === "string"))
  const amount = (text: string) => (currency ? money(Number(text), currency) : text)
  const oneOf = (words: string) => (text: string) => t(`clientele.${words}.${text}`, { defaultValue: text })
  const byField: Readonly<Record<string, (text: string) => string>> = {
    credit_limit: amount,
    spending_limit: amount,
    amount,
    payment_terms: terms,
    on_hold: oneOf("credit.hold"),
    spending_period: oneOf("credit.periods"),
    waits_for: oneOf("order.obstacle"),
    status: oneOf("timeline.status"),
    customer_id: (id) => names.get(id)?.name ?? id,
    discount_rate: (text) => percent(Number(text) / 100),
  }
  return (field, value) => {
    if (isNothing(value)) {
      return t("clientele.timeline.empty")
    }
    if (typeof value === "boolean") {
      return t(`clientele.timeline.${value ? "yes" : "no"}`)
    }
    return byField[field]?.(String(value)) ?? String(value)
  }
}
