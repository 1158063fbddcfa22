import type { ExecArgs } from "@medusajs/framework/types"
import { type SweepResult, sweepCustomers } from "../../../src/workflows/projection/sweep-customers"

/** One sweep of customers, without waiting for its time. */
export default async function sweep({ container }: ExecArgs): Promise<SweepResult> {
  return sweepCustomers(container)
}
