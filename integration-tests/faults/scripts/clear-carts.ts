import type { ExecArgs } from "@medusajs/framework/types"
import { clearCarts } from "../../../src/workflows/redemption/clear-carts"

/** What `clientele uninstall` does to carts, in the store itself. */
export default async function clear({ container }: ExecArgs) {
  return clearCarts(container, false)
}
