import { z } from "@medusajs/framework/zod"
import { defineJob } from "../../src/modules/job_queue"

declare module "../../src/modules/job_queue/types" {
  interface JobPayloads {
    "test.award": { order_id: string; cause?: string }
    "test.flaky": { order_id: string }
    "test.broken": { order_id: string }
    "test.mail": { mail_id: string }
    "test.removed": { order_id: string }
  }
}

/** One run of a handler. `worker` is the name that the test gave to the service that ran it. */
export type Run = { name: string; id: string; worker: string; attempt: number; job_id: string }

/** All runs in this process, oldest first. */
export const runs: Run[] = []

/** Tests make handlers wait here, and let them go. */
export const gates = { award: Promise.resolve(), mail: Promise.resolve() }

/** How often `test.flaky` fails before it succeeds, and what `test.broken` says. */
export const faults = { flaky: 2, broken: "the award service is on fire" }

/** The runs of jobs about one id. */
export const runsOf = (id: string): Run[] => runs.filter((run) => run.id === id)

export function resetJobs(): void {
  runs.length = 0
  Object.assign(gates, { award: Promise.resolve(), mail: Promise.resolve() })
  Object.assign(faults, { flaky: 2, broken: "the award service is on fire" })
}

const order = z.strictObject({ order_id: z.string() })

type Context = { container: { resolve(key: string): unknown }; job_id: string; attempt: number }

function record(name: string, id: string, { container, attempt, job_id }: Context): void {
  runs.push({ name, id, worker: String(container.resolve("worker_name")), attempt, job_id })
}

defineJob({
  name: "test.award",
  queue: "awards",
  schema: z.strictObject({ order_id: z.string(), cause: z.string().optional() }),
  handler: async ({ order_id }, context) => {
    await gates.award
    record("test.award", order_id, context)
  },
})

defineJob({
  name: "test.flaky",
  queue: "awards",
  backoffMs: 20,
  schema: order,
  handler: async ({ order_id }, context) => {
    record("test.flaky", order_id, context)
    if (context.attempt <= faults.flaky) throw new Error("not yet")
  },
})

defineJob({
  name: "test.broken",
  queue: "awards",
  attempts: 3,
  backoffMs: 10,
  schema: order,
  handler: async ({ order_id }, context) => {
    record("test.broken", order_id, context)
    if (faults.broken) throw new Error(faults.broken)
  },
})

defineJob({
  name: "test.mail",
  queue: "mail",
  schema: z.strictObject({ mail_id: z.string() }),
  handler: async ({ mail_id }, context) => {
    record("test.mail", mail_id, context)
    await gates.mail
  },
})
