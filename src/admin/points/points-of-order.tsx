import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { Note, Row } from "../components/section"
import { useFormat } from "../lib/format"
import type { OrderPoints } from "./concerns-points"

type PointsOfOrderProps = { points: OrderPoints; currency: string }

/** The points that an order earned, redeemed and returned, with the calculation. */
export const PointsOfOrder = ({ points: order, currency }: PointsOfOrderProps) => {
  const { t } = useTranslation()
  const { number, money, signed } = useFormat()
  const { points, discount, target, granted } = order
  const kinds = (["earned", "reversed", "redeemed", "returned"] as const).filter((kind) => points[kind] > 0)
  const open = (target ?? granted) - granted
  return (
    <>
      {discount && (
        <Note>
          {t("clientele.order.paidWithPoints", {
            points: number(points.redeemed),
            amount: money(discount.amount, discount.currency_code),
          })}
        </Note>
      )}
      {kinds.map((kind) => (
        <Row key={kind} title={t(`clientele.order.points.${kind}`)} isNumber>
          {number(points[kind])}
        </Row>
      ))}
      <div className="flex flex-col gap-y-1 px-6 py-4">
        <Text size="small">{t(`clientele.order.reason.${order.reason}`, { points: number(target ?? 0) })}</Text>
        <Calculation calculation={order.calculation} currency={currency} />
        {open !== 0 && (
          <Text size="small" className="text-ui-fg-subtle">
            {t("clientele.order.stillToPost", { points: signed(open) })}
          </Text>
        )}
      </div>
    </>
  )
}

type CalculationProps = { calculation: OrderPoints["calculation"]; currency: string }

/** The calculation of an award in words. Empty for an award without a calculation. */
const Calculation = ({ calculation, currency }: CalculationProps) => {
  const { t } = useTranslation()
  const { number, money, percent } = useFormat()
  if (!calculation || Number(calculation.ordered) === 0) {
    return null
  }
  const { points_per_currency_unit: rate, min_order_subtotal_to_earn: least } = calculation
  const [ordered, kept, basis] = [calculation.ordered, calculation.kept, calculation.basis].map(Number) as [
    number,
    number,
    number,
  ]
  const share = Number(calculation.paid_share)
  const lines = [
    t("clientele.order.calculation.rate", {
      points: number(rate),
      unit: money(1, currency),
      basis: money(basis, currency),
      target: number(calculation.target),
    }),
    kept !== ordered &&
      t("clientele.order.calculation.kept", { kept: money(kept, currency), ordered: money(ordered, currency) }),
    share !== 1 && t("clientele.order.calculation.share", { share: percent(share) }),
    ordered < least &&
      t("clientele.order.calculation.least", { ordered: money(ordered, currency), least: money(least, currency) }),
  ]
  return lines
    .filter((line) => line !== false)
    .map((line) => (
      <Text key={line} size="small" className="text-ui-fg-subtle tabular-nums">
        {line}
      </Text>
    ))
}
