import { useTranslation } from "react-i18next"
import { useFormat } from "../lib/format"
import { FiguresTable } from "./figures-table"
import { axisMarks, labelled, placeOn } from "./scale"
import { TONES, type Tone } from "./tones"
import { Legend, Tooltip } from "./tooltip"
import { usePicked } from "./use-picked"
import { useWidth } from "./use-width"

export type Series = {
  name: string
  tone: Tone
  /** One for each day. */
  values: readonly number[]
}

type LineChartProps = {
  /** What the chart shows, for screen readers. */
  label: string
  /** Days of a calendar, "YYYY-MM-DD", rising. */
  days: readonly string[]
  series: readonly Series[]
  /** A value in full, with its unit. */
  format: (value: number) => string
  /** A value beside the axis, as short as it can be. */
  short?: (value: number) => string
  /** Fills what is below the lines. */
  area?: boolean
  /** The axis has marks at whole numbers only. */
  whole?: boolean
}

const HEIGHT = 240
const TOP = 8
const BOTTOM = 24
/** Pixels that a digit and a day need at the size of the axis' letters. */
const DIGIT = 7
const DAY = 90

/** Values over days as lines, with the same numbers in a table below. */
export const LineChart = ({ label, days, series, format, short = format, area = false, whole }: LineChartProps) => {
  const { t } = useTranslation()
  const { calendarDay } = useFormat()
  const { ref, width } = useWidth()
  const say = (i: number) =>
    [calendarDay(days[i] ?? ""), ...series.map(({ name, values }) => `${name} ${format(values[i] ?? 0)}`)].join(", ")
  const { picked, pick, slider } = usePicked(days.length, label, (i) => (days.length > 0 ? say(i) : ""))
  const all = series.flatMap(({ values }) => values)
  const marks = axisMarks(Math.min(...all, 0), Math.max(...all, 0), 5, whole)
  const left = Math.max(...marks.map((mark) => short(mark).length)) * DIGIT + 8
  const x = placeOn([0, Math.max(1, days.length - 1)], [left, Math.max(left + 1, width - 8)])
  const y = placeOn([marks[0] ?? 0, marks.at(-1) ?? 1], [HEIGHT - BOTTOM, TOP])
  const nearest = (pixel: number) =>
    Math.max(
      0,
      Math.min(days.length - 1, Math.round(((pixel - left) / Math.max(1, width - 8 - left)) * (days.length - 1))),
    )
  const rows = days.map((day, i) => ({
    key: day,
    name: calendarDay(day),
    values: series.map(({ values }) => format(values[i] ?? 0)),
  }))
  return (
    <div className="flex flex-col gap-y-3">
      {series.length > 1 && <Legend entries={series} />}
      <div
        ref={ref}
        dir="ltr"
        className="relative rounded-md outline-none focus-visible:shadow-borders-focus"
        {...slider}
        onPointerMove={(event) => pick(nearest(event.clientX - event.currentTarget.getBoundingClientRect().left))}
      >
        <svg width="100%" height={HEIGHT} aria-hidden focusable="false" className="block">
          <Axis marks={marks} y={y} left={left} width={width} short={short} />
          <Days days={days} x={x} room={Math.max(2, Math.floor((width - left) / DAY))} />
          {width > 0 && series.map((one) => <Line key={one.name} series={one} x={x} y={y} area={area} />)}
          {picked !== null && <Cursor series={series} index={picked} x={x} y={y} />}
        </svg>
        {picked !== null && (
          <Tooltip
            title={calendarDay(days[picked] ?? "")}
            lines={series.map(({ name, tone, values }) => ({ name, tone, value: format(values[picked] ?? 0) }))}
            x={x(picked)}
            width={width}
          />
        )}
      </div>
      <FiguresTable label={label} heads={[t("clientele.chart.day"), ...series.map(({ name }) => name)]} rows={rows} />
    </div>
  )
}

type Place = (value: number) => number

const TEXT = { fill: "var(--fg-subtle)", fontSize: 11 } as const

type AxisProps = { marks: number[]; y: Place; left: number; width: number; short: (value: number) => string }

const Axis = ({ marks, y, left, width, short }: AxisProps) => (
  <g>
    {marks.map((mark) => (
      <g key={mark}>
        <line
          x1={left}
          x2={Math.max(left, width - 8)}
          y1={y(mark)}
          y2={y(mark)}
          stroke={mark === 0 ? "var(--border-strong)" : "var(--border-base)"}
        />
        <text x={left - 8} y={y(mark)} dy="0.35em" textAnchor="end" {...TEXT}>
          {short(mark)}
        </text>
      </g>
    ))}
  </g>
)

const Days = ({ days, x, room }: { days: readonly string[]; x: Place; room: number }) => {
  const { shortDay } = useFormat()
  const anchor = (i: number) => (i === 0 ? "start" : i === days.length - 1 ? "end" : "middle")
  return (
    <g>
      {labelled(days.length, room).map((i) => (
        <text key={days[i]} x={x(i)} y={HEIGHT - 6} textAnchor={anchor(i)} {...TEXT}>
          {days[i] && shortDay(days[i])}
        </text>
      ))}
    </g>
  )
}

const Line = ({ series, x, y, area }: { series: Series; x: Place; y: Place; area: boolean }) => {
  const { color, dash } = TONES[series.tone]
  const points = series.values.map((value, i) => `${x(i)},${y(value)}`)
  return (
    <g>
      {area && (
        <polygon
          points={[`${x(0)},${y(0)}`, ...points, `${x(points.length - 1)},${y(0)}`].join(" ")}
          fill={color}
          opacity={0.12}
        />
      )}
      <polyline points={points.join(" ")} fill="none" stroke={color} strokeWidth={2} strokeDasharray={dash} />
    </g>
  )
}

const Cursor = ({ series, index, x, y }: { series: readonly Series[]; index: number; x: Place; y: Place }) => (
  <g>
    <line x1={x(index)} x2={x(index)} y1={TOP} y2={HEIGHT - BOTTOM} stroke="var(--border-strong)" />
    {series.map(({ name, tone, values }) => (
      <circle
        key={name}
        cx={x(index)}
        cy={y(values[index] ?? 0)}
        r={4}
        fill={TONES[tone].color}
        stroke="var(--bg-base)"
        strokeWidth={2}
      />
    ))}
  </g>
)
