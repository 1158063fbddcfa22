import type { MedusaContainer } from "@medusajs/framework/types"
import { CHECKOUT_MODULE, type CheckoutModuleService } from "../modules/checkout"

/** Old requests of the one-call checkout (CONTRACT R46), hourly. */
export default async function checkoutUpkeep(container: MedusaContainer): Promise<void> {
  await container.resolve<CheckoutModuleService>(CHECKOUT_MODULE).cleanUp()
}

export const config = { name: "clientele-checkout-upkeep", schedule: "41 * * * *" }
