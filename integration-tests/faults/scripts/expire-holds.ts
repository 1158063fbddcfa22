import type { ExecArgs } from "@medusajs/framework/types"
import { expireHolds } from "../../../src/workflows/redemption/expire-holds"
import { ANSWER } from "../in-store"

/** What the scheduled job of src/jobs/points-holds.ts does at each minute. */
export default async function expire({ container }: ExecArgs): Promise<void> {
  process.stdout.write(`${ANSWER}${JSON.stringify({ ended: await expireHolds(container, 1) })}\n`)
}
