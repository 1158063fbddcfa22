import { createHash } from "node:crypto"
import type {
  CreateAccountHolderInput,
  CreateAccountHolderOutput,
  DeleteAccountHolderInput,
  DeleteAccountHolderOutput,
  ListPaymentMethodsInput,
  ListPaymentMethodsOutput,
} from "@medusajs/framework/types"
import { ModuleProvider, Modules } from "@medusajs/framework/utils"
import { KeepingPaymentProvider } from "../keeping-payment"

/** Accounts for which a deletion was requested. */
const asked = new Set<string>()

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

/**
 * A payment method that stores customers' cards, like card providers. With `down` it fails to list them. With `hangs` its
 * first answer to a deletion never comes, and the second call reports that the account no longer exists.
 */
class CardPaymentProvider extends KeepingPaymentProvider<{ down: boolean; hangs: boolean }> {
  static override identifier = "cards"

  async createAccountHolder({ context }: CreateAccountHolderInput): Promise<CreateAccountHolderOutput> {
    const id = `holder_${createHash("sha256").update(String(context.customer.id)).digest("hex").slice(0, 12)}`
    return { id, data: { id } }
  }
  async deleteAccountHolder({ context }: DeleteAccountHolderInput): Promise<DeleteAccountHolderOutput> {
    const id = String(context.account_holder?.data?.id)
    if (this.config.hangs && asked.has(id)) throw new Error(`No such customer: '${id}'`)
    asked.add(id)
    if (this.config.hangs) await new Promise(() => undefined)
    if (this.config.down) throw new Error(`503 for ${context.account_holder?.data?.id}`)
    return {}
  }
  async listPaymentMethods({ context }: ListPaymentMethodsInput): Promise<ListPaymentMethodsOutput> {
    if (this.config.down) throw new Error("503 for someone@example.com")
    const holder = context?.account_holder?.data?.id
    return [card(`pm_old_${holder}`, 1_700_000_000, "1111"), card(`pm_new_${holder}`, 1_750_000_000, "4242")]
  }
}

export default ModuleProvider(Modules.PAYMENT, { services: [CardPaymentProvider] })
