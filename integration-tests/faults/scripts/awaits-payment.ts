import type { ExecArgs } from "@medusajs/framework/types"
import { awaitsPayment } from "../../../src/workflows/points/awaits-payment"

/** Whether an order that was just placed is left to its payment. */
export default async function ask({ container, args: [orderId = ""] }: ExecArgs) {
  return { awaits: await awaitsPayment(container, orderId) }
}
