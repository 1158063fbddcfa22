import { useTranslation } from "react-i18next"

/** The words of payment terms, as the API has them: `net_0` to `net_120`, `eom`, or `null` for none. */
export function useTerms(): (terms: string | null) => string {
  const { t } = useTranslation()
  return (terms) => {
    if (terms === null) {
      return t("clientele.credit.termsNone")
    }
    return terms === "eom" ? t("clientele.credit.termsEom") : t("clientele.credit.termsNet", { days: terms.slice(4) })
  }
}
