import { randomBytes } from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import type { HttpTypes } from "@medusajs/framework/types"
import type { Answer } from "../helpers/api"
import { query, type TestDatabase } from "../helpers/database"
import { type FaultRule, reachedLine } from "../helpers/fault-points/point"
import { eventually } from "../helpers/loyalty"
import { apply, give, tokenOf } from "../helpers/redemption"
import type { Customer, OrderPlan, Shop } from "../helpers/shop"

/** A shopper one call before an order that points pay in part. */
export type Payer = { customer: Customer; cartId: string; holdId: string; sessionId: string }

export type Completion = {
  type: "order" | "cart"
  order?: HttpTypes.StoreOrder
  code?: string
  message?: string
  error?: { code?: string; message?: string }
}

/** Begins a payment of a cart with the provider whose behaviour `outcome` chooses. */
export async function beginPayment(shop: Shop, cartId: string, outcome = "authorise"): Promise<string> {
  const { payment_collection } = await shop.guest.post<HttpTypes.StorePaymentCollectionResponse>(
    "/store/payment-collections",
    { cart_id: cartId },
  )
  const path = `/store/payment-collections/${payment_collection.id}/payment-sessions`
  const begun = await shop.guest.post<HttpTypes.StorePaymentCollectionResponse>(path, {
    provider_id: "pp_fickle_fickle",
    data: { outcome, cart_id: cartId },
  })
  return begun.payment_collection.payment_sessions?.[0]?.id ?? ""
}

/** Sets the stock of shirts. */
export async function stockShirts(shop: Shop, stocked_quantity: number): Promise<void> {
  const variantId = shop.variants.shirt
  const { variants } = await shop.admin.get<{ variants: { product_id: string }[] }>(
    `/admin/product-variants?id=${variantId}&fields=product_id`,
  )
  const variant = `/admin/products/${variants[0]?.product_id}/variants/${variantId}`
  const { inventory_item } = await shop.admin.post<HttpTypes.AdminInventoryItemResponse>("/admin/inventory-items", {
    sku: "shirt",
    location_levels: [{ location_id: shop.stockLocationId, stocked_quantity }],
  })
  await shop.admin.post(`${variant}/inventory-items`, { inventory_item_id: inventory_item.id, required_quantity: 1 })
  await shop.admin.post(variant, { manage_inventory: true })
}

/** Two pieces at 20 each. */
export type Goods = Pick<OrderPlan, "product" | "shipping">

/** A cart of 40 to which 1000 of the shopper's points are applied. */
export async function fillWithPoints(
  shop: Shop,
  database: TestDatabase,
  email: string,
  goods: Goods = { product: "download" },
): Promise<{ cartId: string; holdId: string }> {
  const cart = await shop.fillCart({ email, quantity: 2, ...goods })
  const applied = await apply(shop, cart.id, await tokenOf(database, email), 1000)
  if (applied.status !== 200) throw new Error(`points were not applied: ${JSON.stringify(applied.body)}`)
  return { cartId: cart.id, holdId: applied.body.loyalty_redemption.id }
}

/** A shopper with 1000 points and a cart of 40 that carries them, so that 30 remain to be paid. */
export async function preparePayer(
  shop: Shop,
  database: TestDatabase,
  { outcome, goods }: { outcome?: string; goods?: Goods } = {},
): Promise<Payer> {
  const customer = await shop.register()
  await give(shop, customer, 1000)
  const { cartId, holdId } = await fillWithPoints(shop, database, customer.email, goods)
  return { customer, cartId, holdId, sessionId: await beginPayment(shop, cartId, outcome) }
}

/** Applies points with a new token, as after a new code. */
export async function applyAgain(shop: Shop, database: TestDatabase, payer: Payer, points: number): Promise<void> {
  const token = await tokenOf(database, payer.customer.email)
  const applied = await apply(shop, payer.cartId, token, points)
  if (applied.status !== 200) throw new Error(`points were not applied: ${JSON.stringify(applied.body)}`)
}

/** @param customer the signed-in customer; without one a guest, who cannot buy on terms */
export function complete(shop: Shop, cartId: string, customer?: Customer): Promise<Answer<Completion>> {
  const api = customer ? shop.as(customer) : shop.guest
  return api.send<Completion>("POST", `/store/carts/${cartId}/complete`)
}

/** The points that a store process stops or fails at; see helpers/fault-points. */
export type Faults = {
  /** For the environment of the store. */
  env: Record<string, string>
  arm: (rules: FaultRule[]) => void
  disarm: () => void
  /** Waits until a store has reached all armed points. */
  reached: (store: { output: () => string }, rules: FaultRule[]) => Promise<void>
}

export function createFaults(): Faults {
  const file = path.join(
    path.join(os.tmpdir(), `clientele-faults-${process.pid}-${randomBytes(4).toString("hex")}`),
    "rules.json",
  )
  return {
    env: { CLIENTELE_TEST_FAULTS: file },
    arm: (rules) => {
      fs.mkdirSync(path.dirname(file), { recursive: true })
      // Renamed into place, so that a store never reads half of it.
      fs.writeFileSync(`${file}.new`, JSON.stringify(rules))
      fs.renameSync(`${file}.new`, file)
    },
    disarm: () => fs.rmSync(path.dirname(file), { recursive: true, force: true }),
    reached: async (store, rules) => {
      // One after another, so that the time limit grows with their number.
      for (const rule of rules) {
        const there = await eventually(
          async () => store.output().includes(reachedLine(rule)),
          (found) => found,
        )
        if (!there) throw new Error(`not reached: ${JSON.stringify(rule)}`)
      }
    },
  }
}

/** The state of a shopper's orders: one line for each order, even if parts of it are missing. */
export type OrderFact = { id: string; linked: boolean; hold: string | null; entries: number[]; adjusted: string | null }

export async function ordersOf(database: TestDatabase, email: string): Promise<OrderFact[]> {
  return query<OrderFact>(
    database,
    `select o.id, exists (select 1 from order_cart c where c.order_id = o.id and c.deleted_at is null) as linked,
       (select h.id from clientele_points_hold h where h.order_id = o.id and h.status = 'posted') as hold,
       array(select e.points::int from clientele_points_entry e where e.order_id = o.id order by e.version) as entries,
       (select sum(a.amount)::numeric(12, 2)::text from order_item i join order_line_item_adjustment a using (item_id)
         where i.order_id = o.id and a.code like 'phold%') as adjusted
     from "order" o where o.email = $1 order by o.id`,
    [email],
  )
}

/** The number of pieces of stock that are reserved without an order. */
export async function strayReservations(database: TestDatabase): Promise<number> {
  const [row] = await query<{ count: string }>(
    database,
    `select count(*) from reservation_item r where r.deleted_at is null
       and not exists (select 1 from order_item i join "order" o on o.id = i.order_id
         where i.item_id = r.line_item_id and o.deleted_at is null)`,
  )
  return Number(row?.count)
}

/** The transactions that have written an order, its deduction and its hold. Correct is one. */
export async function writersOf(database: TestDatabase, orderId: string): Promise<string[]> {
  const rows = await query<{ xmin: string }>(
    database,
    `select xmin::text from "order" where id = $1
     union all select xmin::text from clientele_points_entry where order_id = $1 and reason = 'redemption'
     union all select xmin::text from clientele_points_hold where order_id = $1`,
    [orderId],
  )
  if (rows.length !== 3) throw new Error(`${orderId}: ${rows.length} of order, entry and hold`)
  return [...new Set(rows.map(({ xmin }) => xmin))]
}
