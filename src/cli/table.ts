export type Column<Row> = {
  title: string
  value: (row: Row) => string | number | null
  /** Numbers are right-aligned. */
  right?: boolean
}

/** Rows under their titles, columns two spaces apart and as wide as their longest value. @returns the lines */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map((one) => cell(one.value(row))))]
  const widths = columns.map((_, index) =>
    cells.reduce((widest, line) => Math.max(widest, line[index]?.length ?? 0), 0),
  )
  return cells.map((line) =>
    line
      .map((text, index) =>
        columns[index]?.right ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  )
}

/** Names with their values, aligned. @returns the lines */
export function pairs(values: Record<string, string | number | null>): string[] {
  const width = Math.max(...Object.keys(values).map((name) => name.length))
  return Object.entries(values).map(([name, value]) => `  ${name.padEnd(width)}  ${cell(value)}`)
}

// Typed text (a stated reason) must not move the cursor or break the line.
const CONTROL = /\p{Cc}+/gu

function cell(value: string | number | null): string {
  return value === null ? "" : String(value).replace(CONTROL, " ")
}

/** A time to the second, UTC. */
export function moment(date: Date | string): string {
  return `${new Date(date).toISOString().slice(0, 19).replace("T", " ")}Z`
}

/** "1 order", "2 orders" */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`
}

/** A signed number of points, with its sign always shown. */
export function signed(points: number): string {
  return points > 0 ? `+${points}` : String(points)
}
