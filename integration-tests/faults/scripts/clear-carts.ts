import type { ExecArgs } from "@medusajs/framework/types"
import { clearCarts } from "../../../src/workflows/redemption/clear-carts"

/** `clear-carts [ms]`: removes points from carts as `clientele uninstall` does, in the store itself. Each cart has this time limit. */
export default async function clear({ container, args: [ms] }: ExecArgs) {
  return clearCarts(container, false, ms === undefined ? undefined : Number(ms))
}
