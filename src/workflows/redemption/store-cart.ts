import type { HttpTypes, MedusaContainer } from "@medusajs/framework/types"
import { getCart } from "../shared/carts/get-cart"

/** Fields of a cart for a checkout: totals, lines with adjustments, shipping and payment. */
const FIELDS = [
  "id",
  "email",
  "currency_code",
  "region_id",
  "completed_at",
  "total",
  "subtotal",
  "tax_total",
  "discount_total",
  "item_total",
  "item_subtotal",
  "shipping_total",
  "original_total",
  "items.*",
  "items.adjustments.*",
  "items.tax_lines.*",
  "shipping_methods.*",
  "shipping_methods.adjustments.*",
  "shipping_methods.tax_lines.*",
  "promotions.id",
  "promotions.code",
  "payment_collection.id",
  "payment_collection.amount",
  "payment_collection.payment_sessions.id",
  "payment_collection.payment_sessions.status",
  "payment_collection.payment_sessions.provider_id",
]

/** A cart in the store API. @throws `not_found` */
export async function getStoreCart(container: MedusaContainer, cartId: string): Promise<HttpTypes.StoreCart> {
  return getCart(container, cartId, FIELDS)
}
