import path from "node:path"
import { JobLoader } from "@medusajs/framework/jobs"
import { WorkflowManager } from "@medusajs/framework/orchestration"
import type { ExecArgs, IWorkflowEngineService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { ANSWER } from "../in-store"

const JOB = "job-clientele-points-sweep"

/** Lets Medusa load src/jobs and its workflow engine run one of them: all but the wait for the clock. */
export default async function sweep({ container }: ExecArgs): Promise<void> {
  await new JobLoader(path.join(process.cwd(), "src/jobs"), container).load()
  const { schedule } = WorkflowManager.getWorkflow(JOB)?.options ?? {}
  const engine: IWorkflowEngineService = container.resolve(Modules.WORKFLOW_ENGINE)
  await engine.run(JOB, { input: { scheduledFor: new Date().toISOString() } })
  process.stdout.write(
    `${ANSWER}${JSON.stringify({ schedule: typeof schedule === "object" ? schedule.cron : schedule })}\n`,
  )
}
