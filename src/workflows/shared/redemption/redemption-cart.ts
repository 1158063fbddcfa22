import type { IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../../kernel/errors"
import { canonicalMailbox } from "../../../kernel/mailbox"
import type { Amount } from "../../../kernel/money"
import { getCart, listCarts } from "../carts/get-cart"

export type Session = { id: string; status: string; amount: Amount; currency_code: string }

/** The same with who is asked for the money, and what that provider has written down. */
export type ProviderSession = Session & { provider_id: string; data?: Record<string, unknown> | null }

/** What redemption looks at in a cart. */
export type RedemptionCart = {
  id: string
  email: string | null
  currency_code: string
  completed_at: string | null
  items?: { adjustments?: { code?: string; amount: Amount }[] }[]
  payment_collection?: { id: string; amount: Amount; currency_code: string; payment_sessions?: Session[] } | null
}

/** The same with what is to be paid, which takes Medusa several times as long to work out. */
export type PricedCart = RedemptionCart & { total: Amount }

const FIELDS = [
  "id",
  "email",
  "currency_code",
  "completed_at",
  "items.adjustments.code",
  "items.adjustments.amount",
  "payment_collection.id",
  "payment_collection.amount",
  "payment_collection.currency_code",
  "payment_collection.payment_sessions.*",
]

/** @throws `not_found` */
export async function getRedemptionCart(container: MedusaContainer, cartId: string): Promise<RedemptionCart> {
  return getCart(container, cartId, FIELDS)
}

/** Those of these carts that are there. */
export async function listRedemptionCarts(
  container: MedusaContainer,
  cartIds: readonly string[],
): Promise<RedemptionCart[]> {
  return listCarts(container, cartIds, FIELDS)
}

/** @throws `not_found` */
export async function getPricedCart(container: MedusaContainer, cartId: string): Promise<PricedCart> {
  return getCart(container, cartId, [...FIELDS, "total"])
}

/** The sessions of a cart's payment, and no more of it: in the last moment before an order is made. */
export async function listSessions(container: MedusaContainer, cartId: string): Promise<ProviderSession[]> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "cart_payment_collection",
    fields: ["payment_collection_id"],
    filters: { cart_id: cartId },
  })
  const ids = (data as { payment_collection_id: string }[]).map((link) => link.payment_collection_id)
  const payments = container.resolve<IPaymentModuleService>(Modules.PAYMENT)
  return ids.length === 0 ? [] : payments.listPaymentSessions({ payment_collection_id: ids })
}

/**
 * A cart that points of this mailbox may be used on.
 *
 * @throws `not_found`, `cart_changed` where it is completed or for another address
 */
export async function getCartOf(
  container: MedusaContainer,
  { cart_id, mailbox }: { cart_id: string; mailbox: string },
): Promise<RedemptionCart> {
  const cart = await getRedemptionCart(container, cart_id)
  if (cart.completed_at || canonicalMailbox(cart.email) !== mailbox) {
    throw clienteleError("cart_changed", "The cart is completed, or its email address is not the verified one.")
  }
  return cart
}
