/**
 * The one list of the plugin's metrics (ADR 0068). docs/operations.md and the Grafana dashboard are tested against it.
 * Names are OpenTelemetry's; Prometheus writes `_` for a dot. No attribute has personal data or more than a few dozen
 * values.
 */

/** Counters, which the code increments at each event. */
export const COUNTERS = {
  "clientele.completions.refused": {
    unit: "{completion}",
    attributes: ["code"],
    description: "Completions of carts with points that were refused.",
  },
  "clientele.calls.rate_limited": {
    unit: "{call}",
    attributes: ["window"],
    description: "Calls with secret keys that were refused as too many.",
  },
  "clientele.codes.mails": {
    unit: "{mail}",
    attributes: ["result"],
    description: "Mails with one-time codes, sent or failed.",
  },
  "clientele.points.posted": {
    unit: "{point}",
    attributes: ["kind"],
    description: "Points posted to the ledger.",
  },
  "clientele.webhooks.deliveries": {
    unit: "{delivery}",
    attributes: ["result"],
    description: "Attempts to deliver a webhook.",
  },
  "clientele.sweep.findings": {
    unit: "{finding}",
    attributes: ["sweep", "result"],
    description: "What a sweep had to repair, or could not repair.",
  },
} as const

/** Gauges, which are read when metrics are collected. The database is read at most every {@link FRESH_MS}. */
export const GAUGES = {
  "clientele.readings.age": {
    unit: "s",
    attributes: ["source"],
    description:
      "How old the values of a source's gauges are. An SDK goes on exporting the last values of a source that cannot be read.",
  },
  "clientele.queue.lag": { unit: "s", attributes: ["queue"], description: "Age of the oldest job that waits." },
  "clientele.queue.dead": { unit: "{job}", attributes: ["queue"], description: "Jobs that used up their runs." },
  "clientele.webhooks.outbox_age": {
    unit: "s",
    attributes: [],
    description: "Age of the oldest message that no endpoint was given yet, 0 without any.",
  },
  "clientele.webhooks.overdue_age": {
    unit: "s",
    attributes: [],
    description: "How long the oldest due delivery waits, 0 without any.",
  },
  "clientele.holds.live": { unit: "{hold}", attributes: [], description: "Holds of points on carts." },
  "clientele.points.outstanding": { unit: "{point}", attributes: [], description: "Sum of all positive balances." },
  "clientele.credit.exposure": {
    unit: "1",
    attributes: ["currency"],
    description: "What credit accounts owe and hold, in the currency's major unit.",
  },
  "clientele.credit.overdue": {
    unit: "1",
    attributes: ["currency"],
    description: "What is open on items past their due date, in the currency's major unit.",
  },
} as const

/** Time for which one reading of the database serves collections. */
export const FRESH_MS = 15_000

export type CounterName = keyof typeof COUNTERS
export type GaugeName = keyof typeof GAUGES

/** Values of a counter's attributes. */
export type CounterAttributes<Name extends CounterName> = Record<(typeof COUNTERS)[Name]["attributes"][number], string>

/** One value of a gauge. */
export type GaugeReading = { gauge: GaugeName; value: number; attributes?: Record<string, string> }
