import { type Figure, missedTarget, targets } from "./figure"

/** A target in words, `""` for a figure that is for information only. */
export function targetText(bench: string): string {
  const target = targets[bench]
  if (!target) return ""
  return "atLeast" in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`
}

/** Prints the figures as a table for people. */
export function printTable(figures: readonly Figure[], short: boolean): void {
  const header = ["figure", "ours", "reference", "unit", "ratio", "target", "beside"]
  const rows = figures.map((figure) => [
    figure.bench,
    String(figure.value),
    String(figure.reference_value),
    figure.unit,
    `${figure.ratio}${missedTarget(figure, short) ? " missed" : ""}`,
    targetText(figure.bench),
    figure.reference,
  ])
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)))
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd()
  process.stdout.write(`${[header, ...rows].map(line).join("\n")}\n`)
}
