import type { HttpTypes } from "@medusajs/framework/types"
import type { Answer } from "../../helpers/api"
import { query, type TestDatabase } from "../../helpers/database"
import { type Loyalty, loyaltyOf } from "../../helpers/loyalty"
import { give, tokenOf } from "../../helpers/redemption"
import { type Customer, openShop, type Shop } from "../../helpers/shop"
import { createShopDatabase } from "../../helpers/shop-database"
import { type Store, startStore } from "../../helpers/store-server"

/** What create-order and complete answer, or how they refuse. */
export type Checkout = {
  type: "order" | "cart" | string
  order?: HttpTypes.StoreOrder
  cart?: HttpTypes.StoreCart
  error?: { message: string; name: string; type: string; code: string }
  loyalty_redemption?: { points: number; reason?: string }
  code?: string
  message?: string
}

/** A store with the programme on, and what its shoppers do. */
export type CheckoutShop = {
  database: TestDatabase
  store: Store
  shop: Shop
  loyalty: Loyalty
  /** Somebody with points and a token. */
  shopper: (points: number) => Promise<{ customer: Customer; token: string }>
  /** All that a cart is made of: two shirts of 20, shipped free, in dollars, paid later. */
  purchase: (email: string, more?: object) => Record<string, unknown>
  createOrder: (body: unknown, headers?: Record<string, string>) => Promise<Answer<Checkout>>
  /** How many orders, and how many carts, there are for an email. */
  made: (email: string) => Promise<{ orders: number; carts: number }>
  close: () => Promise<void>
}

export const manual = { provider_id: "pp_system_default" }
export const fickle = (outcome: string) => ({ provider_id: "pp_fickle_fickle", data: { outcome } })

export async function openCheckoutShop(): Promise<CheckoutShop> {
  const database = await createShopDatabase()
  const store = await startStore({ databaseUrl: database.url, scheduledJobs: ["clientele-codes-upkeep"] })
  const shop = await openShop(store, { copies: true })
  const loyalty = loyaltyOf(shop.admin)
  await loyalty.set("loyalty_points_enabled", true)
  await loyalty.set("loyalty_max_redeem_percent", 100)
  const address = { first_name: "Sam", address_1: "2 Side Street", city: "Town", postal_code: "10001" }
  return {
    database,
    store,
    shop,
    loyalty,
    shopper: async (points) => {
      const customer = await shop.register()
      await give(shop, customer, points)
      return { customer, token: await tokenOf(database, customer.email) }
    },
    purchase: (email, more) => ({
      email,
      region_id: shop.regions["usd"]?.id,
      items: [{ variant_id: shop.variants.shirt, quantity: 2 }],
      shipping_address: { ...address, country_code: "us" },
      shipping_option_id: shop.shipping.free,
      payment: manual,
      ...more,
    }),
    createOrder: (body, headers) => shop.guest.send("POST", "/store/checkout/create-order", body, headers),
    made: async (email) => {
      const [row] = await query<{ orders: number; carts: number }>(
        database,
        `select (select count(*)::int from "order" where email = $1) as orders,
                (select count(*)::int from cart where email = $1) as carts`,
        [email],
      )
      return row ?? { orders: 0, carts: 0 }
    },
    close: async () => {
      await store.stop()
      await database.drop()
    },
  }
}
