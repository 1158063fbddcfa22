import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, PromotionActions } from "@medusajs/framework/utils"
import {
  addShippingMethodToCartWorkflow,
  createCartWorkflow,
  updateCartPromotionsWorkflow,
} from "@medusajs/medusa/core-flows"
import { clienteleError } from "../../kernel/errors"
import type { Amount } from "../../kernel/money"
import { findCart, getCart } from "../shared/carts/get-cart"
import type { Purchase, Shopper } from "./checkout-types"
import { namingField } from "./name-refused-field"

/** The fields of a cart that the checkout reads. */
export type CheckoutCart = {
  id: string
  region_id: string | null
  total: Amount
  currency_code: string
  promotions?: ({ code?: string | null } | null)[]
  shipping_methods?: { shipping_option_id?: string | null }[]
  payment_collection?: {
    id: string
    metadata?: Record<string, unknown> | null
    payment_sessions?: PaymentSession[]
  } | null
}

export type PaymentSession = {
  id: string
  provider_id: string
  status: string
  amount: Amount
  currency_code: string
  data?: Record<string, unknown> | null
}

const FIELDS = [
  "id",
  "region_id",
  "total",
  "currency_code",
  "promotions.code",
  "shipping_methods.shipping_option_id",
  "payment_collection.id",
  "payment_collection.metadata",
  "payment_collection.payment_sessions.*",
]

/** `null` if there is none. */
export async function findCheckoutCart(container: MedusaContainer, cartId: string): Promise<CheckoutCart | null> {
  return findCart(container, cartId, FIELDS)
}

/** @throws `not_found` */
export async function getCheckoutCart(container: MedusaContainer, cartId: string): Promise<CheckoutCart> {
  return getCart(container, cartId, FIELDS)
}

/**
 * Creates the cart of a purchase under an id that was chosen before, so that a repeated request finds the cart of an
 * earlier one. Prices are Medusa's for the region.
 *
 * @throws `invalid_request` naming the field: unknown region, variant or sales channel, a country outside the region
 */
export async function makeCart(
  container: MedusaContainer,
  cartId: string,
  { region_id, sales_channel_id, email, items, shipping_address, billing_address }: Purchase,
  { customer_id }: Shopper,
): Promise<void> {
  if (await findCheckoutCart(container, cartId)) {
    return
  }
  await checkCountry(container, region_id, shipping_address.country_code)
  const cart = { region_id, sales_channel_id, email, items, shipping_address, billing_address, customer_id }
  const input = { id: cartId, ...cart }
  await namingField("items", () => createCartWorkflow(container).run({ input }))
}

async function checkCountry(container: MedusaContainer, regionId: string, country: string): Promise<void> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "region",
    fields: ["id", "countries.iso_2"],
    filters: { id: regionId },
  })
  const [region] = data as unknown as { countries?: { iso_2: string }[] }[]
  if (!region) {
    throw clienteleError("invalid_request", "region_id: there is no region with this id")
  }
  if (!region.countries?.some(({ iso_2 }) => iso_2 === country)) {
    throw clienteleError("invalid_request", `shipping_address.country_code: ${country} is not in this region`)
  }
}

/** Adds a coupon, unless the cart has it. @throws `invalid_request` naming `coupon_code` if there is no such coupon */
export async function addCoupon(container: MedusaContainer, cart: CheckoutCart, code: string): Promise<void> {
  if (cart.promotions?.some((promotion) => promotion?.code === code)) {
    return
  }
  const input = {
    cart_id: cart.id,
    promo_codes: [code],
    action: PromotionActions.ADD,
    force_refresh_payment_collection: true,
  }
  await namingField("coupon_code", () => updateCartPromotionsWorkflow(container).run({ input }))
}

/** Sets the shipping method, unless it is set. @throws `invalid_request` naming `shipping_option_id` */
export async function chooseShipping(container: MedusaContainer, cart: CheckoutCart, optionId: string): Promise<void> {
  if (cart.shipping_methods?.some((method) => method.shipping_option_id === optionId)) {
    return
  }
  const input = { cart_id: cart.id, options: [{ id: optionId }] }
  await namingField("shipping_option_id", () => addShippingMethodToCartWorkflow(container).run({ input }))
}
