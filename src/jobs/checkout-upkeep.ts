import type { MedusaContainer } from "@medusajs/framework/types"
import { withLoggableErrors } from "../kernel/error-text"
import { CHECKOUT_MODULE, type CheckoutModuleService } from "../modules/checkout"

/** Deletes old requests of the one-call checkout (contract R46), hourly. */
async function checkoutUpkeep(container: MedusaContainer): Promise<void> {
  await container.resolve<CheckoutModuleService>(CHECKOUT_MODULE).cleanUp()
}

export default withLoggableErrors(checkoutUpkeep)

export const config = { name: "clientele-checkout-upkeep", schedule: "41 * * * *" }
