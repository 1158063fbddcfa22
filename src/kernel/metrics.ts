import {
  type BatchObservableResult,
  type Counter,
  metrics,
  type ObservableGauge,
} from "@medusajs/framework/opentelemetry/api"
import {
  COUNTERS,
  type CounterAttributes,
  type CounterName,
  FRESH_MS,
  GAUGES,
  type GaugeName,
  type GaugeReading,
} from "./instruments"

/**
 * Metrics through OpenTelemetry's API alone: without an SDK in the host's `instrumentation.ts` this does nothing and reads
 * nothing (ADR 0068).
 */

const METER = "medusa-plugin-clientele"

/** Maximum wait of a collection for a reading. A later result serves the next collection. */
const WAIT_MS = 2_000

type Provider = ReturnType<typeof metrics.getMeterProvider>

/**
 * Instruments of one provider. A host can register its SDK after this file is loaded, and the API has no proxy for metrics.
 */
let made: { provider: Provider; counters: Map<CounterName, Counter> } | undefined

/** Increments a counter. Never throws, because the counted event has happened. @param by a whole number, at least 0 */
export function count<Name extends CounterName>(name: Name, attributes: CounterAttributes<Name>, by = 1): void {
  if (by > 0) {
    counterOf(name).add(by, attributes)
  }
}

function counterOf(name: CounterName): Counter {
  const provider = metrics.getMeterProvider()
  if (made?.provider !== provider) {
    made = { provider, counters: new Map() }
  }
  const known = made.counters.get(name)
  if (known) {
    return known
  }
  const { unit, description } = COUNTERS[name]
  const counter = provider.getMeter(METER).createCounter(name, { unit, description })
  made.counters.set(name, counter)
  return counter
}

/** A part of the plugin with gauges that are read together. */
export type Source = () => Promise<readonly GaugeReading[]>

/**
 * Registers the gauges, which are read when the host's SDK collects.
 *
 * @param sources by name; a failing one does not stop the others
 * @returns a function that unregisters them
 */
export function observeGauges(sources: Readonly<Record<string, Source>>): () => void {
  const meter = metrics.getMeter(METER)
  const gauges = new Map<GaugeName, ObservableGauge>()
  for (const name of Object.keys(GAUGES) as GaugeName[]) {
    const { unit, description } = GAUGES[name]
    gauges.set(name, meter.createObservableGauge(name, { unit, description }))
  }
  const read = Object.entries(sources).map(([source, one]) => withAge(source, new FreshReadings(one)))
  const observe = async (result: BatchObservableResult) => {
    const readings = await Promise.all(read.map((one) => one()))
    for (const { gauge, value, attributes } of readings.flat()) {
      result.observe(gauges.get(gauge) as ObservableGauge, value, attributes)
    }
  }
  meter.addBatchObservableCallback(observe, [...gauges.values()])
  return () => meter.removeBatchObservableCallback(observe, [...gauges.values()])
}

function withAge(source: string, fresh: FreshReadings): Source {
  return async () => {
    const readings = await fresh.take()
    return [...readings, { gauge: "clientele.readings.age", value: fresh.ageInSeconds(), attributes: { source } }]
  }
}

/**
 * One reading at a time, which serves all collections for some seconds. A collection waits at most two seconds. While a
 * reading hangs, no second one starts, so that a database in trouble gets no further load.
 */
export class FreshReadings {
  readonly #read: Source
  readonly #now: () => number
  readonly #waitMs: number
  #readings: readonly GaugeReading[] | undefined
  /** The time of the last successful reading; before the first one, the start time. */
  #readAt: number
  #running: Promise<void> | undefined

  constructor(read: Source, now: () => number = () => performance.now(), waitMs: number = WAIT_MS) {
    this.#read = read
    this.#now = now
    this.#waitMs = waitMs
    this.#readAt = now()
  }

  /** The fresh reading, or nothing. Never rejects. */
  async take(): Promise<readonly GaugeReading[]> {
    const known = this.#fresh()
    if (known) {
      return known
    }
    // Guard: one reading at a time.
    this.#running ??= this.#start()
    await soon(this.#running, this.#waitMs)
    return this.#fresh() ?? []
  }

  ageInSeconds(): number {
    return (this.#now() - this.#readAt) / 1000
  }

  #fresh(): readonly GaugeReading[] | undefined {
    return this.#now() - this.#readAt < FRESH_MS ? this.#readings : undefined
  }

  async #start(): Promise<void> {
    try {
      this.#readings = await this.#read()
      this.#readAt = this.#now()
    } catch {
      // The age says it.
    } finally {
      this.#running = undefined
    }
  }
}

async function soon(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms).unref()
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
