import { parseArgs } from "node:util"

/** The parts of a run, and its time limit. */
export type Plan = {
  json: boolean
  /** Write the report to docs/scale.md. */
  record: boolean
  /** Seconds of each phase. The first seconds do not count. */
  seconds: number
  warmUp: number
  /** Concurrent visitors: each sends its next call when the last one is answered. */
  visitors: number
  /** Customers and past orders in the store's lists. */
  customers: number
  orders: number
  /** Credit accounts with three buyers each. */
  accounts: number
  /** The run stops itself after this many seconds. */
  bound: number
  seed: number
}

const FULL = { seconds: 90, warmUp: 10, visitors: 16, customers: 20_000, orders: 50_000, accounts: 4, bound: 1500 }
const SHORT = { seconds: 15, warmUp: 3, visitors: 8, customers: 2_000, orders: 5_000, accounts: 2, bound: 1200 }

const positive = (name: string, text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 1000)
    throw new Error(`--${name} takes a whole number from 1 to 1000`)
  return value
}

/** @throws on unknown arguments */
export function readPlan(args: string[]): Plan {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: "boolean", default: false },
      short: { type: "boolean", default: false },
      record: { type: "boolean", default: false },
      visitors: { type: "string" },
      seconds: { type: "string" },
      seed: { type: "string", default: "1" },
    },
  })
  if (values.record && values.short) throw new Error("--record is for the full form")
  const usual = values.short ? SHORT : FULL
  const seconds = values.seconds === undefined ? usual.seconds : positive("seconds", values.seconds)
  return {
    ...usual,
    json: values.json,
    record: values.record,
    seconds,
    warmUp: Math.min(usual.warmUp, Math.floor(seconds / 3)),
    visitors: values.visitors === undefined ? usual.visitors : positive("visitors", values.visitors),
    bound: usual.bound + 2 * (seconds - usual.seconds),
    seed: positive("seed", values.seed),
  }
}
