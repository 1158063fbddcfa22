import type { HttpTypes } from "@medusajs/framework/types"
import { BigNumber, MathBN, Modules, PromotionActions } from "@medusajs/framework/utils"
import { updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import { callsOf, medusa } from "./medusa"

type Action = { action: string; item_id?: string; code?: string; amount?: unknown; is_tax_inclusive?: boolean }
type Item = Record<string, unknown> & { id: string; product?: { is_giftcard?: boolean } }
type PromotionContext = Record<string, unknown> & {
  id?: string
  items?: Item[]
  shipping_methods?: Record<string, unknown>[]
}
type Compute = [codes: string[], context: PromotionContext, options?: unknown]

/** A code that no promotion has. */
export const CODE = "phold_probe"

const promotions = () => medusa().container.resolve<object>(Modules.PROMOTION)

/** The contexts that the Promotion module is asked with while `work` runs. */
export const contextsOf = async (work: () => Promise<unknown>): Promise<PromotionContext[]> =>
  (await callsOf<Compute, Action[]>(promotions(), "computeActions", work)).map(([, context]) => context)

/** Does `work` with a Promotion module that takes `amount` off the first item, as the plugin's does. */
export const discounted = (amount: number, work: () => Promise<unknown>, isTaxInclusive = false) =>
  callsOf<Compute, Action[]>(promotions(), "computeActions", work, async (original, codes, context, ...rest) => {
    const [item] = context.items ?? []
    const action = { action: "addItemAdjustment", item_id: item?.id, code: CODE, is_tax_inclusive: isTaxInclusive }
    const actions = await original(codes, context, ...rest)
    return item ? actions.concat({ ...action, amount: new BigNumber(MathBN.convert(amount)) }) : actions
  })

/** Has a cart worked out anew, as the plugin does. */
export const refresh = (cartId: string, force?: boolean) =>
  updateCartPromotionsWorkflow(medusa().container).run({
    input: {
      cart_id: cartId,
      promo_codes: [],
      action: PromotionActions.ADD,
      ...(force ? { force_refresh_payment_collection: true } : {}),
    },
  })

/** The store API as a guest, whatever it answers. */
export const send = (method: string, path: string, body?: unknown) => medusa().shop.guest.send(method, path, body)

const FIELDS =
  "total,discount_total,discount_subtotal,subtotal,item_subtotal,shipping_subtotal,tax_total,*items,*items.adjustments,*promotions"

export const readCart = async (id: string) =>
  (await medusa().shop.guest.get<{ cart: HttpTypes.StoreCart }>(`/store/carts/${id}?fields=${FIELDS}`)).cart
