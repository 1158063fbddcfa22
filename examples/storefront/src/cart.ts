import type { StoreCart, StoreRegion } from "@medusajs/framework/types"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { answered, COUNTRY, sdk } from "./medusa"

const KEPT_AS = "cart_id"
const FIELDS = "+completed_at,*items.adjustments,*shipping_methods,*shipping_address,*payment_collection,+metadata"

export type Cart = StoreCart

export function useRegion() {
  return useQuery({
    queryKey: ["region"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<StoreRegion> => {
      const { regions } = await sdk.store.region.list({ fields: "id,name,currency_code,*countries" })
      const region = regions.find(({ countries }) => countries?.some(({ iso_2 }) => iso_2 === COUNTRY))
      if (!region) throw new Error(`This shop has no region with the country "${COUNTRY}".`)
      return region
    },
  })
}

export const cartKey = ["cart"]

async function readCart(): Promise<Cart | null> {
  const id = localStorage.getItem(KEPT_AS)
  if (!id) return null
  try {
    const { cart } = await sdk.store.cart.retrieve(id, { fields: FIELDS })
    return "completed_at" in cart && cart.completed_at ? null : cart
  } catch (error) {
    if (!answered(error, 404)) throw error
    forgetCart()
    return null
  }
}

export const useCart = () => useQuery({ queryKey: cartKey, queryFn: readCart })

/** Forgets the cart: it was bought, or the shopper no longer wants it. */
export const forgetCart = () => localStorage.removeItem(KEPT_AS)

/** Changes the cart and reads it again, because the store decides prices. */
export function useCartChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: cartKey }) })
}

export async function addToCart(region: StoreRegion, variant_id: string): Promise<void> {
  const present = await readCart()
  if (present) {
    await sdk.store.cart.createLineItem(present.id, { variant_id, quantity: 1 })
    return
  }
  const { cart } = await sdk.store.cart.create({ region_id: region.id, items: [{ variant_id, quantity: 1 }] })
  localStorage.setItem(KEPT_AS, cart.id)
}

/** Assigns the cart to the customer who signs in. */
export async function takeCartAlong(): Promise<void> {
  const present = await readCart()
  if (present) await sdk.store.cart.transferCart(present.id)
}

/** The discount by points: the codes of the plugin's adjustments begin with this prefix. They are not coupons. */
export function pointsDiscount(cart: Cart): number {
  const adjustments = (cart.items ?? []).flatMap((item) => item.adjustments ?? [])
  return adjustments.filter(({ code }) => code?.startsWith("phold_")).reduce((sum, { amount }) => sum + amount, 0)
}
