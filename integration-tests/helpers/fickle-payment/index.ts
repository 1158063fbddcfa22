import type {
  AuthorizePaymentOutput,
  CapturePaymentOutput,
  InitiatePaymentOutput,
  PaymentSessionStatus,
  ProviderWebhookPayload,
  WebhookActionResult,
} from "@medusajs/framework/types"
import {
  AbstractPaymentProvider,
  MedusaError,
  ModuleProvider,
  Modules,
  PaymentActions,
} from "@medusajs/framework/utils"

type Data = { data?: Record<string, unknown> }

const keep = async ({ data = {} }: Data) => ({ data })

/**
 * A payment method that does what the session's `data.outcome` says: `decline`, `requires_more` (the shopper has to
 * confirm at the bank) or, with anything else, authorise.
 */
class FicklePaymentProvider extends AbstractPaymentProvider {
  static override identifier = "fickle"

  // The base class keeps its constructor to itself, and Medusa wants to make the provider.
  constructor(container: Record<string, unknown>, options: Record<string, unknown>) {
    super(container, options)
  }

  async initiatePayment({ data = {} }: Data): Promise<InitiatePaymentOutput> {
    return { id: "fickle", data }
  }
  async authorizePayment({ data = {} }: Data): Promise<AuthorizePaymentOutput> {
    // What Medusa's payment module makes of such answers of a provider, where completion asks it (DESIGN D7).
    const refusal = {
      decline: MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR,
      requires_more: MedusaError.Types.PAYMENT_REQUIRES_MORE_ERROR,
    }[String(data.outcome)]
    if (refusal) throw new MedusaError(refusal, `the payment ${data.outcome}s`)
    return { data, status: "authorized" }
  }
  async capturePayment(input: Data): Promise<CapturePaymentOutput> {
    return keep(input)
  }
  async getPaymentStatus(): Promise<{ status: PaymentSessionStatus }> {
    return { status: "authorized" }
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

export default ModuleProvider(Modules.PAYMENT, { services: [FicklePaymentProvider] })
