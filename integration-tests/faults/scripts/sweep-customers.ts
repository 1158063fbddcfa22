import fs from "node:fs"
import type { ExecArgs } from "@medusajs/framework/types"
import { sweepCustomers } from "../../../src/workflows/customers/sweep-customers"

/** `medusa exec`: one sweep of customers, without waiting for its time. Its result goes to the file that is named. */
export default async function sweep({ container, args }: ExecArgs): Promise<void> {
  fs.writeFileSync(args[0] ?? "", JSON.stringify(await sweepCustomers(container)))
}
