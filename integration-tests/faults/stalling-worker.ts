// A worker in its own process that takes award jobs and never ends them. A test kills it while they run.
import { z } from "@medusajs/framework/zod"
import { defineJob, JobQueueModuleService } from "../../src/modules/job_queue"
import { testTiming } from "../job-queue/timing"

const hang = async (): Promise<void> => {
  process.send?.("started")
  await new Promise(() => {})
}
const queue = "awards" as const
const cause = z.string()
defineJob({
  name: "points.settle_order",
  queue,
  schema: z.strictObject({ order_id: z.string(), cause }),
  handler: hang,
})
defineJob({
  name: "points.settle_payment",
  queue,
  schema: z.strictObject({ payment_id: z.string(), cause }),
  handler: hang,
})

const logger = { info: () => {}, warn: () => {}, error: () => {} }
const options = { database: { clientUrl: process.env.DATABASE_URL } }
const service = new JobQueueModuleService({ logger }, options, { worker_mode: "worker" }, { timing: testTiming })
void service.__hooks.onApplicationStart()
