import { z } from "@medusajs/framework/zod"
import { defineJob } from "../../modules/job_queue"
import { deliverMessages } from "./deliver-messages"
import { dispatchMessages } from "./dispatch-messages"

declare module "../../modules/job_queue/types" {
  interface JobPayloads {
    /** Hands new messages to the endpoints that want them. */
    "webhooks.dispatch": Record<string, never>
    /** Sends the due deliveries of an endpoint. */
    "webhooks.deliver": { endpoint_id: string }
  }
}

export const dispatchMessagesJob = defineJob({
  name: "webhooks.dispatch",
  queue: "webhooks",
  schema: z.strictObject({}),
  handler: async (_payload, { container }) => {
    await dispatchMessages(container)
  },
})

export const deliverMessagesJob = defineJob({
  name: "webhooks.deliver",
  queue: "webhooks",
  schema: z.strictObject({ endpoint_id: z.string().min(1).max(100) }),
  handler: async ({ endpoint_id }, { container }) => deliverMessages(container, endpoint_id),
})
