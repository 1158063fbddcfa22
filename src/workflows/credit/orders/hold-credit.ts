import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, decorateCartTotals } from "@medusajs/framework/utils"
import { completingShopper } from "../../../kernel/completing-shopper"
import { CREDIT_TERMS_PROVIDER, type CreditIntent, hasCreditTerms } from "../../../kernel/credit-terms"
import type { Database } from "../../../kernel/database"
import { clienteleError } from "../../../kernel/errors"
import { type Decimal, roundToMinorUnit } from "../../../kernel/money"
import { type CompletionAttempt, CREDIT_MODULE, type CreditModuleService, checkWords } from "../../../modules/credit"
import { isTestCustomer } from "../../shared/customers/test-money"
import { cartOf, type OrderInput, type OrderPart, type OrderParticipant } from "../../shared/orders/decorate-orders"
import { coversTotal, PROCESSABLE } from "../../shared/redemption/check-payment"
import { type Orphan, orphansOf, tidyUp } from "../../shared/redemption/orphan-orders"
import { listSessions, type ProviderSession } from "../../shared/redemption/redemption-cart"
import { isLiveAccount } from "../accounts/live-account"
import { noteHolds } from "./announce-holds"
import { refuseCredit } from "./credit-refusals"
import { hasCreditHook, validateCredit } from "./validate-credit"

/** The payment session that pays an order on terms. */
type OnTerms = { input: OrderInput; cartId: string; session: ProviderSession; others: readonly ProviderSession[] }

/**
 * Places a hold in the database transaction that inserts an order on terms (contract R24, ADR 0007), and releases it when
 * the order is deleted. An order takes part only if its cart has a session of `pp_credit_terms`, or an order of an earlier
 * attempt that holds credit. In a store without that provider nothing is read.
 */
export function creditOfOrders(container: MedusaContainer): OrderParticipant {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  return {
    async findPart(inputs) {
      const cartIds = hasCreditTerms() ? inputs.flatMap((input) => cartOf(input) ?? []) : []
      if (cartIds.length === 0) {
        return null
      }
      const [found, attempts] = await Promise.all([
        Promise.all(inputs.map((input) => findSession(container, input))),
        credit.listAttempts(cartIds),
      ])
      const onTerms = found.filter((one) => one !== null)
      return onTerms.length + attempts.length === 0 ? null : creditPart(container, onTerms, attempts)
    },
    async takeBack(orderIds, db) {
      for (const id of orderIds) {
        await credit.releaseHold(id, db)
      }
    },
  }
}

async function findSession(container: MedusaContainer, input: OrderInput): Promise<OnTerms | null> {
  const cartId = cartOf(input)
  if (!cartId) {
    return null
  }
  const sessions = (await listSessions(container, cartId)).filter(({ status }) => PROCESSABLE.includes(status))
  const session = sessions.find(({ provider_id }) => provider_id === CREDIT_TERMS_PROVIDER)
  return session ? { input, cartId, session, others: sessions } : null
}

function creditPart(
  container: MedusaContainer,
  onTerms: readonly OnTerms[],
  attempts: readonly CompletionAttempt[],
): OrderPart {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const orphans: Orphan[] = []
  const events = noteHolds(container)
  return {
    async prepare() {
      for (const { input, others } of onTerms) {
        checkWords(input.metadata)
        // Medusa authorises the session's amount regardless of the order's total, and any one of several sessions.
        // Of an order that costs nothing it authorises none.
        const total = totalOf(input)
        if (others.length > 1 || (total.gt(0) && !coversTotal(others, total, input.currency_code ?? ""))) {
          throw clienteleError("payment_outdated")
        }
      }
      await refuseTestCustomers(container, onTerms, events)
      if (hasCreditHook()) {
        await askHost(container, onTerms)
      }
      // A completion that was killed before order and cart were linked left an order that holds credit (ADR 0020). The cart
      // can be paid in another way now.
      const left = attempts.map((attempt) => ({ ...attempt, id: attempt.order_id }))
      orphans.push(...(left.length === 0 ? [] : await orphansOf(container, left, "payment")))
      return orphans.map(({ order_id }) => order_id)
    },
    async committed() {
      for (const orphan of orphans) {
        await tidyUp(container, orphan)
      }
      events.emitHeld()
    },
    async refused() {
      events.emitRefused()
    },
    async inserted(input, orderId, db) {
      const one = onTerms.find((other) => other.input === input)
      const amount = totalOf(input)
      if (!one || amount.lte(0)) {
        return
      }
      const intent = one.session.data as Partial<CreditIntent> | null | undefined
      const buyer = await findBuyer(credit, intent, db)
      if (!buyer || !isWishOf(buyer, input)) {
        const refusal = { code: "not_a_member", cartId: one.cartId, shortfall: amount.toFixed() } as const
        events.refused(refusal, buyer)
        throw refuseCredit({ ...refusal, buyer_id: null })
      }
      const outcome = await credit.placeHold(
        {
          order_id: orderId,
          ...buyer,
          cart_id: one.cartId,
          payment_session_id: one.session.id,
          amount: amount.toFixed(),
          currency_code: input.currency_code ?? "",
          over_limit: credit.options.overLimit,
        },
        db,
      )
      if (outcome.status === "refused") {
        const refusal = { code: outcome.code, cartId: one.cartId, shortfall: outcome.shortfall }
        events.refused(refusal, buyer)
        throw refuseCredit({ ...refusal, buyer_id: outcome.code === "not_a_member" ? null : buyer.customer_id })
      }
      events.held(outcome, { order_id: orderId, amount: amount.toFixed() }, buyer)
    },
  }
}

/** A customer's mode never changes, so nothing can come between this and the transaction. @throws `test_customer` (ADR 0081) */
async function refuseTestCustomers(
  container: MedusaContainer,
  onTerms: readonly OnTerms[],
  events: ReturnType<typeof noteHolds>,
): Promise<void> {
  for (const { input, cartId } of onTerms) {
    if (input.customer_id && (await isTestCustomer(container, input.customer_id))) {
      const refusal = { code: "test_customer", cartId, shortfall: totalOf(input).toFixed() } as const
      const membership = await container.resolve<CreditModuleService>(CREDIT_MODULE).findMembership(input.customer_id)
      events.refused(refusal, membership && { account_id: membership.account_id, customer_id: input.customer_id })
      throw refuseCredit({ ...refusal, buyer_id: input.customer_id })
    }
  }
}

type Buyer = { account_id: string; customer_id: string }

/**
 * Asks the host's hook before the transaction, because a handler may take its time (contract R70). Orders that are refused
 * without a look at the limit are left out: the transaction refuses them.
 */
async function askHost(container: MedusaContainer, onTerms: readonly OnTerms[]): Promise<void> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const db = container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
  for (const { input, cartId, session } of onTerms) {
    const amount = totalOf(input)
    const buyer = await findBuyer(credit, session.data as Partial<CreditIntent> | null | undefined, db)
    if (buyer && isWishOf(buyer, input) && amount.gt(0)) {
      await validateCredit(container, {
        ...buyer,
        amount: amount.toFixed(),
        currency_code: input.currency_code ?? "",
        cart_id: cartId,
        order_id: null,
        metadata: input.metadata ?? null,
      })
    }
  }
}

/**
 * The member who created the session, and the member's present account. The account of a deleted customer has no buyers.
 */
async function findBuyer(
  credit: CreditModuleService,
  intent: Partial<CreditIntent> | null | undefined,
  db: Database,
): Promise<Buyer | null> {
  const customer_id = intent?.customer_id
  const membership = customer_id ? await credit.findMembership(customer_id, db) : null
  return customer_id && membership && (await isLiveAccount(db, membership.account_id))
    ? { account_id: membership.account_id, customer_id }
    : null
}

/**
 * Whether the buyer wants the order: the cart is still theirs, and a completion over HTTP comes from the signed-in
 * customer. Otherwise a client with the cart's id could buy on the member's account (contract M59).
 */
function isWishOf({ customer_id }: Buyer, input: OrderInput): boolean {
  const shopper = completingShopper()
  return input.customer_id === customer_id && (!shopper || shopper.customer_id === customer_id)
}

/** The order's total as the Order module computes it, in whole minor units. */
function totalOf(input: OrderInput): Decimal {
  const { total } = decorateCartTotals({ ...input } as Parameters<typeof decorateCartTotals>[0])
  return roundToMinorUnit(total, input.currency_code ?? "")
}
