import type { ExecArgs } from "@medusajs/framework/types"
import { runJob } from "./run-job"

export default async function sweep({ container }: ExecArgs) {
  return { schedule: await runJob(container, "clientele-points-sweep") }
}
