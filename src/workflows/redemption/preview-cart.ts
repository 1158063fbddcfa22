import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { clienteleError } from "../../kernel/errors"
import type { PromotionAction, PromotionContext } from "../../modules/points"
import { getCart } from "../shared/carts/get-cart"
import { isHoldCode } from "../shared/redemption/hold-code"

type Adjustment = { code?: string | null; amount: BigNumberInput; is_tax_inclusive?: boolean }

/** A line for the earning rule and the redemption rule. */
export type PreviewLine = NonNullable<PromotionContext["items"]>[number] & {
  unit_price: BigNumberInput
  quantity: BigNumberInput
  tax_lines?: { rate: BigNumberInput }[]
  adjustments?: Adjustment[]
}

/** A cart with the server's prices, stored or only in memory. */
export type PreviewCart = Omit<PromotionContext, "items" | "shipping_methods"> & {
  id: string
  currency_code: string
  email?: string | null
  customer?: { id: string } | null
  completed_at?: string | null
  items?: PreviewLine[]
  shipping_methods?: (NonNullable<PromotionContext["shipping_methods"]>[number] & { adjustments?: Adjustment[] })[]
}

/** The discounts: the promotions, including the cart's applied points. */
export type PricedCart = { cart: PreviewCart; actions: PromotionAction[] }

type PromotionModule = { computeActions(codes: string[], context: object): Promise<PromotionAction[]> }

const FIELDS = [
  "id",
  "email",
  "currency_code",
  "completed_at",
  "total",
  "item_total",
  "items.*",
  "items.product.id",
  "items.product.is_giftcard",
  "items.adjustments.*",
  "items.tax_lines.*",
  "shipping_methods.*",
  "shipping_methods.adjustments.*",
  "shipping_methods.tax_lines.*",
]

/** Further data for the rules of promotions. */
const FIELDS_FOR_RULES = [
  "region_id",
  "region.*",
  "sales_channel_id",
  "item_subtotal",
  "subtotal",
  "shipping_address.*",
  "customer.*",
  "customer.groups.*",
  "items.product.collection_id",
  "items.product.categories.id",
  "items.product.tags.id",
  "items.product.type_id",
]

/**
 * A stored cart. Without a coupon it keeps its prices. With a coupon Medusa's Promotion module recomputes its promotions,
 * and nothing is written. Context that a host adds in `setPromotionContext` is missing here.
 *
 * @throws `not_found`, `invalid_request` for an unknown coupon
 */
export async function readPreviewCart(
  container: MedusaContainer,
  cartId: string,
  coupon: string | undefined,
): Promise<PricedCart> {
  const fields = coupon === undefined ? FIELDS : [...FIELDS, ...FIELDS_FOR_RULES]
  const cart = await getCart<PreviewCart>(container, cartId, fields)
  const actions = carriedActions(cart)
  if (coupon === undefined) {
    return { cart, actions }
  }
  const codes = actions.flatMap(({ code }) => (code ? [code] : []))
  return { cart, actions: await computeActions(container, cart, codes, coupon) }
}

/** The adjustments of a cart, as actions. */
function carriedActions(cart: PreviewCart): PromotionAction[] {
  const toAction = ({ code, amount, is_tax_inclusive = false }: Adjustment) => ({
    amount,
    is_tax_inclusive,
    ...(code ? { code } : {}),
  })
  return [
    ...(cart.items ?? []).flatMap(({ id, adjustments = [] }) =>
      adjustments.map((one) => ({ action: "addItemAdjustment", item_id: id, ...toAction(one) })),
    ),
    ...(cart.shipping_methods ?? []).flatMap(({ id, adjustments = [] }) =>
      adjustments.map((one) => ({ action: "addShippingMethodAdjustment", shipping_method_id: id, ...toAction(one) })),
    ),
  ]
}

/** A shopper without used promotions, for previews whose shopper's uses must not be read. */
const NOBODY = "preview"

/**
 * The results of Medusa's promotions on a cart: automatic ones, codes and the coupon.
 *
 * @throws `invalid_request` for an unknown coupon
 */
export async function computeActions(
  container: MedusaContainer,
  cart: PreviewCart,
  codes: string[],
  coupon: string | undefined,
): Promise<PromotionAction[]> {
  if (coupon !== undefined) {
    const query = container.resolve(ContainerRegistrationKeys.QUERY)
    const { data } = await query.graph({ entity: "promotion", fields: ["id"], filters: { code: coupon } })
    if (data.length === 0 || isHoldCode(coupon)) {
      throw clienteleError("invalid_request", "coupon_code: there is no promotion with this code")
    }
  }
  const context = { ...cart, email: cart.email ?? NOBODY, customer_id: cart.customer?.id ?? NOBODY }
  return container
    .resolve<PromotionModule>(Modules.PROMOTION)
    .computeActions([...new Set(coupon === undefined ? codes : [...codes, coupon])], context)
}
