import type {
  AuthorizePaymentOutput,
  CapturePaymentOutput,
  InitiatePaymentOutput,
  PaymentSessionStatus,
  ProviderWebhookPayload,
  WebhookActionResult,
} from "@medusajs/framework/types"
import { AbstractPaymentProvider, ModuleProvider, Modules, PaymentActions } from "@medusajs/framework/utils"

type Data = { data?: Record<string, unknown> }

const keep = async ({ data = {} }: Data) => ({ data })

/**
 * A payment method that takes the money while it authorises, as instant transfers do. Medusa then records a captured
 * payment and emits no `payment.captured`.
 */
class InstantPaymentProvider extends AbstractPaymentProvider {
  static override identifier = "instant"

  // The base class keeps its constructor to itself, and Medusa wants to make the provider.
  constructor(container: Record<string, unknown>, options: Record<string, unknown>) {
    super(container, options)
  }

  async initiatePayment({ data = {} }: Data): Promise<InitiatePaymentOutput> {
    return { id: "instant", data }
  }
  async authorizePayment({ data = {} }: Data): Promise<AuthorizePaymentOutput> {
    return { data, status: "captured" }
  }
  async capturePayment(input: Data): Promise<CapturePaymentOutput> {
    return keep(input)
  }
  async getPaymentStatus(): Promise<{ status: PaymentSessionStatus }> {
    return { status: "captured" }
  }
  async getWebhookActionAndData(_payload: ProviderWebhookPayload["payload"]): Promise<WebhookActionResult> {
    return { action: PaymentActions.NOT_SUPPORTED }
  }
  cancelPayment = keep
  deletePayment = keep
  refundPayment = keep
  retrievePayment = keep
  updatePayment = keep
}

export default ModuleProvider(Modules.PAYMENT, { services: [InstantPaymentProvider] })
