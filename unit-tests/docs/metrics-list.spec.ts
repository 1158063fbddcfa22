import fs from "node:fs"
import path from "node:path"
import { COUNTERS, GAUGES } from "../../src/kernel/instruments"

const read = (file: string) => fs.readFileSync(path.join(__dirname, "../..", file), "utf8")
const all = { ...COUNTERS, ...GAUGES } as Record<string, { unit: string; attributes: readonly string[] }>

/** The name that a Prometheus exporter gives a metric. */
const prometheusName = (name: string): string => {
  const end = name in COUNTERS ? "_total" : all[name]?.unit === "s" ? "_seconds" : ""
  return name.replaceAll(".", "_") + end
}

it("R68: docs/operations.md has every metric with its attributes and unit, and no other", () => {
  const rows = [...read("docs/operations.md").matchAll(/^\| `(clientele\.[a-z_.]+)` \| ([^|]*)\| (\S+) \|/gm)]
  const listed = rows.map(([, name, attributes = "", unit]) => ({
    name,
    attributes: [...attributes.matchAll(/`(\w+)`/g)].map(([, one]) => one),
    unit,
  }))
  const expected = Object.entries(all).map(([name, one]) => ({
    name,
    attributes: [...one.attributes],
    unit: one.unit.replace(/[{}]/g, ""),
  }))
  const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }) =>
    String(a.name).localeCompare(String(b.name))
  expect(listed.sort(byName)).toEqual(expected.sort(byName))
})

it("R68: the Grafana dashboard shows every metric, and no other", () => {
  const { panels } = JSON.parse(read("examples/grafana/clientele.json")) as {
    panels: { targets: { expr: string }[] }[]
  }
  const used = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(/clientele_\w+/g) ?? []))
  expect([...new Set(used)].sort()).toEqual(Object.keys(all).map(prometheusName).sort())
})
