import { z } from "@medusajs/framework/zod"
import { defineJob, JobQueueModuleService } from "../../src/modules/job_queue"
import { eventually } from "../helpers/loyalty"

declare module "../../src/modules/job_queue/types" {
  interface JobPayloads {
    "cli.broken": { order_id: string }
  }
}

defineJob({
  name: "cli.broken",
  queue: "mail",
  attempts: 1,
  schema: z.strictObject({ order_id: z.string() }),
  handler: async () => {
    throw new Error("the printer is out of paper")
  },
})

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** A call has a second, which on a busy machine is short for loading the queue and connecting: such a call is made again. */
async function untilReached<T>(call: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 30_000
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if ((error as { code?: string }).code !== "queue_unavailable" || Date.now() > deadline) throw error
    }
  }
}

/** Leaves a job in a store's queue that has used up its runs. @returns its id */
export async function leaveDeadJob(databaseUrl: string): Promise<string> {
  const service = new JobQueueModuleService({ logger: quiet }, { database: { clientUrl: databaseUrl } })
  try {
    await service.__hooks.onApplicationStart()
    const { job_id } = await untilReached(() => service.add("cli.broken", { order_id: "order_none" }))
    const dead = await eventually(
      () => untilReached(() => service.dead("mail")),
      (jobs) => jobs.some((job) => job.job_id === job_id),
    )
    if (dead.every((job) => job.job_id !== job_id)) throw new Error("the job did not die")
    return job_id
  } finally {
    await service.__hooks.onApplicationShutdown()
  }
}
