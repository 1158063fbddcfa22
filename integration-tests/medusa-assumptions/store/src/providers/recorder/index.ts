import { AbstractPaymentProvider, ModuleProvider, Modules, PaymentActions } from "@medusajs/framework/utils"
import { seen } from "../../seen"

type Input = Record<string, unknown>

/** A payment method that notes what it is called with, and keeps the amount in the session's data. */
class RecorderProvider extends AbstractPaymentProvider {
  static override identifier = "recorder"

  // The base class keeps its constructor to itself, and Medusa wants to make the provider.
  constructor(container: Record<string, unknown>, options: Record<string, unknown>) {
    super(container, options)
    seen.providerCradle = Object.keys(container)
  }

  #note(method: string, input: object): { data: Input } {
    seen.provider.push({ method, input: { ...input } })
    return { data: (input as { data?: Input }).data ?? {} }
  }

  async initiatePayment(input: { amount: unknown; data?: Input }) {
    this.#note("initiate", input)
    const { waits = false, stubborn = false, refuses = false } = input.data ?? {}
    return { id: "recorder", data: { amount: String(input.amount), waits, stubborn, refuses } }
  }
  /** With `waits` in the session's data the payment is authorised later. */
  async authorizePayment(input: { data?: Input }) {
    const { data } = this.#note("authorize", input)
    return { data, status: data.waits ? ("pending_authorization" as const) : ("authorized" as const) }
  }
  /** With `refuses` in the session's data it fails. */
  async capturePayment(input: object) {
    const noted = this.#note("capture", input)
    if (noted.data.refuses) throw new Error("the provider captures nothing")
    return noted
  }
  async cancelPayment(input: object) {
    return this.#note("cancel", input)
  }
  /** With `stubborn` in the session's data it fails. */
  async deletePayment(input: object) {
    const noted = this.#note("delete", input)
    if (noted.data.stubborn) throw new Error("the provider does not delete")
    return noted
  }
  async refundPayment(input: object) {
    return this.#note("refund", input)
  }
  async retrievePayment(input: object) {
    return this.#note("retrieve", input)
  }
  async updatePayment(input: object) {
    return this.#note("update", input)
  }
  async getPaymentStatus() {
    return { status: "authorized" as const }
  }
  async getWebhookActionAndData() {
    return { action: PaymentActions.NOT_SUPPORTED }
  }
}

export default ModuleProvider(Modules.PAYMENT, { services: [RecorderProvider] })
