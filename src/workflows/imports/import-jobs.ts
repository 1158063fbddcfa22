import { z } from "@medusajs/framework/zod"
import { defineJob } from "../../modules/job_queue"
import { enqueueJob } from "../shared/jobs/enqueue-job"
import { runImport } from "./run-import"

declare module "../../modules/job_queue/types" {
  interface JobPayloads {
    /** Continues an import that is being applied or reversed. */
    "imports.run": { import_id: string }
  }
}

/** Time after which other jobs of the queue get their turn. */
const ROUND_MS = 10_000

export const runImportJob = defineJob({
  name: "imports.run",
  queue: "projections",
  schema: z.strictObject({ import_id: z.string().min(1).max(100) }),
  handler: async ({ import_id }, { container }) => {
    const until = performance.now() + ROUND_MS
    if ((await runImport(container, import_id, { isOver: () => performance.now() >= until })) === "paused") {
      await enqueueJob(container, "imports.run", { import_id })
    }
  },
})
