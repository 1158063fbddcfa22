import type { Job } from "bullmq"
import { errorText } from "../../kernel/error-text"
import { clienteleError } from "../../kernel/errors"
import type { QueueBackend } from "./backends/backend"
import { parseJobId, publicJobId } from "./job-id"
import { type DeadJob, type QueueName, queueNames } from "./types"

/** Maximum dead jobs shown for each queue. */
const SHOWN = 100

/** The newest dead jobs of a queue, or of all. */
export async function readDead(backend: QueueBackend, queue?: QueueName): Promise<DeadJob[]> {
  const found: DeadJob[] = []
  for (const name of queue ? [queue] : queueNames) {
    const jobs = await (await backend.store(name)).getFailed(0, SHOWN - 1)
    found.push(...jobs.map((job) => deadJob(name, job)))
  }
  return found
}

function deadJob(queue: QueueName, job: Job): DeadJob {
  return {
    job_id: publicJobId(queue, job.id),
    queue,
    name: job.name,
    payload: job.data,
    attempts: Math.max(job.attemptsMade, job.attemptsStarted),
    failed_reason: errorText(job.failedReason),
    at: new Date(job.finishedOn ?? job.timestamp),
  }
}

/**
 * Puts a dead job back into its queue with its full number of attempts. If its worker dies again during the job, the job is
 * dead at once, because BullMQ continues to count stalls.
 *
 * @throws `not_found`
 */
export async function retryDead(backend: QueueBackend, jobId: string): Promise<{ job_id: string }> {
  const { queue, id } = parseJobId(jobId)
  const job = await (await backend.store(queue)).getJob(id)
  const notDead = () => clienteleError("not_found", `There is no dead job ${jobId}.`)
  if (!job || !(await job.isFailed())) {
    throw notDead()
  }
  try {
    await job.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true })
  } catch (error) {
    // A parallel retry was faster.
    throw (await job.isFailed()) ? error : notDead()
  }
  return { job_id: jobId }
}
