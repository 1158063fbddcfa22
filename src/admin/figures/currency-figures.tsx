import { Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { Given, None, Row } from "../components/section"
import { useFormat } from "../lib/format"
import type { CurrencyFigures as Figures } from "./shown-figures"

/** How many products fit beside the customer's other cards. */
const SHOWN = 3

/** The figures of a customer in one currency. An undefined figure is a dash with its reason. */
export const CurrencyFigures = ({ figures, isOnly }: { figures: Figures; isOnly: boolean }) => {
  const { t } = useTranslation()
  const { day, number, percent, money } = useFormat()
  const { currency_code, overview, financial_summary, top_products } = figures
  const amount = (value: number) => (currency_code ? money(value, currency_code) : number(value))
  const or = <Value,>(value: Value | null, show: (value: Value) => ReactNode, why: string) =>
    value === null ? <None why={t(`clientele.figures.why.${why}`)} /> : show(value)
  return (
    <>
      {!isOnly && (
        <Text size="small" leading="compact" weight="plus" className="bg-ui-bg-subtle px-6 py-2">
          {currency_code?.toUpperCase()}
        </Text>
      )}
      <Row isNumber title={t("clientele.figures.lifetime_value")}>
        {or(overview.lifetime_value, amount, "noOrders")}
      </Row>
      <Row isNumber title={t("clientele.figures.total_revenue")}>
        {or(financial_summary.total_revenue, amount, "noOrders")}
      </Row>
      <Row isNumber title={t("clientele.figures.total_orders")}>
        {or(overview.total_orders, number, "noOrders")}
      </Row>
      <Row isNumber title={t("clientele.figures.avg_order_value")}>
        {or(overview.avg_order_value, amount, "noOrders")}
      </Row>
      <Row isNumber title={t("clientele.figures.last_order_date")}>
        {or(overview.last_order_date, day, "neverOrdered")}
      </Row>
      <Row isNumber title={t("clientele.figures.avg_payment_days")}>
        {or(
          financial_summary.avg_payment_days,
          (days) => t("clientele.figures.days", { days: number(days) }),
          "unpaid",
        )}
      </Row>
      <Row isNumber title={t("clientele.figures.credit_utilization")}>
        {or(financial_summary.credit_utilization, (used) => percent(used / 100), "noLimit")}
      </Row>
      {top_products.length > 0 && (
        <div className="flex flex-col gap-y-2 px-6 py-3">
          <Text size="small" leading="compact" weight="plus" className="text-ui-fg-subtle">
            {t("clientele.figures.products")}
          </Text>
          <ul className="flex flex-col gap-y-2">
            {top_products.slice(0, SHOWN).map((product) => (
              <li key={product.product_id ?? product.product_name} className="flex justify-between gap-4">
                <Text as="div" size="small" leading="compact" className="min-w-0 break-words">
                  <Given>{product.product_name}</Given>
                  <span className="text-ui-fg-muted"> × {number(product.quantity_ordered)}</span>
                </Text>
                <Text size="small" leading="compact" className="tabular-nums">
                  {amount(product.revenue)}
                </Text>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
