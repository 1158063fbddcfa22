import type { MedusaContainer } from "@medusajs/framework/types"
import { type Amount, roundToMinorUnit } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditModuleService, type Obstacle, obstaclesOf } from "../../../modules/credit"
import { getCart } from "../../shared/carts/get-cart"
import { isTestCustomer } from "../../shared/customers/test-money"
import { ofLiveAccount } from "../accounts/live-account"

/** Whether a cart can be bought on terms now (contract R27). Amounts are decimal strings in the cart's currency. */
export type CreditEligibility = {
  eligible: boolean
  /** Codes of docs/errors.md for all reasons against it, first the one that a completion would return. */
  reasons: (Obstacle["code"] | "not_a_member" | "test_customer" | "cart_changed")[]
  /** The order would be placed and wait for an admin user (option `credit.overLimit`). */
  requires_approval: boolean
  /** The available credit; `null` in another currency and for other callers than the cart's member. */
  available: string | null
  /** The shortfall of the first reason; `null` for other callers than the cart's member. */
  shortfall: string | null
}

type Cart = {
  customer_id: string | null
  currency_code: string
  total: Amount
  completed_at: string | Date | null
}

/**
 * Tells before the payment whether a cart can be bought on terms. It places no hold; the order's transaction decides.
 * Numbers are only for the signed-in customer of the cart, if that customer is a live member. All other callers get the
 * same answer without credit data (contract M59).
 *
 * @param actorId the signed-in customer
 * @throws `not_found` for an unknown cart
 */
export async function getEligibility(
  container: MedusaContainer,
  cartId: string,
  actorId: string | undefined,
): Promise<CreditEligibility> {
  const cart = await getCart<Cart>(container, cartId, ["id", "customer_id", "currency_code", "total", "completed_at"])
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const isOwn = actorId !== undefined && cart.customer_id === actorId
  const buyer = isOwn ? await ofLiveAccount(container, await credit.findBuyer(actorId)) : null
  const completed = cart.completed_at ? (["cart_changed"] as const) : []
  if (!buyer) {
    const reasons = ["not_a_member", ...completed] as const
    return { eligible: false, reasons: [...reasons], requires_approval: false, available: null, shortfall: null }
  }
  const isTest = await isTestCustomer(container, buyer.account_id)
  const obstacles = obstaclesOf(buyer, roundToMinorUnit(cart.total, cart.currency_code), cart.currency_code)
  const waits = credit.options.overLimit === "approve" && obstacles[0]?.code !== "currency_mismatch"
  const isFree = (obstacles.length === 0 || waits) && !isTest
  return {
    eligible: isFree && completed.length === 0,
    reasons: [...(isTest ? (["test_customer"] as const) : []), ...obstacles.map(({ code }) => code), ...completed],
    requires_approval: obstacles.length > 0 && waits && !isTest,
    available: buyer.currency_code === cart.currency_code ? buyer.available : null,
    shortfall: obstacles[0]?.shortfall ?? "0",
  }
}
