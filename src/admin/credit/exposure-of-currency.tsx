import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import type { ClienteleRoutes } from "../../types"
import { BarChart } from "../charts/bar-chart"
import { LINK } from "../components/link"
import { Row, Section } from "../components/section"
import { useFormat } from "../lib/format"
import { CURRENCY } from "./use-currency-filter"

type Exposure = ClienteleRoutes["GET /admin/credit/exposure"]["response"]["exposure"][number]
type Aging = ClienteleRoutes["GET /admin/credit/aging"]["response"]["aging"]
type Aged = Pick<Aging, "buckets" | "dso">

const BUCKETS = ["current", "d1_30", "d31_60", "d61_90", "d90_plus"] as const
/** Ten years of days. What is longer says only that hardly anything was sold on account. */
const LONGEST_DSO = 3650

/** The limits, balances and ageing of the accounts in one currency. `aged`: none if nothing is open. */
export const ExposureOfCurrency = ({ exposure, aged }: { exposure: Exposure; aged: Aged | undefined }) => {
  const { t } = useTranslation()
  const format = useFormat()
  const currency = exposure.currency_code
  const money = (value: number) => format.money(value, currency)
  const outstanding = (days: number | null) => {
    if (days === null) return t("clientele.collections.noDso")
    if (days > LONGEST_DSO) return t("clientele.collections.yearsOfSales")
    return t("clientele.collections.days", { count: days, days: format.number(days) })
  }
  return (
    <Section title={t("clientele.collections.inCurrency", { currency: currency.toUpperCase() })}>
      <Row isNumber title={t("clientele.collections.current_balance")}>
        <Link className={LINK} to={`/credit/receivables?${CURRENCY}=${currency}`}>
          {money(exposure.balance)}
        </Link>
      </Row>
      <Row isNumber title={t("clientele.collections.overdue_amount")}>
        <Link className={LINK} to={`/credit/accounts?overdue=true&${CURRENCY}=${currency}`}>
          {t("clientele.collections.overdueOn", {
            amount: money(exposure.overdue_amount),
            count: exposure.accounts_overdue,
          })}
        </Link>
      </Row>
      <Row isNumber title={t("clientele.collections.held")}>
        {money(exposure.held)}
      </Row>
      <Row isNumber title={t("clientele.collections.limits")}>
        <Link className={LINK} to={`/credit/accounts?${CURRENCY}=${currency}`}>
          {t("clientele.collections.limitsOf", { amount: money(exposure.credit_limit), count: exposure.accounts })}
        </Link>
      </Row>
      <Row isNumber title={t("clientele.collections.available")}>
        {money(exposure.available)}
      </Row>
      <Row isNumber title={t("clientele.collections.unapplied")}>
        {money(exposure.unapplied)}
      </Row>
      <Row isNumber title={t("clientele.collections.waiting")}>
        <Link className={LINK} to={`/credit/approvals?${CURRENCY}=${currency}`}>
          {t("clientele.collections.waitingOf", {
            amount: money(exposure.waiting_amount),
            count: exposure.waiting_orders,
          })}
        </Link>
      </Row>
      <Row isNumber title={t("clientele.collections.onHold")}>
        {t("clientele.collections.accounts", { count: exposure.accounts_on_hold })}
      </Row>
      <Row isNumber title={t("clientele.collections.dso")}>
        {outstanding(aged?.dso ?? null)}
      </Row>
      {aged && (
        <div className="px-6 py-4">
          <BarChart
            label={t("clientele.collections.ageing")}
            of={t("clientele.collections.ageing")}
            parts={[{ name: t("clientele.credit.open"), tone: "blue" }]}
            bars={BUCKETS.map((bucket) => ({
              key: bucket,
              name: t(`clientele.collections.bucket.${bucket}`),
              values: [aged.buckets[bucket]],
            }))}
            format={money}
          />
        </div>
      )}
    </Section>
  )
}
