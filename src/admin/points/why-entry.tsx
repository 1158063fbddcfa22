import { Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import { LINK } from "../components/link"
import { Given } from "../components/section"
import { useFormat } from "../lib/format"
import type { PointsEntry } from "./points"

type WhyEntryProps = { entry: PointsEntry; author: string | undefined }

/** The explanation of an entry, as the ledger stores it. */
export const WhyEntry = ({ entry, author }: WhyEntryProps) => {
  const { t } = useTranslation()
  const { moment } = useFormat()
  const { calculation, order_id, stated_reason, note } = entry
  return (
    <div className="bg-ui-bg-subtle flex flex-col gap-y-1 rounded-lg p-3">
      <Text size="xsmall">{t(`clientele.points.explained.${entry.reason}`)}</Text>
      {calculation && <Calculation entry={entry} calculation={calculation} />}
      <Line title={t("clientele.points.at")}>{moment(entry.created_at)}</Line>
      {author && (
        <Line title={t("clientele.points.by")}>
          <Given>{author}</Given>
        </Line>
      )}
      {stated_reason && (
        <Line title={t("clientele.points.why")}>
          <Given>{stated_reason}</Given>
        </Line>
      )}
      {note && (
        <Line title={t("clientele.points.note")}>
          <Given>{note}</Given>
        </Line>
      )}
      {order_id && (
        <Line title={t("clientele.points.order")}>
          <Link to={`/orders/${order_id}`} className={LINK}>
            {t("clientele.points.openOrder")}
          </Link>
        </Line>
      )}
    </div>
  )
}

type CalculationProps = { entry: PointsEntry; calculation: NonNullable<PointsEntry["calculation"]> }

const Calculation = ({ entry, calculation }: CalculationProps) => {
  const { t } = useTranslation()
  const { money, number, percent, moment } = useFormat()
  const amount = (text: string | number) =>
    entry.currency_code ? money(Number(text), entry.currency_code) : number(Number(text))
  const { ordered, kept, paid_share, basis, points_per_currency_unit, min_order_subtotal_to_earn, target } = calculation
  return (
    <>
      <Line title={t(`clientele.points.trigger.${calculation.triggered_by}`)}>{moment(calculation.triggered_at)}</Line>
      <Line title={t("clientele.points.ordered")}>{amount(ordered)}</Line>
      {kept !== ordered && <Line title={t("clientele.points.kept")}>{amount(kept)}</Line>}
      {Number(paid_share) !== 1 && <Line title={t("clientele.points.paid")}>{percent(Number(paid_share))}</Line>}
      {min_order_subtotal_to_earn > 0 && (
        <Line title={t("clientele.points.minimum")}>{amount(min_order_subtotal_to_earn)}</Line>
      )}
      <Line title={t("clientele.points.basis")}>{amount(basis)}</Line>
      <Line title={t("clientele.points.rate", { unit: amount(1) })}>{number(points_per_currency_unit)}</Line>
      <Line title={t("clientele.points.target")}>{number(target)}</Line>
    </>
  )
}

const Line = ({ title, children }: { title: string; children: ReactNode }) => (
  <div className="flex justify-between gap-4">
    <Text size="xsmall" className="text-ui-fg-subtle">
      {title}
    </Text>
    <Text as="div" size="xsmall" className="min-w-0 break-words text-right tabular-nums">
      {children}
    </Text>
  </div>
)
