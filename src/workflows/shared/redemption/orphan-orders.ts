import type { IInventoryService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { CREDIT_TERMS_PROVIDER } from "../../../kernel/credit-terms"
import { errorText } from "../../../kernel/error-text"
import { clienteleError } from "../../../kernel/errors"
import { POINTS_MODULE, type PointsModuleService, type PostedHold } from "../../../modules/points"
import { findCart } from "../carts/get-cart"
import { findPaymentCollections } from "../orders/orders-of-payments"
import { PAID } from "./check-payment"

/**
 * An order that an interrupted completion left: its process was killed before order and cart were linked, or while a
 * declined order was undone. It was never paid, because Medusa links before it authorises (ADR 0020).
 */
export type Orphan = { order_id: string; hold_id: string; item_ids: string[] }

type OrderRow = {
  id: string
  status: string
  version: number
  canceled_at: string | null
  items?: { id: string }[]
  fulfillments?: { id: string }[] | null
  transactions?: { id: string }[] | null
}

const FIELDS = ["id", "status", "version", "canceled_at", "items.id", "fulfillments.id", "transactions.id"]

/**
 * Orphans of earlier attempts that block an order with these holds. They are undone in the new order's transaction.
 *
 * @throws `completion_in_progress` if the earlier attempt can still be running, `cart_changed` if the points have paid for
 *   a valid order
 */
export async function findOrphansInTheWay(container: MedusaContainer, holdIds: readonly string[]): Promise<Orphan[]> {
  const posted = await container.resolve<PointsModuleService>(POINTS_MODULE).listPostedHolds(holdIds)
  return posted.length === 0 ? [] : orphansOf(container, posted)
}

/**
 * Voids the orphan of an earlier completion of this cart, so that its points can be applied again (contract R47).
 *
 * @throws as {@link findOrphansInTheWay}
 */
export async function voidOrphansOfCart(container: MedusaContainer, cartId: string): Promise<void> {
  const posted = await container.resolve<PointsModuleService>(POINTS_MODULE).listPostedHoldsOfCart(cartId)
  if (posted.length > 0) {
    await voidOrphans(container, await orphansOf(container, posted))
  }
}

/** Voids an order if it is an unchanged orphan without money whose cart still exists. Returns false otherwise. */
export async function voidIfOrphan(container: MedusaContainer, holdId: string): Promise<boolean> {
  try {
    if (await findHindrance(container, holdId)) {
      return false
    }
    const orphans = await findOrphansInTheWay(container, [holdId])
    await voidOrphans(container, orphans)
    return orphans.length > 0
  } catch {
    return false
  }
}

/**
 * The reason why an admin user must decide about an orphan: the cart's payment is authorised or captured, so the shopper is
 * owed an order or the money; or the cart is deleted, so the cause is unknown. The shopper's own retry is not blocked.
 */
export type Hindrance = "paid" | "no_cart"

type PaymentRow = {
  payment_sessions?: { provider_id: string; status: string }[]
  payments?: { provider_id: string; canceled_at: string | null }[]
}

/** `null` if nothing prevents it. */
export async function findHindrance(container: MedusaContainer, holdId: string): Promise<Hindrance | null> {
  const [posted] = await container.resolve<PointsModuleService>(POINTS_MODULE).listPostedHolds([holdId])
  return hindranceOfCart(container, posted?.cart_id ?? "")
}

/** The same for a cart. A session on terms does not count as money. */
export async function hindranceOfCart(container: MedusaContainer, cartId: string): Promise<Hindrance | null> {
  const cart = await findCart<{ payment_collection?: PaymentRow | null }>(container, cartId, [
    "id",
    "payment_collection.payment_sessions.provider_id",
    "payment_collection.payment_sessions.status",
    "payment_collection.payments.provider_id",
    "payment_collection.payments.canceled_at",
  ])
  if (!cart) {
    return "no_cart"
  }
  const { payment_sessions = [], payments = [] } = cart.payment_collection ?? {}
  const isMoney = ({ provider_id }: { provider_id: string }) => provider_id !== CREDIT_TERMS_PROVIDER
  const isPaid =
    payment_sessions.filter(isMoney).some(({ status }) => PAID.includes(status)) ||
    payments.filter(isMoney).some(({ canceled_at }) => !canceled_at)
  return isPaid ? "paid" : null
}

/**
 * In the way in which Medusa undoes an order whose payment was declined. The decorated `deleteOrders` returns the points.
 */
export async function voidOrphans(container: MedusaContainer, orphans: readonly Orphan[]): Promise<void> {
  const orders = container.resolve<{ deleteOrders(ids: string[]): Promise<void> }>(Modules.ORDER)
  for (const orphan of orphans) {
    await orders.deleteOrders([orphan.order_id])
    await tidyUp(container, orphan)
  }
}

/**
 * The orders of earlier attempts that are orphans and that a new order of the same cart replaces.
 *
 * @param spent what a valid order has used up, for the message
 * @throws as {@link findOrphansInTheWay}
 */
export async function orphansOf(
  container: MedusaContainer,
  posted: readonly Pick<PostedHold, "id" | "order_id" | "attempt_over">[],
  spent = "points",
): Promise<Orphan[]> {
  const ids = posted.map(({ order_id }) => order_id)
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const linked = await linkedOrders(container, ids)
  const { data } = await query.graph({ entity: "order", fields: FIELDS, filters: { id: ids } })
  const orders = new Map((data as unknown as OrderRow[]).map((order) => [order.id, order]))
  return posted.map((hold) => {
    const order = orders.get(hold.order_id)
    if (linked.has(hold.order_id) || (order && isTouched(order))) {
      throw clienteleError("cart_changed", `The ${spent} of this cart paid for ${hold.order_id}. Apply other points.`)
    }
    if (!hold.attempt_over) {
      throw clienteleError("completion_in_progress")
    }
    return { order_id: hold.order_id, hold_id: hold.id, item_ids: (order?.items ?? []).map(({ id }) => id) }
  })
}

/** The order was changed after its creation, so the plugin must not void it. */
function isTouched(order: OrderRow): boolean {
  return (
    order.status !== "pending" ||
    order.version > 1 ||
    order.canceled_at !== null ||
    (order.fulfillments ?? []).length > 0 ||
    (order.transactions ?? []).length > 0
  )
}

/** The orders among these that belong to a cart. */
export async function linkedOrders(container: MedusaContainer, orderIds: readonly string[]): Promise<Set<string>> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_cart",
    fields: ["order_id"],
    filters: { order_id: [...orderIds] },
  })
  return new Set((data as { order_id: string }[]).map(({ order_id }) => order_id))
}

/** Further steps that Medusa would have undone: stock reservations of the order's lines, links to the cart's payment. */
export async function tidyUp(container: MedusaContainer, orphan: Orphan): Promise<void> {
  try {
    if (orphan.item_ids.length > 0) {
      await container.resolve<IInventoryService>(Modules.INVENTORY).deleteReservationItemsByLineItem(orphan.item_ids)
    }
    const links = (await findPaymentCollections(container, [orphan.order_id])).map(
      ({ order_id, payment_collection_id }) => ({
        [Modules.ORDER]: { order_id },
        [Modules.PAYMENT]: { payment_collection_id },
      }),
    )
    if (links.length > 0) {
      await container.resolve(ContainerRegistrationKeys.LINK).dismiss(links)
    }
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(
      `clientele: stock or links of the voided order ${orphan.order_id} could not be removed: ${errorText(error)}`,
    )
  }
}
