import { metrics as api } from "@medusajs/framework/opentelemetry/api"
import { metrics as sdk } from "@medusajs/framework/opentelemetry/sdk-node"
import { COUNTERS, GAUGES, type GaugeReading } from "../../src/kernel/instruments"
import { count, FreshReadings, observeGauges } from "../../src/kernel/metrics"

const exporter = new sdk.InMemoryMetricExporter(sdk.AggregationTemporality.CUMULATIVE)
const reader = new sdk.PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
const provider = new sdk.MeterProvider({ readers: [reader] })
afterAll(() => provider.shutdown())

/** The metrics that the host's SDK exports now: `name{attributes} value`. */
async function exported(): Promise<string[]> {
  exporter.reset()
  await reader.forceFlush()
  return exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((scope) =>
        scope.metrics.flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => `${descriptor.name} ${JSON.stringify(attributes)} ${value}`),
        ),
      ),
    )
}

const holds = (value: number): GaugeReading[] => [{ gauge: "clientele.holds.live", value }]

describe("metrics", () => {
  // Guard: `made.provider !== provider` in metrics.ts.
  it("a counter counts before an SDK exists, and exports to it later", async () => {
    count("clientele.codes.mails", { result: "sent" })
    api.setGlobalMeterProvider(provider)
    count("clientele.codes.mails", { result: "sent" }, 2)
    count("clientele.codes.mails", { result: "failed" }, 0)
    expect(await exported()).toEqual(['clientele.codes.mails {"result":"sent"} 2'])
  })

  it("the SDK reads gauges with their attributes when it collects, until they are taken back", async () => {
    let reads = 0
    const points = async () => {
      reads++
      return holds(3)
    }
    const credit = async (): Promise<GaugeReading[]> => [
      { gauge: "clientele.credit.exposure", value: 12.5, attributes: { currency: "eur" } },
    ]
    const stop = observeGauges({ points, credit })
    const lines = await exported()
    expect(lines).toContain("clientele.holds.live {} 3")
    expect(lines).toContain('clientele.credit.exposure {"currency":"eur"} 12.5')
    stop()
    observeGauges({})()
    await exported()
    expect(reads).toBe(1)
  })

  it("a source that cannot be read holds up no other, and its age says so", async () => {
    const away = async () => {
      throw new Error("the database is away")
    }
    const stop = observeGauges({ away, near: async () => holds(4) })
    const lines = await exported()
    stop()
    expect(lines).toContain("clientele.holds.live {} 4")
    expect(lines.filter((line) => line.startsWith('clientele.readings.age {"source":"away"}'))).toHaveLength(1)
  })

  it("collections within 15 s share one reading, and a later one reads again", async () => {
    let [now, reads] = [0, 0]
    const fresh = new FreshReadings(
      async () => holds(++reads),
      () => now,
    )
    expect([await fresh.take(), await fresh.take()]).toEqual([holds(1), holds(1)])
    now = 15_000
    expect(fresh.ageInSeconds()).toBe(15)
    expect(await fresh.take()).toEqual(holds(2))
    expect(fresh.ageInSeconds()).toBe(0)
  })

  // Guard: `this.#running ??= this.#start()`.
  it("a reading that hangs holds up no collection and starts no second one, and serves the next collection", async () => {
    let reads = 0
    let answer = (_: GaugeReading[]) => {}
    const hanging = new Promise<GaugeReading[]>((resolve) => {
      answer = resolve
    })
    const read = () => {
      reads++
      return hanging
    }
    const fresh = new FreshReadings(read, () => 0, 1)
    expect([await fresh.take(), await fresh.take()]).toEqual([[], []])
    expect(reads).toBe(1)
    answer(holds(7))
    await hanging
    expect(await fresh.take()).toEqual(holds(7))
  })

  it("a reading that fails gives nothing, and the next collection tries again", async () => {
    let reads = 0
    const read = async () => {
      if (++reads === 1) throw new Error("the database is away")
      return holds(1)
    }
    const fresh = new FreshReadings(read, () => 0)
    expect([await fresh.take(), await fresh.take()]).toEqual([[], holds(1)])
  })

  it("no attribute can name a person", () => {
    const attributes = [...Object.values(COUNTERS), ...Object.values(GAUGES)].flatMap((one) => [...one.attributes])
    const allowed = ["code", "window", "result", "kind", "sweep", "queue", "currency", "source"]
    expect([...new Set<string>(attributes)].sort()).toEqual(allowed.sort())
  })
})
