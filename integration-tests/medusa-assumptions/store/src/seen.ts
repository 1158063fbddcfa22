/** What the probes of this store have seen; the tests run in the same process. */
type Seen = {
  /** At each call of `onApplicationStart`: whether the files of `src/workflows` had been loaded. */
  starts: boolean[]
  workflowsLoaded: boolean
  /** Events that the subscriber below `src/subscribers` was handed, with its `pluginOptions`. */
  handled: { name: string; data: unknown; pluginOptions: unknown }[]
  /** What the payment provider `recorder` was called with. */
  provider: { method: string; input: Record<string, unknown> }[]
  /** What that provider was made with. */
  providerCradle: string[]
  /** What the module `read_probe` was given, and what Query has asked it. */
  readProbeCradle: string[]
  reads: { method: string; filters: Record<string, unknown>; config: Record<string, unknown> }[]
}

const key = Symbol.for("medusa-assumptions.seen")
const holder = globalThis as { [key]?: Seen }
holder[key] ??= {
  starts: [],
  workflowsLoaded: false,
  handled: [],
  provider: [],
  providerCradle: [],
  readProbeCradle: [],
  reads: [],
}

export const seen: Seen = holder[key]
