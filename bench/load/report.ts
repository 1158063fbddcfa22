import fs from "node:fs"
import path from "node:path"
import { projectDir } from "../../integration-tests/helpers/server-process"
import type { Use } from "./processes"
import type { Fact } from "./proof"
import type { Growth, Tally } from "./tally"

const table = (rows: readonly (readonly string[])[]) => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .join("\n")
}

const errorsOf = ({ errors }: Tally) =>
  Object.entries(errors)
    .map(([code, count]) => `${count} × ${code}`)
    .join(", ")

/** Prints the figures for people: each kind of call with one server and with two, and the growth. */
export function printReport(one: readonly Tally[], two: readonly Tally[], grown: readonly Growth[]): string {
  const head = ["call", "1: calls/s", "p50 ms", "p99 ms", "2: calls/s", "p50 ms", "p99 ms", "calls ×", "p50 ×", "p99 ×"]
  const rows = one.map((first) => {
    const second = two.find(({ kind }) => kind === first.kind)
    const growth = grown.find(({ kind }) => kind === first.kind)
    return [
      first.kind,
      ...[first.per_second, first.p50_ms, first.p99_ms].map(String),
      ...[second?.per_second, second?.p50_ms, second?.p99_ms].map((value) => String(value ?? "")),
      ...[growth?.per_second, growth?.p50, growth?.p99].map((value) => String(value ?? "")),
    ]
  })
  const refused = [...one, ...two]
    .filter((line) => line.kind !== "all calls" && errorsOf(line) !== "")
    .map((line) => `refused with ${line.servers} server(s): ${line.kind}: ${errorsOf(line)}`)
  return [table([head, ...rows]), ...refused].join("\n")
}

export function printUse(uses: readonly { servers: number; use: Use }[]): string {
  return uses
    .map(({ servers, use }) => {
      const seconds = Object.entries(use.processor).map(([name, value]) => `${name} ${value} s`)
      return `${servers} server(s), ${Math.round(use.seconds)} s: ${seconds.join(", ")}; ${use.connections} connections at most`
    })
    .join("\n")
}

export function printFacts(facts: readonly Fact[]): string {
  const mark = ({ expected, found }: Fact) => (expected === found ? "" : "FAILED")
  return table([
    ["fact", "expected", "found", ""],
    ...facts.map((one) => [one.fact, String(one.expected), String(one.found), mark(one)]),
  ])
}

const DOCUMENT = path.join(projectDir, "docs/scale.md")
const RECORD = /(<!-- load record: written by `npm run load -- --record` -->\n)[\s\S]*?(<!-- end of record -->)/

/** Writes the report to docs/scale.md, also when it shows a problem. */
export function writeLoadRecord(about: string, report: string): void {
  const text = fs.readFileSync(DOCUMENT, "utf8")
  if (!RECORD.test(text)) throw new Error(`${DOCUMENT} has lost the marks around its record`)
  fs.writeFileSync(
    DOCUMENT,
    text.replace(RECORD, (_all, start, end) => `${start}${about}\n\n\`\`\`text\n${report}\n\`\`\`\n${end}`),
  )
}
