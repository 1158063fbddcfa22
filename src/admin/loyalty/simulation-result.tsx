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

/** The result of a simulation: cost by currency, points by day, and the customers with changed points. */
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

type NumbersTableProps = {
  label: string
  heads: readonly string[]
  rows: readonly { key: string; name: ReactNode; values: readonly string[] }[]
}

/** Rows of numbers, each below its head. */
const NumbersTable = ({ label, heads, rows }: NumbersTableProps) => (
  <div className="overflow-x-auto">
    <Table aria-label={label}>
      <Table.Header>
        <Table.Row>
          {heads.map((head, column) => (
            <Table.HeaderCell key={head} className={column > 0 ? "whitespace-nowrap text-right" : undefined}>
              {head}
            </Table.HeaderCell>
          ))}
        </Table.Row>
      </Table.Header>
      <Table.Body>
        {rows.map(({ key, name, values }) => (
          <Table.Row key={key}>
            <Table.Cell>{name}</Table.Cell>
            {values.map((value, column) => (
              <Table.Cell key={heads[column + 1]} className="whitespace-nowrap text-right tabular-nums">
                {value}
              </Table.Cell>
            ))}
          </Table.Row>
        ))}
      </Table.Body>
    </Table>
  </div>
)

const SIDES = ["today", "proposed"] as const

const Currencies = ({ simulation }: { simulation: Simulation }) => {
  const { t } = useTranslation()
  const { number, money, percent } = useFormat()
  const columns = ["orders", "revenue", "points", "worth", "share"] as const
  const rows = simulation.by_currency.flatMap(({ currency_code: code, orders, revenue, ...sides }) =>
    SIDES.map((side) => ({
      key: `${code} ${side}`,
      name: (
        <span className="whitespace-nowrap">
          {t(`clientele.loyalty.simulation.${side}`)} · {code.toUpperCase()}
        </span>
      ),
      values: [
        number(orders),
        money(Number(revenue), code),
        number(sides[side].points),
        money(Number(sides[side].value), code),
        sides[side].share_of_revenue === null ? "–" : percent(Number(sides[side].share_of_revenue)),
      ],
    })),
  )
  return (
    <NumbersTable
      label={t("clientele.loyalty.simulation.cost")}
      heads={[t("clientele.loyalty.settings"), ...columns.map((column) => t(`clientele.loyalty.simulation.${column}`))]}
      rows={rows}
    />
  )
}

const MostChanged = ({ simulation }: { simulation: Simulation }) => {
  const { t } = useTranslation()
  const { number, signed } = useFormat()
  const columns = [...SIDES, "change"] as const
  const title = t("clientele.loyalty.simulation.mostChanged")
  return (
    <div className="-mx-6">
      <NumbersTable
        label={title}
        heads={[title, ...columns.map((column) => t(`clientele.loyalty.simulation.${column}`))]}
        rows={simulation.most_changed.map(({ email, today, proposed }) => ({
          key: email,
          name: <span className="inline-block min-w-40 break-all">{email}</span>,
          values: [number(today), number(proposed), signed(proposed - today)],
        }))}
      />
    </div>
  )
}
