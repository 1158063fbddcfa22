import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/framework/types"
import { Badge, Select } from "@medusajs/ui"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Answered, None, Row, Section } from "../components/section"
import { CurrencyFigures } from "../figures/currency-figures"
import { type Figures, PERIODS, type Period } from "../figures/shown-figures"
import { call } from "../lib/call"

/** The figures of a customer (contract R16). */
const CustomerFigures = ({ data: { id } }: DetailWidgetProps<AdminCustomer>) => {
  const { t } = useTranslation()
  const [period, setPeriod] = useState<Period>("all")
  const answer = useQuery({
    queryKey: ["clientele", "figures", id, period],
    queryFn: () => call("GET /admin/customers/:id/analytics", { params: { id }, query: { period } }),
    placeholderData: keepPreviousData,
  })
  return (
    <Section title={t("clientele.figures.title")} actions={<PeriodChoice period={period} onChange={setPeriod} />}>
      <Answered answer={answer}>{({ analytics }) => <Shown figures={analytics} />}</Answered>
    </Section>
  )
}

type PeriodChoiceProps = { period: Period; onChange: (period: Period) => void }

const PeriodChoice = ({ period, onChange }: PeriodChoiceProps) => {
  const { t } = useTranslation()
  return (
    <Select size="small" value={period} onValueChange={(next) => onChange(next as Period)}>
      <Select.Trigger aria-label={t("clientele.figures.period")}>
        <Select.Value />
      </Select.Trigger>
      <Select.Content>
        {PERIODS.map((value) => (
          <Select.Item key={value} value={value}>
            {t(`clientele.figures.periods.${value}`)}
          </Select.Item>
        ))}
      </Select.Content>
    </Select>
  )
}

const RISKS = { low: "green", medium: "orange", high: "red" } as const

const Shown = ({ figures }: { figures: Figures }) => {
  const { t } = useTranslation()
  const { risk_score, by_currency } = figures
  return (
    <>
      <Row isNumber title={t("clientele.figures.segment")}>
        <Badge size="2xsmall">{t(`clientele.figures.segments.${figures.customer_segment}`)}</Badge>
      </Row>
      <Row isNumber title={t("clientele.figures.risk")}>
        {risk_score ? (
          <Badge size="2xsmall" color={RISKS[risk_score]}>
            {t(`clientele.figures.risks.${risk_score}`)}
          </Badge>
        ) : (
          <None why={t("clientele.figures.why.noRisk")} />
        )}
      </Row>
      {(by_currency ?? [figures]).map((one) => (
        <CurrencyFigures key={one.currency_code} figures={one} isOnly={!by_currency} />
      ))}
    </>
  )
}

export const config = defineWidgetConfig({ id: "clientele-customer-figures", zone: "customer.details.side" })

export default CustomerFigures
