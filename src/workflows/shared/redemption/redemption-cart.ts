import type { IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../../kernel/errors"
import { canonicalMailbox } from "../../../kernel/mailbox"
import type { Amount } from "../../../kernel/money"
import { getCart, listCarts } from "../carts/get-cart"

export type Session = { id: string; status: string; amount: Amount; currency_code: string }

/** The same with the payment provider and its data. */
export type ProviderSession = Session & { provider_id: string; data?: Record<string, unknown> | null }

/** The fields of a cart that redemption reads. */
export type RedemptionCart = {
  id: string
  email: string | null
  currency_code: string
  completed_at: string | null
  items?: { adjustments?: { code?: string; amount: Amount }[] }[]
  payment_collection?: { id: string; amount: Amount; currency_code: string; payment_sessions?: Session[] } | null
}

/** The same with the amount due, which takes Medusa several times as long to compute. */
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

/** The existing ones of these carts. */
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

/** The sessions of a cart's payment only, for the last check before an order is inserted. */
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
 * A cart on which points of this mailbox can be used.
 *
 * @throws `not_found`, `cart_changed` if it is completed or for another address
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
