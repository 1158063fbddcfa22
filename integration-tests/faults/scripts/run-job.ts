import path from "node:path"
import { setImmediate } from "node:timers/promises"
import { JobLoader } from "@medusajs/framework/jobs"
import { WorkflowManager, WorkflowScheduler } from "@medusajs/framework/orchestration"
import type { IWorkflowEngineService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

/**
 * Lets Medusa load src/jobs, and lets its workflow engine run one job at once instead of on schedule.
 *
 * @returns the job's schedule
 */
export async function runJob(container: MedusaContainer, name: string): Promise<string | undefined> {
  const job = `job-${name}`
  if (!WorkflowManager.getWorkflow(job)) {
    await new JobLoader(path.join(process.cwd(), "src/jobs"), container).load()
    // This process runs no job on schedule, because it is in mode `server`. Medusa does not wait until jobs are registered.
    await setImmediate()
    await new WorkflowScheduler().clear()
  }
  const { schedule } = WorkflowManager.getWorkflow(job)?.options ?? {}
  const engine: IWorkflowEngineService = container.resolve(Modules.WORKFLOW_ENGINE)
  await engine.run(job, { input: { scheduledFor: new Date().toISOString() } })
  return typeof schedule === "object" && "cron" in schedule ? schedule.cron : schedule?.toString()
}
