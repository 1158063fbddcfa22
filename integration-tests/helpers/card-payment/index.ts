import { createHash } from "node:crypto"
import type {
  AuthorizePaymentOutput,
  CapturePaymentOutput,
  CreateAccountHolderInput,
  CreateAccountHolderOutput,
  InitiatePaymentOutput,
  ListPaymentMethodsInput,
  ListPaymentMethodsOutput,
  PaymentSessionStatus,
  WebhookActionResult,
} from "@medusajs/framework/types"
import { AbstractPaymentProvider, ModuleProvider, Modules, PaymentActions } from "@medusajs/framework/utils"

type Data = { data?: Record<string, unknown> }

const keep = async ({ data = {} }: Data) => ({ data })
const card = (id: string, created: number, last4: string) => ({
  id,
  data: {
    type: "card",
    created,
    fingerprint: "fp_secret",
    client_secret: "pm_secret",
    billing_details: { email: "someone@example.com" },
    card: { brand: "visa", last4, exp_month: 12, exp_year: 2030, number: "4242424242424242", cvc: "123" },
  },
})

/** A payment method that keeps cards for customers, as card providers do; with `down` it cannot be asked for them. */
class CardPaymentProvider extends AbstractPaymentProvider<{ down: boolean }> {
  static override identifier = "cards"

  constructor(container: Record<string, unknown>, options: { down: boolean }) {
    super(container, options)
  }

  async createAccountHolder({ context }: CreateAccountHolderInput): Promise<CreateAccountHolderOutput> {
    const id = `holder_${createHash("sha256").update(String(context.customer.id)).digest("hex").slice(0, 12)}`
    return { id, data: { id } }
  }
  async listPaymentMethods({ context }: ListPaymentMethodsInput): Promise<ListPaymentMethodsOutput> {
    if (this.config.down) throw new Error("503 for someone@example.com")
    const holder = context?.account_holder?.data?.id
    return [card(`pm_old_${holder}`, 1_700_000_000, "1111"), card(`pm_new_${holder}`, 1_750_000_000, "4242")]
  }
  async initiatePayment({ data = {} }: Data): Promise<InitiatePaymentOutput> {
    return { id: "cards", data }
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
  async getWebhookActionAndData(): Promise<WebhookActionResult> {
    return { action: PaymentActions.NOT_SUPPORTED }
  }
  cancelPayment = keep
  deletePayment = keep
  refundPayment = keep
  retrievePayment = keep
  updatePayment = keep
}

export default ModuleProvider(Modules.PAYMENT, { services: [CardPaymentProvider] })
