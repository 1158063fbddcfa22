// A worker in a process of its own, which a test kills in the middle of a job.
import { z } from "@medusajs/framework/zod"
import { defineJob, JobQueueModuleService } from "../../src/modules/job_queue"
import { testTiming } from "./timing"

defineJob({
  name: "test.award",
  queue: "awards",
  schema: z.strictObject({ order_id: z.string() }),
  handler: async ({ order_id }) => {
    process.send?.({ started: order_id })
    await new Promise(() => {})
  },
})

const logger = { info: () => {}, warn: () => {}, error: () => {} }
const options = JSON.parse(process.env.QUEUE_OPTIONS ?? "{}")
const service = new JobQueueModuleService({ logger }, options, { worker_mode: "worker" }, { timing: testTiming })
void service.__hooks.onApplicationStart()
