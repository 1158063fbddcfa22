import type { ExecArgs } from "@medusajs/framework/types"
import { clearCarts } from "../../../src/workflows/redemption/clear-carts"

/** `clear-carts [ms]`: what `clientele uninstall` does to carts, in the store itself; each may take so many milliseconds. */
export default async function clear({ container, args: [ms] }: ExecArgs) {
  return clearCarts(container, false, ms === undefined ? undefined : Number(ms))
}
