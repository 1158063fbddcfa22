import type { AuthorizePaymentOutput, InitiatePaymentOutput, WebhookActionResult } from "@medusajs/framework/types"
import {
  AbstractPaymentProvider,
  MedusaError,
  ModuleProvider,
  Modules,
  PaymentActions,
} from "@medusajs/framework/utils"

type Data = { data?: Record<string, unknown> }

const keep = async ({ data = {} }: Data) => ({ data })

/** The demo's payment provider: a card that the bank declines if the session's data have `card: "declined"`. */
class DemoCard extends AbstractPaymentProvider {
  static identifier = "card"

  // The constructor of the base class is protected, and Medusa has to construct the provider.
  constructor(container: Record<string, unknown>, options: Record<string, unknown>) {
    super(container, options)
  }

  async initiatePayment({ data = {} }: Data): Promise<InitiatePaymentOutput> {
    return { id: "demo-card", data }
  }
  async authorizePayment({ data = {} }: Data): Promise<AuthorizePaymentOutput> {
    if (data.card === "declined") {
      throw new MedusaError(MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR, "the bank declined the card")
    }
    return { data, status: "authorized" }
  }
  async getPaymentStatus() {
    return { status: "authorized" as const }
  }
  async getWebhookActionAndData(): Promise<WebhookActionResult> {
    return { action: PaymentActions.NOT_SUPPORTED }
  }
  capturePayment = keep
  cancelPayment = keep
  deletePayment = keep
  refundPayment = keep
  retrievePayment = keep
  updatePayment = keep
}

export default ModuleProvider(Modules.PAYMENT, { services: [DemoCard] })
