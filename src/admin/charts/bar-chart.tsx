import { Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { FiguresTable } from "./figures-table"
import { TONES, type Tone } from "./tones"
import { Legend, Tooltip } from "./tooltip"
import { usePicked } from "./use-picked"
import { useWidth } from "./use-width"

export type Part = { name: string; tone: Tone }

export type Bar = {
  key: string
  name: string
  /** One for each part; those below 0 have no length. */
  values: readonly number[]
  /** The text at the end of the bar. Default: the sum of the values. */
  end?: string
  /** The name in the table, for example a link. Default: the name. */
  cell?: ReactNode
}

type BarChartProps = {
  /** What the chart shows, for screen readers. */
  label: string
  /** Head of the table's first column: what the bars are. */
  of: string
  /** What a bar is made of, from its beginning; one part makes plain bars. */
  parts: readonly Part[]
  bars: readonly Bar[]
  /** A value in full, with its unit. */
  format: (value: number) => string
  /** The value of a full-length bar. Default: the value of the longest bar. */
  full?: number
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + Math.max(0, value), 0)

/** Horizontal bars, plain or stacked, with the same numbers in a table below. */
export const BarChart = ({ label, of, parts, bars, format, full }: BarChartProps) => {
  const { ref, width } = useWidth()
  const say = ({ name, values }: Bar) =>
    [name, ...parts.map((part, i) => `${part.name} ${format(values[i] ?? 0)}`)].join(", ")
  const { picked, pick, slider } = usePicked(bars.length, label, (i) => (bars[i] ? say(bars[i]) : ""), "vertical")
  const longest = full ?? Math.max(...bars.map(({ values }) => sum(values)))
  const shown = picked === null ? undefined : bars[picked]
  return (
    <div className="flex flex-col gap-y-3">
      {parts.length > 1 && <Legend entries={parts} />}
      <div
        ref={ref}
        className="relative grid gap-x-3 rounded-md outline-none focus-visible:shadow-borders-focus"
        style={{ gridTemplateColumns: "minmax(4rem, 1fr) minmax(0, 4fr) auto" }}
        {...slider}
      >
        {bars.map((bar, i) => (
          <div
            key={bar.key}
            className={`grid items-center rounded-md px-1 py-1.5 ${picked === i ? "bg-ui-bg-base-hover" : ""}`}
            // All rows share the columns, so that all bars begin and end at the same places.
            style={{ gridColumn: "1 / -1", gridTemplateColumns: "subgrid" }}
            onPointerEnter={() => pick(i)}
          >
            <Text size="small" leading="compact" className="text-pretty break-words">
              {bar.name}
            </Text>
            <Stack bar={bar} parts={parts} longest={longest} />
            <Text size="small" leading="compact" className="text-right tabular-nums">
              {bar.end ?? format(bar.values.reduce((total, value) => total + value, 0))}
            </Text>
          </div>
        ))}
        {shown && parts.length > 1 && (
          <div className="absolute inset-x-0" style={{ top: `${((picked ?? 0) / bars.length) * 100}%` }}>
            <Tooltip
              title={shown.name}
              lines={parts.map(({ name, tone }, i) => ({ name, tone, value: format(shown.values[i] ?? 0) }))}
              x={width * 0.6}
              width={width}
            />
          </div>
        )}
      </div>
      <Figures label={label} of={of} parts={parts} bars={bars} format={format} />
    </div>
  )
}

/** The bar alone, 100 units wide at any size. */
const Stack = ({ bar, parts, longest }: { bar: Bar; parts: readonly Part[]; longest: number }) => {
  const lengths = parts.map((_, i) => (longest > 0 ? (Math.max(0, bar.values[i] ?? 0) / longest) * 100 : 0))
  return (
    <svg width="100%" height={16} viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden focusable="false">
      <rect width={100} height={16} fill="var(--bg-component-hover)" />
      {parts.map(({ name, tone }, i) => (
        <rect
          key={name}
          x={lengths.slice(0, i).reduce((total, length) => total + length, 0)}
          width={lengths[i]}
          height={16}
          fill={TONES[tone].color}
        />
      ))}
    </svg>
  )
}

const Figures = ({ label, of, parts, bars, format }: BarChartProps) => {
  const { t } = useTranslation()
  const isStacked = parts.length > 1
  const total = (values: readonly number[]) => format(values.reduce((all, value) => all + value, 0))
  return (
    <FiguresTable
      label={label}
      heads={[of, ...parts.map(({ name }) => name), ...(isStacked ? [t("clientele.chart.total")] : [])]}
      rows={bars.map(({ key, name, cell, values }) => ({
        key,
        name: cell ?? name,
        values: [...parts.map((_, i) => format(values[i] ?? 0)), ...(isStacked ? [total(values)] : [])],
      }))}
    />
  )
}
