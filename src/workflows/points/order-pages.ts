import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { ListRows } from "../shared/sweep/changed-rows"

const PAGE = 1000

type OrderLists = { listOrders: ListRows }

/** Pages of the missing ones among these orders. */
export async function* missingOrders(container: MedusaContainer, orderIds: string[]): AsyncGenerator<string[]> {
  const orders = container.resolve<OrderLists>(Modules.ORDER)
  for (let start = 0; start < orderIds.length; start += PAGE) {
    const page = orderIds.slice(start, start + PAGE)
    const found = await orders.listOrders({ id: page }, { select: ["id"], take: PAGE })
    const there = new Set(found.map(({ id }) => id))
    const missing = page.filter((id) => !there.has(id))
    if (missing.length > 0) {
      yield missing
    }
  }
}

/**
 * Ids of orders placed since a time, oldest first, page by page, for a backfill.
 *
 * @param cursor begin after the order with this id
 * @param until leave out orders placed at this time or later
 */
export async function* orderPages(
  container: MedusaContainer,
  since: Date | null,
  size: number,
  cursor = "",
  until: Date | null = null,
): AsyncGenerator<string[]> {
  const orders = container.resolve<OrderLists>(Modules.ORDER)
  const placed = { ...(since ? { $gte: since } : {}), ...(until ? { $lt: until } : {}) }
  let after = cursor
  for (;;) {
    const page = await orders.listOrders(
      { id: { $gt: after }, ...(since || until ? { created_at: placed } : {}) },
      { select: ["id"], take: size, order: { id: "ASC" } },
    )
    if (page.length === 0) {
      return
    }
    after = page.at(-1)?.id ?? ""
    yield page.map((order) => order.id)
  }
}
