import type {
  AuthorizePaymentOutput,
  InitiatePaymentOutput,
  PaymentSessionStatus,
  ProviderWebhookPayload,
  WebhookActionResult,
} from "@medusajs/framework/types"
import { MedusaError, ModuleProvider, Modules, PaymentActions } from "@medusajs/framework/utils"
import { reach } from "../fault-points/point"
import { type Data, KeepingPaymentProvider } from "../keeping-payment"

/**
 * A payment method whose behaviour is chosen by the session's `data.outcome`: `decline`, `requires_more` (the shopper has
 * to confirm at the bank), the same as a returned status (`says_requires_more`, `says_error`) or, with any other value,
 * authorise. `confirmed` in the data: the shopper has confirmed at the bank. `begins_as` in the data: the status of a new
 * session, for example `authorized` if the payment precedes the order.
 */
class FicklePaymentProvider extends KeepingPaymentProvider {
  static override identifier = "fickle"

  override async initiatePayment({ data = {} }: Data): Promise<InitiatePaymentOutput> {
    return { id: "fickle", data, status: data.begins_as as PaymentSessionStatus | undefined }
  }
  override async authorizePayment({ data = {} }: Data): Promise<AuthorizePaymentOutput> {
    // The errors that Medusa's payment module makes of a provider's answers during a completion (ADR 0007).
    const refusal = {
      decline: MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR,
      requires_more: MedusaError.Types.PAYMENT_REQUIRES_MORE_ERROR,
    }[String(data.outcome)]
    // Other providers return the status instead of throwing. Medusa's payment module then throws NOT_ALLOWED.
    if (data.outcome === "says_requires_more" && !data.confirmed) return { data, status: "requires_more" }
    if (data.outcome === "says_error") return { data, status: "error" }
    if (refusal) throw new MedusaError(refusal, `the payment ${data.outcome}s`)
    await reach("provider:took", data)
    return { data, status: "authorized" }
  }
  /** The content of the provider's webhook: `{session_id, amount, action}`. */
  override async getWebhookActionAndData({ data }: ProviderWebhookPayload["payload"]): Promise<WebhookActionResult> {
    const action = data.action === "captured" ? PaymentActions.SUCCESSFUL : PaymentActions.AUTHORIZED
    return { action, data: { session_id: String(data.session_id), amount: Number(data.amount) } }
  }
}

export default ModuleProvider(Modules.PAYMENT, { services: [FicklePaymentProvider] })
