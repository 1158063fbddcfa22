import { useTranslation } from "react-i18next"
import { useFormat } from "../lib/format"
import type { Check } from "./credit"
import { numbersIn } from "./reason-numbers"

type Reason = Check["reasons"][number]

/**
 * The sentence of a reason in the dashboard's language. The store's sentences are English; those of its own codes have a translation,
 * which takes the numbers from them. A bureau's sentence stays as the bureau wrote it.
 */
export function useReasonSentence(): (check: Check, reason: Reason) => string {
  const { t, i18n } = useTranslation()
  const { number, money } = useFormat()
  return ({ provider, currency_code }, { code, text }) => {
    if (text === null) {
      return t("clientele.check.removed")
    }
    const { numbers, count } = numbersIn(text)
    const key = `clientele.check.reason.${code}`
    const isOurs = provider === "internal" || code === "limit_in_other_currency"
    if (!isOurs || i18n.language.startsWith("en") || !i18n.exists(key, { count })) {
      return text
    }
    const [a = "", b = "", c = ""] = numbers.map(number)
    return t(key, { count, a, b, c, money: money(count, currency_code) })
  }
}
