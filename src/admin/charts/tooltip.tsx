import { Text } from "@medusajs/ui"
import { TONES, type Tone } from "./tones"

type Line = { name: string; tone: Tone; value: string }

type TooltipProps = {
  title: string
  lines: readonly Line[]
  /** Where it points to, in pixels from the chart's left. */
  x: number
  /** The chart's width in pixels: the tooltip stays within it. */
  width: number
}

/** The chart's values at one position. Screen readers get the same values from the chart. */
export const Tooltip = ({ title, lines, x, width }: TooltipProps) => (
  <div
    aria-hidden
    className="bg-ui-bg-component shadow-elevation-tooltip pointer-events-none absolute top-0 z-10 flex w-max max-w-full flex-col gap-y-1 rounded-lg px-3 py-2"
    style={x < width / 2 ? { left: x + 12 } : { right: width - x + 12 }}
  >
    <Text size="xsmall" weight="plus">
      {title}
    </Text>
    {lines.map(({ name, tone, value }) => (
      <div key={name} className="flex items-center justify-between gap-x-4">
        <Swatch tone={tone} name={name} />
        <Text size="xsmall" className="tabular-nums">
          {value}
        </Text>
      </div>
    ))}
  </div>
)

const Swatch = ({ tone, name }: { tone: Tone; name: string }) => (
  <span className="flex items-center gap-x-2">
    <svg width={16} height={8} aria-hidden focusable="false" className="shrink-0">
      <line x1={0} x2={16} y1={4} y2={4} stroke={TONES[tone].color} strokeWidth={4} />
    </svg>
    <Text size="xsmall" className="text-ui-fg-subtle">
      {name}
    </Text>
  </span>
)

/** The legend: the meaning of each colour. */
export const Legend = ({ entries }: { entries: readonly { name: string; tone: Tone }[] }) => (
  <div className="flex flex-wrap gap-x-4 gap-y-1" aria-hidden>
    {entries.map(({ name, tone }) => (
      <Swatch key={name} name={name} tone={tone} />
    ))}
  </div>
)
