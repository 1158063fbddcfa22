import { randomUUID } from "node:crypto"
import type { Answer } from "../helpers/api"
import type { TestDatabase } from "../helpers/database"
import type { FaultPoint } from "../helpers/fault-points/point"
import { give, tokenOf } from "../helpers/redemption"
import type { Customer, Shop } from "../helpers/shop"
import type { Completion } from "./completing"

type BuyerStop = { at: string; point: FaultPoint; keyed: boolean; left: "nothing" | "orphan" }

/**
 * The points at which the process is killed for shoppers who check out in one call. A retry is recognised by its key, or
 * without a key by the token.
 */
export const BUYER_STOPS: BuyerStop[] = [
  { at: "before the order is inserted", point: "order:before", keyed: true, left: "nothing" },
  { at: "with the order committed, and nothing else", point: "order:after", keyed: false, left: "orphan" },
  { at: "with the order committed, and nothing else (with a key)", point: "order:after", keyed: true, left: "orphan" },
]

export type Buyer = { customer: Customer; headers: Record<string, string>; body: object }

/** A shopper with 1000 points, one call before an order of 40 that the points pay in part. */
export async function prepareBuyer(shop: Shop, database: TestDatabase, keyed: boolean): Promise<Buyer> {
  const customer = await shop.register()
  await give(shop, customer, 1000)
  const address = { first_name: "Sam", address_1: "2 Side Street", city: "Town", country_code: "us" }
  const body = {
    email: customer.email,
    region_id: shop.regions["usd"]?.id,
    items: [{ variant_id: shop.variants.shirt, quantity: 2 }],
    shipping_address: address,
    shipping_option_id: shop.shipping.free,
    payment: { provider_id: "pp_system_default" },
    loyalty_redemption: { token: await tokenOf(database, customer.email), points: 1000 },
  }
  return { customer, body, headers: keyed ? { "idempotency-key": randomUUID() } : {} }
}

export const checkOut = (shop: Shop, { body, headers }: Buyer): Promise<Answer<Completion>> =>
  shop.guest.send<Completion>("POST", "/store/checkout/create-order", body, headers)
