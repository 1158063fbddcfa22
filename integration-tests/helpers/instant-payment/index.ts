import type { AuthorizePaymentOutput, PaymentSessionStatus } from "@medusajs/framework/types"
import { ModuleProvider, Modules } from "@medusajs/framework/utils"
import { type Data, KeepingPaymentProvider } from "../keeping-payment"

/**
 * A payment method that captures during the authorisation, like instant transfers. Medusa then records a captured payment
 * and emits no `payment.captured`.
 */
class InstantPaymentProvider extends KeepingPaymentProvider {
  static override identifier = "instant"

  override async authorizePayment({ data = {} }: Data): Promise<AuthorizePaymentOutput> {
    return { data, status: "captured" }
  }
  override async getPaymentStatus(): Promise<{ status: PaymentSessionStatus }> {
    return { status: "captured" }
  }
}

export default ModuleProvider(Modules.PAYMENT, { services: [InstantPaymentProvider] })
