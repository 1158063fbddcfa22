import { Table, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import type { ClienteleRoutes } from "../../types"
import { LineChart } from "../charts/line-chart"
import { Note } from "../components/section"
import { useFormat } from "../lib/format"

type Simulation = ClienteleRoutes["POST /admin/loyalty/simulate"]["response"]["simulation"]

const DAY_MS = 86_400_000

/** Points by day: days without orders are days without points. */
function everyDay({ from, to, by_day }: Simulation) {
  const known = new Map(by_day.map((one) => [one.day, one]))
  const count = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1
  return Array.from({ length: count }, (_, i) => {
    const day = new Date(Date.parse(from) + i * DAY_MS).toISOString().slice(0, 10)
    return known.get(day) ?? { day, today: 0, proposed: 0 }
  })
}

/** What a simulation found: cost by currency, points by day, and whose points would change. */
export const SimulationResult = ({ simulation }: { simulation: Simulation }) => {
  const { t } = useTranslation()
  const { number, compact } = useFormat()
  if (simulation.orders === 0) {
    return <Note>{t("clientele.loyalty.simulation.noOrders")}</Note>
  }
  const days = everyDay(simulation)
  const { gain, lose, same } = simulation.customers
  const points = (count: number) => t("clientele.loyalty.points", { count, points: number(count) })
  return (
    <div className="divide-y border-t">
      {simulation.next_cursor !== null && (
        <Note>{t("clientele.loyalty.simulation.cut", { orders: number(simulation.orders) })}</Note>
      )}
      <Currencies simulation={simulation} />
      <Part title={t("clientele.loyalty.simulation.byDay")}>
        <LineChart
          label={t("clientele.loyalty.simulation.byDay")}
          days={days.map(({ day }) => day)}
          series={[
            { name: t("clientele.loyalty.simulation.today"), tone: "grey", values: days.map(({ today }) => today) },
            {
              name: t("clientele.loyalty.simulation.proposed"),
              tone: "blue",
              values: days.map(({ proposed }) => proposed),
            },
          ]}
          format={points}
          short={compact}
          whole
        />
      </Part>
      <Part title={t("clientele.loyalty.simulation.customers")}>
        <Text size="small">
          {t("clientele.loyalty.simulation.changed", { gain: number(gain), lose: number(lose), same: number(same) })}
        </Text>
        {simulation.most_changed.length > 0 && <MostChanged simulation={simulation} />}
      </Part>
    </div>
  )
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="flex flex-col gap-y-3 px-6 py-4" aria-label={title}>
    <Text size="small" weight="plus">
      {title}
    </Text>
    {children}
  </section>
)

const NUMBER = "whitespace-nowrap text-right tabular-nums"

type Side = "today" | "proposed"

const Currencies = ({ simulation }: { simulation: Simulation }) => {
  const { t } = useTranslation()
  const { number, money, percent } = useFormat()
  return (
    <div className="overflow-x-auto">
      <Table aria-label={t("clientele.loyalty.simulation.cost")}>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("clientele.loyalty.settings")}</Table.HeaderCell>
            {(["orders", "revenue", "points", "worth", "share"] as const).map((column) => (
              <Table.HeaderCell key={column} className={NUMBER}>
                {t(`clientele.loyalty.simulation.${column}`)}
              </Table.HeaderCell>
            ))}
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {simulation.by_currency.flatMap((one) =>
            (["today", "proposed"] as Side[]).map((side) => (
              <Table.Row key={`${one.currency_code} ${side}`}>
                <Table.Cell className="whitespace-nowrap">
                  {t(`clientele.loyalty.simulation.${side}`)} · {one.currency_code.toUpperCase()}
                </Table.Cell>
                <Table.Cell className={NUMBER}>{number(one.orders)}</Table.Cell>
                <Table.Cell className={NUMBER}>{money(Number(one.revenue), one.currency_code)}</Table.Cell>
                <Table.Cell className={NUMBER}>{number(one[side].points)}</Table.Cell>
                <Table.Cell className={NUMBER}>{money(Number(one[side].value), one.currency_code)}</Table.Cell>
                <Table.Cell className={NUMBER}>
                  {one[side].share_of_revenue === null ? "–" : percent(Number(one[side].share_of_revenue))}
                </Table.Cell>
              </Table.Row>
            )),
          )}
        </Table.Body>
      </Table>
    </div>
  )
}

const MostChanged = ({ simulation }: { simulation: Simulation }) => {
  const { t } = useTranslation()
  const { number, signed } = useFormat()
  return (
    <div className="-mx-6 overflow-x-auto">
      <Table aria-label={t("clientele.loyalty.simulation.mostChanged")}>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("clientele.loyalty.simulation.mostChanged")}</Table.HeaderCell>
            {(["today", "proposed", "change"] as const).map((column) => (
              <Table.HeaderCell key={column} className={NUMBER}>
                {t(`clientele.loyalty.simulation.${column}`)}
              </Table.HeaderCell>
            ))}
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {simulation.most_changed.map(({ email, today, proposed }) => (
            <Table.Row key={email}>
              <Table.Cell className="break-all">{email}</Table.Cell>
              <Table.Cell className={NUMBER}>{number(today)}</Table.Cell>
              <Table.Cell className={NUMBER}>{number(proposed)}</Table.Cell>
              <Table.Cell className={NUMBER}>{signed(proposed - today)}</Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </div>
  )
}
