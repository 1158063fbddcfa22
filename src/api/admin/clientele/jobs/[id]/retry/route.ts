import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { JOB_QUEUE_MODULE, type JobQueueModuleService } from "../../../../../../modules/job_queue"
import type { Answer } from "../../../../../../types/routes"
import { pathId } from "../../../../../shared/validate"

/** Retries a dead job with all its attempts. Errors: 404 if the job is not dead, for example after a second click (M74). */
export async function POST(
  req: MedusaRequest,
  res: MedusaResponse<Answer<"POST /admin/clientele/jobs/:id/retry">>,
): Promise<void> {
  const queue = req.scope.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE)
  res.json(await queue.retry(pathId(req, "Job")))
}
