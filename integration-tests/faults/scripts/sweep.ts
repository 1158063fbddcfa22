import type { ExecArgs } from "@medusajs/framework/types"
import { ANSWER } from "../in-store"
import { runJob } from "./run-job"

export default async function sweep({ container }: ExecArgs): Promise<void> {
  const schedule = await runJob(container, "clientele-points-sweep")
  process.stdout.write(`${ANSWER}${JSON.stringify({ schedule })}\n`)
}
