import { checkPayloadSchema } from "./payload"
import type { JobDefinition, JobName } from "./types"

const DEFAULT_ATTEMPTS = 5
const MAX_ATTEMPTS = 20
const DEFAULT_BACKOFF_MS = 2000

/** A defined job with its defaults, and without its payload's type. */
export type RegisteredJob = Required<JobDefinition<never>>

// One registry per process, even if this file is loaded twice.
const registryKey = Symbol.for("medusa-plugin-clientele.jobs")
type Holder = { [registryKey]?: Map<string, RegisteredJob> }

function registry(): Map<string, RegisteredJob> {
  const holder = globalThis as Holder
  holder[registryKey] ??= new Map()
  return holder[registryKey]
}

/**
 * Defines a job: its queue, payload and handler. Call it at import time in a file below `src/workflows`, which Medusa
 * loads before the workers start.
 *
 * @throws Error for a schema that allows more than ids, attempts out of bounds, or a second job of the same name. The same
 *   definition again is no error, because a file can be evaluated twice
 */
export function defineJob<Name extends JobName>(definition: JobDefinition<Name>): JobDefinition<Name> {
  const { name, attempts = DEFAULT_ATTEMPTS, backoffMs = DEFAULT_BACKOFF_MS } = definition
  checkPayloadSchema(name, definition.schema)
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > MAX_ATTEMPTS) {
    throw new Error(`job ${name}: attempts must be a whole number from 1 to ${MAX_ATTEMPTS}`)
  }
  if (!Number.isInteger(backoffMs) || backoffMs < 1) {
    throw new Error(`job ${name}: backoffMs must be a whole number above 0`)
  }
  const known = registry().get(name)
  if (known && String(known.handler) !== String(definition.handler)) {
    throw new Error(`job ${name} is defined twice, with different handlers`)
  }
  registry().set(name, { ...definition, attempts, backoffMs } as unknown as RegisteredJob)
  return definition
}

/** The job of that name; undefined if this version of the plugin has none. */
export function findJob(name: string): RegisteredJob | undefined {
  return registry().get(name)
}
