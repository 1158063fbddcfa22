import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { CREDIT_TERMS_PROVIDER, hasCreditTerms } from "../../../kernel/credit-terms"
import { clienteleError, ERROR_CODES } from "../../../kernel/errors"
import { decimal, moneyInWords } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditModuleService, type HoldOutcome } from "../../../modules/credit"
import { isTestCustomer } from "../../shared/customers/test-money"
import { type AdditionalData, additionalData } from "../../shared/input/additional-data"
import { givenId, parse } from "../../shared/input/parse"
import { oneStepWorkflow } from "../../shared/medusa/one-step-workflow"
import { chargeCreditOrder } from "../accounts/account-input"
import { ensureOrderPayment } from "../captures/ensure-order-payment"
import { noteHolds } from "../orders/announce-holds"
import { listCreditFacts } from "../orders/list-credit-facts"
import { validateCredit } from "../orders/validate-credit"
import { settleNow } from "../settling/settle-now"

const input = z.strictObject({
  order_id: givenId,
  charge: chargeCreditOrder,
  /** The actor: an admin user's or a secret key's id, or a name of the host's own. */
  actor_id: givenId.nullish(),
  /** For the host's hook `creditValidate`. */
  additional_data: additionalData,
})

export type ChargeCreditOrderWorkflowInput = z.input<typeof input>

/** An order on account. Amounts are decimal strings in `currency_code`. */
export type CreditCharge = {
  order_id: string
  account_id: string
  /** The amount that the order owes on account. */
  amount: string
  /** What of it is open. */
  open: string
  currency_code: string
  /** The order's payment with `pp_credit_terms`; `null` if it is created later. */
  payment_id: string | null
}

type Order = {
  id: string
  status: string
  is_draft_order: boolean
  customer_id: string | null
  currency_code: string
  metadata: Record<string, unknown> | null
}

async function getOrder(container: MedusaContainer, orderId: string): Promise<Order> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const fields = ["id", "status", "is_draft_order", "customer_id", "currency_code", "metadata"]
  const { data } = await query.graph({ entity: "order", fields, filters: { id: orderId } })
  const [order] = data as unknown as Order[]
  if (!order) {
    throw clienteleError("not_found", "Order not found")
  }
  if (order.is_draft_order || order.status === "draft") {
    throw clienteleError("not_allowed", "The order is a draft. Convert it to an order first.")
  }
  return order
}

/** Without the provider, the order would be charged, and then its payment would fail. @throws `not_allowed` */
function requireProvider(): void {
  if (!hasCreditTerms()) {
    throw clienteleError(
      "not_allowed",
      `The store has no payment provider ${CREDIT_TERMS_PROVIDER}. Register it in medusa-config.ts, then charge the order again.`,
    )
  }
}

/** @throws the code of the refusal, with the shortfall */
function checkOutcome(outcome: HoldOutcome, currency: string): void {
  if (outcome.status === "refused") {
    const { code, shortfall } = outcome
    throw clienteleError(code, `${ERROR_CODES[code].message} Missing: ${moneyInWords(shortfall, currency)}.`)
  }
  if (outcome.status === "waiting") {
    throw clienteleError("not_allowed", "The order waits for an approval. Approve it.")
  }
}

const chargeStep = createStep(
  "clientele-charge-credit-order",
  async (given: ChargeCreditOrderWorkflowInput, { container }) => {
    const { order_id, charge, actor_id, additional_data } = parse(input, given, "input")
    const actorId = actor_id ?? null
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    const order = await getOrder(container, order_id)
    requireProvider()
    const [facts] = await listCreditFacts(container, [order_id])
    if (!facts || facts.canceled) {
      throw clienteleError("order_canceled")
    }
    const [hold] = await credit.listHolds([order_id])
    const isNew = hold?.status !== "held" && hold?.status !== "posted"
    const wanted = { target: facts.target, charge, actorId, additional_data }
    const account_id = isNew ? await put(container, order, wanted) : hold.account_id
    const settled = await settleNow(container, order_id)
    if (charge.reason && (isNew || settled?.entry_id)) {
      // A job or the sweep can have posted the charge first.
      const entryId = settled?.entry_id ?? (await credit.findChargeOfOrder(account_id, order_id))
      await noteReason(credit, entryId, charge.reason, actorId)
    }
    const payment_id = await ensureOrderPayment(container, order_id, { replacing: true })
    const [owed] = await credit.listReceivablesOfOrders([order_id])
    return new StepResponse<CreditCharge>({
      order_id,
      account_id: owed?.account_id ?? account_id,
      amount: owed?.charged ?? facts.target,
      open: owed?.open ?? facts.target,
      currency_code: order.currency_code,
      payment_id,
    })
  },
)

async function noteReason(credit: CreditModuleService, entryId: string | null, reason: string, actorId: string | null) {
  if (entryId) {
    await credit.noteReason(entryId, reason, actorId)
  }
}

type Put = {
  target: string
  charge: z.infer<typeof chargeCreditOrder>
  actorId: string | null
  additional_data: AdditionalData
}

/** @returns the account */
async function put(
  container: MedusaContainer,
  order: Order,
  { target, charge, actorId, additional_data }: Put,
): Promise<string> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const membership = order.customer_id ? await credit.findMembership(order.customer_id) : null
  if (!membership || !order.customer_id) {
    throw clienteleError(
      "not_a_member",
      "The order's customer is not a member of a credit account. Add the customer to one first.",
    )
  }
  if (decimal(target).isZero()) {
    throw clienteleError("nothing_owed")
  }
  const { account_id } = membership
  if (await isTestCustomer(container, account_id)) {
    throw clienteleError("test_customer")
  }
  await validateCredit(container, {
    account_id,
    customer_id: order.customer_id,
    amount: target,
    currency_code: order.currency_code,
    cart_id: null,
    order_id: order.id,
    metadata: order.metadata,
    additional_data,
  })
  const outcome = await credit.placeHoldByHand(
    {
      order_id: order.id,
      account_id,
      customer_id: order.customer_id,
      cart_id: null,
      payment_session_id: null,
      amount: target,
      currency_code: order.currency_code,
      over_limit: "reject",
      override: charge.override,
    },
    actorId,
  )
  checkOutcome(outcome, order.currency_code)
  const events = noteHolds(container)
  events.held(outcome, { order_id: order.id, amount: target }, { account_id, customer_id: order.customer_id })
  events.emitHeld()
  return account_id
}

/**
 * This workflow charges an order to the credit account of its customer (contract R24d): a placed draft order, or an order
 * placed with another method and not paid. `override` with a `reason` skips the checks of limit, blocks and spending limit;
 * the change log has the actor. The hook `creditValidate` runs before. Uncaptured authorisations of other providers are canceled. A repeated run changes nothing.
 * It is not undone if a later step of your workflow fails.
 *
 * Errors: `not_found`, `not_a_member`, `order_canceled`, `nothing_owed`, `credit_limit_exceeded`, `credit_on_hold`, `credit_overdue`,
 * `member_limit_exceeded`, `currency_mismatch`, `test_customer`, `not_allowed` for a draft, an order that waits for an approval and a store without `pp_credit_terms`, `account_busy`, `eligibility_timeout`,
 * `invalid_request` naming the field.
 *
 * @example
 * const { result } = await chargeCreditOrderWorkflow(container).run({
 *   input: { order_id: "order_123", charge: { override: true, reason: "agreed by phone" }, actor_id: "user_123" },
 * })
 *
 * @summary Charge an order to a credit account.
 */
export const chargeCreditOrderWorkflow = oneStepWorkflow("clientele-charge-credit-order", chargeStep)
