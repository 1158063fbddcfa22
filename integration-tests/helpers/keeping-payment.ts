import type {
  AuthorizePaymentOutput,
  CapturePaymentOutput,
  InitiatePaymentOutput,
  PaymentSessionStatus,
  ProviderWebhookPayload,
  WebhookActionResult,
} from "@medusajs/framework/types"
import { AbstractPaymentProvider, PaymentActions } from "@medusajs/framework/utils"

export type Data = { data?: Record<string, unknown> }

const keep = async ({ data = {} }: Data) => ({ data })

/**
 * A payment method that accepts everything and keeps the session's data unchanged. The tests' payment methods extend it.
 */
export class KeepingPaymentProvider<Config = Record<string, unknown>> extends AbstractPaymentProvider<Config> {
  // The base class has a protected constructor, but Medusa constructs the provider.
  constructor(container: Record<string, unknown>, options: Config) {
    super(container, options)
  }

  async initiatePayment({ data = {} }: Data): Promise<InitiatePaymentOutput> {
    return { id: this.getIdentifier(), data }
  }
  async authorizePayment({ data = {} }: Data): Promise<AuthorizePaymentOutput> {
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
