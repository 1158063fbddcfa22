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
 * A payment method that does what the session's `data.outcome` says: `decline`, `requires_more` (the shopper has to
 * confirm at the bank), the same as a status that is returned (`says_requires_more`, `says_error`) or, with anything else,
 * authorise. `confirmed` in the data: the shopper has been at the bank. `begins_as` in the data: the status that a new
 * session has, for example `authorized` where the shopper's money is there before the order.
 */
class FicklePaymentProvider extends KeepingPaymentProvider {
  static override identifier = "fickle"

  override async initiatePayment({ data = {} }: Data): Promise<InitiatePaymentOutput> {
    return { id: "fickle", data, status: data.begins_as as PaymentSessionStatus | undefined }
  }
  override async authorizePayment({ data = {} }: Data): Promise<AuthorizePaymentOutput> {
    // What Medusa's payment module makes of such answers of a provider, where completion asks it (ADR 0007).
    const refusal = {
      decline: MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR,
      requires_more: MedusaError.Types.PAYMENT_REQUIRES_MORE_ERROR,
    }[String(data.outcome)]
    // Others do not throw but say so; Medusa's payment module makes NOT_ALLOWED of that.
    if (data.outcome === "says_requires_more" && !data.confirmed) return { data, status: "requires_more" }
    if (data.outcome === "says_error") return { data, status: "error" }
    if (refusal) throw new MedusaError(refusal, `the payment ${data.outcome}s`)
    await reach("provider:took", data)
    return { data, status: "authorized" }
  }
  /** What the provider tells by webhook: `{session_id, amount, action}`. */
  override async getWebhookActionAndData({ data }: ProviderWebhookPayload["payload"]): Promise<WebhookActionResult> {
    const action = data.action === "captured" ? PaymentActions.SUCCESSFUL : PaymentActions.AUTHORIZED
    return { action, data: { session_id: String(data.session_id), amount: Number(data.amount) } }
  }
}

export default ModuleProvider(Modules.PAYMENT, { services: [FicklePaymentProvider] })
