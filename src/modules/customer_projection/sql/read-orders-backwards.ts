import type { Database } from "../../../kernel/database"
import { type BackwardsPage, type Placed, readBackwards } from "../../../kernel/reading/backwards"

export type PlacedOrder = Placed & {
  order_id: string
  display_id: number | null
  currency_code: string
  /** A decimal string in major units. */
  total: string
}

/** A payment or refund of an order. `amount` is a decimal string above 0. */
export type PlacedMovement = Placed & Omit<PlacedOrder, "total"> & { amount: string; actor_id: string | null }

const MOMENTS = { placed: "placed_at", canceled: "canceled_at" } as const

/** A customer's orders by the time of placing or cancellation, newest first, without drafts. */
export async function readOrdersBackwards(
  db: Database,
  customerId: string,
  moment: keyof typeof MOMENTS,
  page: BackwardsPage,
): Promise<PlacedOrder[]> {
  return readBackwards<PlacedOrder>(
    db,
    {
      select: "order_id, display_id::int, currency_code, total::text as total",
      from: "clientele_customer_order",
      where: `customer_id = ? and status <> 'draft'${moment === "canceled" ? " and canceled_at is not null" : ""}`,
      bindings: [customerId],
      at: MOMENTS[moment],
      id: "order_id",
      order: "moment",
    },
    page,
  )
}

/** A customer's payments and refunds, newest first. */
export async function readMovementsBackwards(
  db: Database,
  customerId: string,
  kind: "payment" | "refund",
  page: BackwardsPage,
): Promise<PlacedMovement[]> {
  return readBackwards<PlacedMovement>(
    db,
    {
      select: "m.order_id, o.display_id::int, m.currency_code, m.amount::text as amount, m.actor_id",
      from: "clientele_customer_movement m join clientele_customer_order o on o.order_id = m.order_id",
      where: "m.customer_id = ? and m.kind = ?",
      bindings: [customerId, kind],
      at: "m.made_at",
      id: "m.movement_id",
      order: "moment",
    },
    page,
  )
}
