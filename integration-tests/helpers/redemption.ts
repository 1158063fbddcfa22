import { createHash, randomBytes } from "node:crypto"
import type { HttpTypes } from "@medusajs/framework/types"
import type { Answer } from "./api"
import { query, type TestDatabase } from "./database"
import type { Customer, Shop } from "./shop"

export type Applied = {
  loyalty_redemption: { id: string; points: number; discount_amount: string; currency_code: string; expires_at: string }
  cart: HttpTypes.StoreCart
  payment_session_required: boolean
}

/** A live redemption token of a mailbox, as after a verified code. Other tests cover the code itself. */
export async function tokenOf(database: TestDatabase, mailbox: string): Promise<string> {
  const token = randomBytes(32).toString("base64url")
  await query(
    database,
    `insert into clientele_code_token (id, hash, mailbox, created_at, expires_at)
     values ($1, $2, $3, now(), now() + interval '1 hour')`,
    [`ctok_${randomBytes(16).toString("hex")}`, createHash("sha256").update(token).digest(), mailbox],
  )
  return token
}

/** Gives a customer points. */
export async function give(shop: Shop, customer: Customer, points: number): Promise<void> {
  await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points, reason: "test" })
}

export function apply(shop: Shop, cartId: string, token: string, points: unknown): Promise<Answer<Applied>> {
  return shop.guest.send<Applied>("POST", `/store/carts/${cartId}/loyalty-redemption`, { token, points })
}

/** The points' discount on a cart's lines, in major units. */
export function pointsDiscount(cart: HttpTypes.StoreCart): number {
  const ours = (cart.items ?? [])
    .flatMap((item) => item.adjustments ?? [])
    .filter(({ code }) => code?.startsWith("phold_"))
  return Math.round(ours.reduce((sum, one) => sum + Number(one.amount), 0) * 1000) / 1000
}
