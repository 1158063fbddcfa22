import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { withServer } from "../../integration-tests/helpers/database-server"
import { projectDir } from "../../integration-tests/helpers/server-process"
import { type Figure, missedTarget } from "./figure"
import { targetText } from "./print"

const DOCUMENT = path.join(projectDir, "docs/benchmarks.md")
const RECORD = /(<!-- release record: written by `npm run bench -- --record` -->\n)([\s\S]*?)(<!-- end of record -->)/

const HEAD = [
  "| figure | ours | reference | unit | ratio | target | reference is | measured |",
  "| --- | ---: | ---: | --- | ---: | --- | --- | --- |",
]

type Run = { load: number; warnings: readonly string[]; rounds: number; seconds: number }

/** A row of the record. It says so if the figure missed its target: the record has measurements, not hopes. */
function row(figure: Figure, run: Run): string {
  const { bench, value, reference_value, unit, ratio, reference } = figure
  const result = missedTarget(figure, false) ? `**${ratio}**, missed` : `**${ratio}**`
  const noisy = run.warnings.some((warning) => warning.startsWith(`${bench}:`)) ? ", rounds far apart" : ""
  const when = `${new Date().toISOString().slice(0, 10)}, load ${run.load.toFixed(1)}${noisy}`
  return `| ${[`\`${bench}\``, value, reference_value, unit, result, targetText(bench), reference, when].join(" | ")} |`
}

const nameOf = (line: string) => /^\| `(\w+)`/.exec(line)?.[1]

/** The rows of the earlier record, with this run's figures in their places and new figures at the end. */
function merged(earlier: string, figures: readonly Figure[], run: Run): string[] {
  const rows = new Map<string, string>()
  for (const line of earlier.split("\n")) {
    const name = nameOf(line)
    if (name) rows.set(name, line)
  }
  for (const figure of figures) rows.set(figure.bench, row(figure, run))
  return [...rows.values()]
}

/** Writes the figures of a full run, or of a part of one, into docs/benchmarks.md. Other figures stay. */
export async function writeRecord(figures: readonly Figure[], run: Run): Promise<void> {
  const manifest = JSON.parse(fs.readFileSync(path.join(projectDir, "package.json"), "utf8")) as { version: string }
  const settings = await withServer(async (client) => {
    const { rows } = await client.query<{ version: string; fsync: string }>(
      "select current_setting('server_version') as version, current_setting('fsync') as fsync",
    )
    return rows[0]
  })
  const about =
    `Version ${manifest.version}: Node ${process.versions.node}, PostgreSQL ${settings?.version} with fsync ` +
    `${settings?.fsync}, ${os.availableParallelism()} cores shared with other work. Medians of ${run.rounds} rounds; the ` +
    "load is the machine's at the start of the run."
  const text = fs.readFileSync(DOCUMENT, "utf8")
  const [, start, earlier, end] = RECORD.exec(text) ?? []
  if (start === undefined || earlier === undefined || end === undefined) {
    throw new Error(`${DOCUMENT} has lost the marks around its release record`)
  }
  const lines = [about, "", ...HEAD, ...merged(earlier, figures, run), ""].join("\n")
  fs.writeFileSync(
    DOCUMENT,
    text.replace(RECORD, () => `${start}${lines}${end}`),
  )
}
