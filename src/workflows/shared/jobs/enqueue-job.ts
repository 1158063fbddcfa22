import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../../kernel/error-text"
import {
  JOB_QUEUE_MODULE,
  type JobName,
  type JobPayloads,
  type JobQueueModuleService,
} from "../../../modules/job_queue"

/**
 * Adds a job that may be lost, because the sweep does the same work later (ADR 0005). A queue that is down must never fail
 * or delay the shop's work.
 */
export async function enqueueJob<Name extends JobName>(
  container: MedusaContainer,
  name: Name,
  payload: JobPayloads[Name],
  options: { delayMs?: number } = {},
): Promise<void> {
  try {
    await container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE).add(name, payload, options)
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: job ${name} was not queued (${errorText(error)}); the next sweep does its work`)
  }
}
