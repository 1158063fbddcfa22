import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../kernel/error-text"
import { CHECKOUT_MODULE, type CheckoutModuleService, type RequestKey } from "../../modules/checkout"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { releaseUnderLease } from "../shared/redemption/apply-redemption"
import { findCheckoutCart } from "./checkout-cart"
import type { CheckoutInput } from "./checkout-types"
import { UNDER_WAY } from "./prepare-payment"

type Refused = {
  input: CheckoutInput
  keys: RequestKey[]
  cartId: string
  /** Whether the cart had a payment session before the refused call. */
  hadPayment: boolean
}

/**
 * After a refusal no client knows the created cart, so its points and the token are released, and a corrected request can
 * use the same key. A cart whose payment had begun before stays as it is, because an earlier call returned it. So does a
 * cart whose payment has the shopper's money or waits for the shopper.
 */
export async function undoRefusedCheckout(
  container: MedusaContainer,
  { input, keys, cartId, hadPayment }: Refused,
): Promise<void> {
  try {
    const cart = input.cart_id === undefined ? await findCheckoutCart(container, cartId) : null
    const sessions = cart?.payment_collection?.payment_sessions ?? []
    if (hadPayment || sessions.some(({ status }) => UNDER_WAY.includes(status))) {
      return
    }
    const token = input.loyalty_redemption?.token
    if (cart) {
      await releaseUnderLease(container, cartId)
    }
    if (cart && token !== undefined) {
      await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).unbindToken(token, cartId)
    }
    await container.resolve<CheckoutModuleService>(CHECKOUT_MODULE).deleteKeys(keys, cartId)
  } catch (error) {
    report(container, `the reservations of a refused checkout of ${cartId} stay until they expire`, error)
  }
}

/** The shopper's answer does not depend on the cleanup. */
function report(container: MedusaContainer, what: string, error: unknown): void {
  container.resolve(ContainerRegistrationKeys.LOGGER).warn(`clientele: ${what}: ${errorText(error)}`)
}
