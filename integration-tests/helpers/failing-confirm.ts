import { query, type TestDatabase } from "./database"
import type { Shop } from "./shop"

/**
 * Makes the confirmation of a requested order edit fail: Medusa changes the order, fails at its reservations, and undoes
 * the change. The edit can be confirmed again afterwards.
 *
 * @returns the status of the answer, 500
 */
export async function confirmInVain(shop: Shop, database: TestDatabase, orderId: string): Promise<number> {
  await query(database, "alter table reservation_item rename to reservation_item_away")
  try {
    return (await shop.admin.send("POST", `/admin/order-edits/${orderId}/confirm`, {})).status
  } finally {
    await query(database, "alter table reservation_item_away rename to reservation_item")
  }
}
