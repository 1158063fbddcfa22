import path from "node:path"
import { JobLoader } from "@medusajs/framework/jobs"
import { WorkflowManager } from "@medusajs/framework/orchestration"
import type { IWorkflowEngineService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

/**
 * Lets Medusa load src/jobs and its workflow engine run one of them: all but the wait for the clock.
 *
 * @returns the job's schedule
 */
export async function runJob(container: MedusaContainer, name: string): Promise<string | undefined> {
  const job = `job-${name}`
  if (!WorkflowManager.getWorkflow(job)) {
    await new JobLoader(path.join(process.cwd(), "src/jobs"), container).load()
  }
  const { schedule } = WorkflowManager.getWorkflow(job)?.options ?? {}
  const engine: IWorkflowEngineService = container.resolve(Modules.WORKFLOW_ENGINE)
  await engine.run(job, { input: { scheduledFor: new Date().toISOString() } })
  return typeof schedule === "object" && "cron" in schedule ? schedule.cron : schedule?.toString()
}
