import { Select, Text } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import { type ReactNode, useState } from "react"
import { useTranslation } from "react-i18next"
import { BarChart } from "../charts/bar-chart"
import { LineChart } from "../charts/line-chart"
import { Answered, Note, Section } from "../components/section"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { daysAgo, loyaltyKey, type Report } from "./loyalty"

const PERIODS = [30, 90, 365] as const

/** Months of the chart of breakage, the newest ones. */
const MONTHS = 12

/** The points issued and redeemed, and the liability (contract R48). */
export const Overview = () => {
  const { t } = useTranslation()
  const [days, setDays] = useState<number>(30)
  const [chosen, setChosen] = useState<string>()
  const answer = useQuery({
    queryKey: [...loyaltyKey, "report", days],
    queryFn: async () =>
      (await call("GET /admin/loyalty/report", { query: { from: daysAgo(days - 1) } })) as { report: Report },
    placeholderData: (before) => before,
  })
  const currencies = answer.data?.report.totals.map(({ currency_code }) => currency_code) ?? []
  const currency = chosen ?? currencies[0] ?? ""
  const actions = (
    <>
      {currencies.length > 1 && (
        <Choice
          label={t("clientele.loyalty.currency")}
          value={currency}
          onChange={setChosen}
          options={currencies.map((code) => [code, code.toUpperCase()])}
        />
      )}
      <Choice
        label={t("clientele.loyalty.period")}
        value={String(days)}
        onChange={(value) => setDays(Number(value))}
        options={PERIODS.map((count) => [String(count), t("clientele.loyalty.lastDays", { count })])}
      />
    </>
  )
  return (
    <Section title={t("clientele.loyalty.overview")} actions={actions}>
      <Answered answer={answer}>{({ report }) => <Figures report={report} currency={currency} />}</Answered>
    </Section>
  )
}

const Figures = ({ report, currency }: { report: Report; currency: string }) => {
  const { t } = useTranslation()
  const format = useFormat()
  const days = report.roll_forward.filter(({ currency_code }) => currency_code === currency)
  const totals = report.totals.find(({ currency_code }) => currency_code === currency)
  const last = days.at(-1)
  if (!totals || !last) {
    return <Note>{t("clientele.loyalty.nothing")}</Note>
  }
  const { earned, reversed, redeemed, returned, expired, redemption_rate } = totals
  const worth = last.liability
  const points = (value: number) => t("clientele.loyalty.points", { count: value, points: format.number(value) })
  return (
    <>
      <dl className="grid grid-cols-2 gap-4 px-6 py-4 md:grid-cols-5">
        <Figure name={t("clientele.loyalty.issued")} value={format.number(earned + reversed)} />
        <Figure name={t("clientele.loyalty.redeemed")} value={format.number(0 - redeemed - returned)} />
        <Figure name={t("clientele.loyalty.expired")} value={format.number(0 - expired)} />
        <Figure
          name={t("clientele.loyalty.redemptionRate")}
          value={redemption_rate === null ? "–" : format.percent(Number(redemption_rate))}
        />
        <Figure
          name={t("clientele.loyalty.liability")}
          value={worth === null ? points(last.closing) : format.money(Number(worth), currency)}
          more={worth === null ? undefined : points(last.closing)}
        />
      </dl>
      <Chart title={t("clientele.loyalty.liabilityOverTime")} hint={t("clientele.loyalty.liabilityHint")}>
        <LineChart
          label={t("clientele.loyalty.liabilityOverTime")}
          days={days.map(({ date }) => date)}
          series={[
            {
              name: t("clientele.loyalty.liability"),
              tone: "blue",
              values: days.map(({ liability, closing }) => (worth === null ? closing : Number(liability))),
            },
          ]}
          format={worth === null ? points : (value) => format.money(value, currency)}
          short={worth === null ? format.compact : (value) => format.compactMoney(value, currency)}
          area
        />
      </Chart>
      <Chart title={t("clientele.loyalty.movements")}>
        <LineChart
          label={t("clientele.loyalty.movements")}
          days={days.map(({ date }) => date)}
          series={[
            {
              name: t("clientele.loyalty.issued"),
              tone: "blue",
              values: days.map((day) => day.earned + day.reversed),
            },
            {
              name: t("clientele.loyalty.redeemed"),
              tone: "green",
              values: days.map((day) => 0 - day.redeemed - day.returned),
            },
            { name: t("clientele.loyalty.expired"), tone: "orange", values: days.map((day) => 0 - day.expired) },
          ]}
          format={points}
          short={format.compact}
          whole
        />
      </Chart>
      <Breakage months={report.earn_months} />
    </>
  )
}

/** Breakage: the redeemed, expired and outstanding points of each month. */
const Breakage = ({ months }: { months: Report["earn_months"] }) => {
  const { t } = useTranslation()
  const format = useFormat()
  const shown = months.filter(({ granted }) => granted > 0).slice(-MONTHS)
  return (
    <Chart title={t("clientele.loyalty.breakage")} hint={t("clientele.loyalty.breakageHint")}>
      {shown.length === 0 ? (
        <Text size="small" className="text-ui-fg-subtle">
          {t("clientele.loyalty.nothing")}
        </Text>
      ) : (
        <BarChart
          label={t("clientele.loyalty.breakage")}
          of={t("clientele.loyalty.month")}
          parts={[
            { name: t("clientele.loyalty.redeemed"), tone: "green" },
            { name: t("clientele.loyalty.expired"), tone: "orange" },
            { name: t("clientele.loyalty.stillThere"), tone: "grey" },
          ]}
          bars={shown.map(({ month, granted, redeemed, expired, breakage_rate }) => ({
            key: month,
            name: format.month(month),
            values: [redeemed, expired, Math.max(0, granted - redeemed - expired)],
            end: t("clientele.loyalty.expiredShare", { share: format.percent(Number(breakage_rate)) }),
          }))}
          format={format.number}
        />
      )}
    </Chart>
  )
}

const Figure = ({ name, value, more }: { name: string; value: string; more?: string | undefined }) => (
  <div>
    <dt>
      <Text size="small" className="text-ui-fg-subtle">
        {name}
      </Text>
    </dt>
    <dd>
      <Text size="large" weight="plus" className="tabular-nums">
        {value}
      </Text>
      {more && (
        <Text size="xsmall" className="text-ui-fg-subtle tabular-nums">
          {more}
        </Text>
      )}
    </dd>
  </div>
)

const Chart = ({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) => (
  <section className="flex flex-col gap-y-3 px-6 py-4" aria-label={title}>
    <div>
      <Text size="small" weight="plus">
        {title}
      </Text>
      {hint && (
        <Text size="xsmall" className="text-ui-fg-subtle">
          {hint}
        </Text>
      )}
    </div>
    {children}
  </section>
)

type ChoiceProps = {
  label: string
  value: string
  onChange: (value: string) => void
  options: [value: string, label: string][]
}

const Choice = ({ label, value, onChange, options }: ChoiceProps) => (
  <div className="w-40">
    <Select size="small" value={value} onValueChange={onChange}>
      <Select.Trigger aria-label={label}>
        <Select.Value />
      </Select.Trigger>
      <Select.Content>
        {options.map(([key, name]) => (
          <Select.Item key={key} value={key}>
            {name}
          </Select.Item>
        ))}
      </Select.Content>
    </Select>
  </div>
)
