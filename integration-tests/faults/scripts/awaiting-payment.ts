import type { ExecArgs } from "@medusajs/framework/types"
import { findAwaitingPayment } from "../../../src/workflows/points/awaiting-payment"

/** Whether each of these new orders awaits its payment. */
export default async function ask({ container, args }: ExecArgs) {
  const awaiting = await findAwaitingPayment(container, args)
  return { awaits: args.map((id) => awaiting.has(id)) }
}
