import type {
  AuthorizePaymentInput,
  AuthorizePaymentOutput,
  CancelPaymentInput,
  CapturePaymentInput,
  CapturePaymentOutput,
  DeletePaymentInput,
  GetPaymentStatusInput,
  GetPaymentStatusOutput,
  InitiatePaymentInput,
  InitiatePaymentOutput,
  ProviderWebhookPayload,
  RefundPaymentInput,
  RetrievePaymentInput,
  UpdatePaymentInput,
  WebhookActionResult,
} from "@medusajs/framework/types"
import { AbstractPaymentProvider, MedusaError, PaymentActions, PaymentSessionStatus } from "@medusajs/framework/utils"
import { type CreditIntent, markCreditTerms, ORDER_IN_CONTEXT } from "../../kernel/credit-terms"
import type { Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { decimal, roundToMinorUnit } from "../../kernel/money"
import { CreditModuleService, type HoldOfSession } from "../../modules/credit"

type Data = Record<string, unknown>
type Kept = { data?: Data }

/** What initiating and updating a session have in common. */
type Wish = Pick<InitiatePaymentInput, "amount" | "currency_code" | "context"> & { data?: Data }

const keep = async ({ data = {} }: Kept): Promise<{ data: Data }> => ({ data })

/**
 * Pay on terms, as Medusa's payment provider `pp_credit_terms` (contract R24, ADR 0007). It carries an intent and verifies the
 * hold that the order's own transaction has taken. A capture is a payment on the account.
 */
export class CreditTermsProvider extends AbstractPaymentProvider {
  static override identifier = "credit"
  readonly #credit: CreditModuleService

  /** Medusa calls it while it boots, in every process that has the provider. */
  static override validateOptions(): void {
    markCreditTerms()
  }

  constructor(cradle: { __pg_connection__: Pool }, options?: Record<string, unknown>) {
    super(cradle, options)
    this.#credit = new CreditModuleService({ __pg_connection__: cradle.__pg_connection__ })
  }

  /** @throws `not_a_member` for a guest and a customer of no account, `currency_mismatch` */
  async initiatePayment(input: InitiatePaymentInput): Promise<InitiatePaymentOutput> {
    const intent = await this.#intend(input)
    return { id: intent.session_id, data: intent, status: PaymentSessionStatus.PENDING }
  }

  /** @throws as {@link initiatePayment} */
  async updatePayment(input: UpdatePaymentInput): Promise<{ data: Data }> {
    return { data: await this.#intend(input) }
  }

  /**
   * Verifies that the order's hold stands, over the session's amount; once the order has a receivable, that it charges so much.
   * An order that waits for an approval has no payment until then.
   *
   * @throws PAYMENT_AUTHORIZATION_ERROR without such a hold, which completing a cart answers with 200 and the cart
   */
  async authorizePayment({ data = {} }: AuthorizePaymentInput): Promise<AuthorizePaymentOutput> {
    const hold = await this.#findHold(data)
    if (!hold) {
      throw new MedusaError(
        MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR,
        "This payment has no credit hold. Create a new payment session, then complete the cart again.",
      )
    }
    return { data, status: statusOf(hold) }
  }

  async getPaymentStatus({ data = {} }: GetPaymentStatusInput): Promise<GetPaymentStatusOutput> {
    const hold = await this.#findHold(data)
    return { data, status: hold ? statusOf(hold) : PaymentSessionStatus.PENDING }
  }

  async getWebhookActionAndData(_payload: ProviderWebhookPayload["payload"]): Promise<WebhookActionResult> {
    return { action: PaymentActions.NOT_SUPPORTED }
  }

  // The hold and the receivable follow the order, not its payment: cancelling or deleting a payment changes neither (ADR 0007).
  cancelPayment = (input: CancelPaymentInput) => keep(input)
  deletePayment = (input: DeletePaymentInput) => keep(input)
  retrievePayment = (input: RetrievePaymentInput) => keep(input)
  // A refund changes what the order costs, by a credit line or a return, and settling does the rest (ADR 0058).
  refundPayment = (input: RefundPaymentInput) => keep(input)

  /**
   * Takes a capture into the ledger: an admin user's is a payment on the account (ADR 0058). Where it throws, Medusa deletes the capture.
   *
   * @throws as {@link CreditModuleService.acceptCapture}
   */
  async capturePayment({ data = {}, context }: CapturePaymentInput): Promise<CapturePaymentOutput> {
    await this.#credit.acceptCapture(String(context?.idempotency_key))
    return { data }
  }

  /** An order's own session, which the plugin makes (ADR 0058), is for the buyer of its hold. A cart's is for its signed-in caller. */
  async #intend(wish: Wish): Promise<CreditIntent> {
    const orderId = (wish.context as Data | undefined)?.[ORDER_IN_CONTEXT]
    if (typeof orderId !== "string") {
      return this.#intendOfCart(wish)
    }
    const [hold] = await this.#credit.listHolds([orderId])
    const buyer = await this.#credit.findBuyerOfOrder(orderId)
    if (!hold || !buyer) {
      throw clienteleError("not_a_member", "The order is not on terms.")
    }
    const { currency_code } = hold
    return {
      customer_id: buyer,
      amount: roundToMinorUnit(wish.amount, currency_code).toFixed(),
      currency_code,
      session_id: String(wish.context?.idempotency_key ?? wish.data?.session_id),
    }
  }

  /** Only `context.customer` says who buys: Medusa fills it from the session's signed-in caller. Nothing of the client's data counts. */
  async #intendOfCart({ amount, currency_code, context, data = {} }: Wish): Promise<CreditIntent> {
    const customerId = context?.customer?.id
    const membership = customerId ? await this.#credit.findMembership(customerId) : null
    if (!customerId || !membership) {
      throw clienteleError("not_a_member")
    }
    const currency = currency_code.toLowerCase()
    if (membership.currency_code !== currency) {
      throw clienteleError(
        "currency_mismatch",
        `The credit account is in ${membership.currency_code}, not in ${currency}.`,
      )
    }
    return {
      customer_id: customerId,
      amount: roundToMinorUnit(amount, currency).toFixed(),
      currency_code: currency,
      session_id: String(context?.idempotency_key ?? data.session_id),
    }
  }

  async #findHold({ session_id, amount }: Data): Promise<HoldOfSession | null> {
    const hold = typeof session_id === "string" ? await this.#credit.findHoldOfSession(session_id) : null
    const covers = hold !== null && (hold.status === "waiting" || decimal(hold.owed).gte(decimal(String(amount))))
    return covers ? hold : null
  }
}

const statusOf = ({ status }: HoldOfSession) =>
  status === "waiting" ? PaymentSessionStatus.PENDING_AUTHORIZATION : PaymentSessionStatus.AUTHORIZED
