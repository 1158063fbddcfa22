import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { withServer } from "../../integration-tests/helpers/database-server"
import { projectDir } from "../../integration-tests/helpers/server-process"
import { type Figure, missedTarget } from "./figure"
import { targetText } from "./print"

const DOCUMENT = path.join(projectDir, "docs/benchmarks.md")
const RECORD = /(<!-- release record: written by `npm run bench -- --record` -->\n)[\s\S]*?(<!-- end of record -->)/

/** A missed target is recorded as such: a record is what was measured, not what was hoped for. */
function row(figure: Figure): string {
  const { bench, value, reference_value, unit, ratio, reference } = figure
  const result = missedTarget(figure, false) ? `**${ratio}**, missed` : `**${ratio}**`
  return `| ${[`\`${bench}\``, value, reference_value, unit, result, targetText(bench), reference].join(" | ")} |`
}

function table(figures: readonly Figure[]): string[] {
  return [
    "| figure | ours | reference | unit | ratio | target | reference is |",
    "| --- | ---: | ---: | --- | ---: | --- | --- |",
    ...figures.map(row),
  ]
}

/** Puts the figures of a full run into docs/benchmarks.md. */
export async function writeRecord(
  figures: readonly Figure[],
  run: { load: number; warnings: readonly string[]; rounds: number; seconds: number },
): Promise<void> {
  const manifest = JSON.parse(fs.readFileSync(path.join(projectDir, "package.json"), "utf8")) as { version: string }
  const settings = await withServer(async (client) => {
    const { rows } = await client.query<{ version: string; fsync: string }>(
      "select current_setting('server_version') as version, current_setting('fsync') as fsync",
    )
    return rows[0]
  })
  const about =
    `Version ${manifest.version}, ${new Date().toISOString().slice(0, 10)}: Node ${process.versions.node}, ` +
    `PostgreSQL ${settings?.version} with fsync ${settings?.fsync}, ${os.availableParallelism()} cores shared with ` +
    `other work (load ${run.load.toFixed(1)} at the start). Medians of ${run.rounds} rounds of ${run.seconds} s.`
  const text = fs.readFileSync(DOCUMENT, "utf8")
  const noise = run.warnings.length > 0 ? ["", `Too busy a machine to tell much: ${run.warnings.join("; ")}.`] : []
  const lines = [about, "", ...table(figures), ...noise, ""].join("\n")
  if (!RECORD.test(text)) throw new Error(`${DOCUMENT} has lost the marks around its release record`)
  fs.writeFileSync(
    DOCUMENT,
    text.replace(RECORD, (_all, start: string, end: string) => `${start}${lines}${end}`),
  )
}
