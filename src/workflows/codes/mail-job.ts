import { z } from "@medusajs/framework/zod"
import { defineJob } from "../../modules/job_queue"
import { mailCode } from "./mail-code"

declare module "../../modules/job_queue/types" {
  interface JobPayloads {
    /** Mails the code of a challenge, if the challenge needs a mail. */
    "codes.mail": { challenge_id: string }
  }
}

export const mailCodeJob = defineJob({
  name: "codes.mail",
  queue: "mail",
  schema: z.strictObject({ challenge_id: z.string().min(1).max(100) }),
  handler: async ({ challenge_id }, { container }) => mailCode(container, challenge_id),
})
