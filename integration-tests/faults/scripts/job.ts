import type { ExecArgs } from "@medusajs/framework/types"
import { runJob } from "./run-job"

/** `job <name>`: one run of a scheduled job of the plugin's, as Medusa's workflow engine runs it. */
export default async function job({ container, args: [name = ""] }: ExecArgs) {
  return { schedule: await runJob(container, name) }
}
