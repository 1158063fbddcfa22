import type { ExecArgs } from "@medusajs/framework/types"
import { expireHolds } from "../../../src/workflows/redemption/expire-holds"

/** What the scheduled job of src/jobs/points-holds.ts does at each minute. */
export default async function expire({ container }: ExecArgs) {
  return { ended: await expireHolds(container, 1) }
}
