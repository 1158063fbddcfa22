import type { MedusaContainer } from "@medusajs/framework/types"
import { errorText } from "../../kernel/error-text"
import type { Disagreement } from "../../modules/points"
import type { Hindrance } from "../shared/redemption/orphan-orders"
import { allThenEach } from "../shared/sweep/all-then-each"
import { type SettledOrder, settleOrders } from "./settle-orders"

/** Orders in one round trip of the ledger. */
export const CHUNK = 100

export type OrderPages = Iterable<string[]> | AsyncIterable<string[]>

export type Progress = (done: number, found: number) => void

export type ReconcileResult = {
  /** Number of compared orders. */
  checked: number
  /** Orders whose posted points differ from their target. With `repair`, the difference was posted. */
  differences: SettledOrder[]
  repaired: boolean
  /** Orders that could not be settled, with the reason. All others were. */
  failed: { order_id: string; message: string }[]
  /** The cursor of the next request, if more orders remain to be compared; else `null`. */
  next_cursor: string | null
  /** Orders whose discount and deduction disagree. A repair voids only unchanged orphans that need no decision. */
  disagreements: (Disagreement & { voided: boolean; hindrance: Hindrance | null })[]
}

/** The text for an order with a locked account in the failures' table, the log and the health route. */
const BUSY = "another database session has locked the points account; the next sweep tries again"

const isBusy = ({ outcome }: SettledOrder) => outcome === "busy"

type SettleMany = { cause: string; repair: boolean; backfill_since?: string; on_progress?: Progress }

/** Settles orders page by page. An order that cannot be settled does not stop the others. */
export async function settlePages(
  container: MedusaContainer,
  pages: OrderPages,
  options: SettleMany,
): Promise<ReconcileResult> {
  const result: ReconcileResult = {
    checked: 0,
    differences: [],
    repaired: options.repair,
    failed: [],
    next_cursor: null,
    disagreements: [],
  }
  const busy = new Set<string>()
  for await (const page of pages) {
    const settled = await settleOrEach(container, page, { ...options, busy }, result.failed)
    result.checked += page.length
    result.differences.push(...settled.filter((order) => order.change !== 0))
    result.failed.push(...settled.filter(isBusy).map(({ order_id }) => ({ order_id, message: BUSY })))
    options.on_progress?.(result.checked, result.differences.length)
  }
  return result
}

/** Settles a page at once. If that fails, settles order by order, so that one bad order does not stop the rest. */
async function settleOrEach(
  container: MedusaContainer,
  page: string[],
  options: SettleMany & { busy: Set<string> },
  failed: ReconcileResult["failed"],
): Promise<SettledOrder[]> {
  const { cause, backfill_since, repair, busy } = options
  return allThenEach(page, {
    work: (order_ids) =>
      settleOrders(container, { order_ids: [...order_ids], cause, backfill_since, dry_run: !repair }, busy),
    failed: (order_id, error) => failed.push({ order_id, message: errorText(error) }),
  })
}

/** Pages of ids. */
export function* chunksOf(ids: string[]): Generator<string[]> {
  for (let start = 0; start < ids.length; start += CHUNK) {
    yield ids.slice(start, start + CHUNK)
  }
}
