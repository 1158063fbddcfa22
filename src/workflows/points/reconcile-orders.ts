import type { MedusaContainer } from "@medusajs/framework/types"
import { sinceOf } from "../../kernel/watermark"
import { type Disagreement, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { findHindrance, type Hindrance, voidIfOrphan } from "../shared/redemption/orphan-orders"
import { allThenEach } from "../shared/sweep/all-then-each"
import { findChangedOrders, nextOrders } from "../shared/sweep/changed-orders"
import { currentPass } from "../shared/sweep/current-pass"
import { findDisagreements } from "./find-disagreements"
import { missingOrders, orderPages } from "./order-pages"
import { type SettledOrder, settleOrders } from "./settle-orders"

/** Orders in one round trip of the ledger. */
const CHUNK = 100

/**
 * How far behind the watermark a sweep looks again: time for transactions that were open when the last sweep looked, and
 * for clocks that differ.
 */
const OVERLAP_MS = 60 * 60 * 1000

export type Progress = (done: number, found: number) => void

export type ReconcileResult = {
  /** Orders that were compared. */
  checked: number
  /** Those whose posted points differ from what they are to have; repaired where that was asked for. */
  differences: SettledOrder[]
  repaired: boolean
  /** Orders that could not be settled, and why; the others were. */
  failed: { order_id: string; message: string }[]
  /** Where to go on: there are orders behind this one that were not compared. `null` where all were. */
  next_cursor: string | null
  /**
   * Orders whose discount and deduction disagree; a repair takes back orphans that nobody has touched and that nothing
   * hinders, and no others.
   */
  disagreements: (Disagreement & { voided: boolean; hindrance: Hindrance | null })[]
}

/**
 * The guarantee behind the queue (CONTRACT R34): settles every order that has changed since the last sweep, whatever
 * became of its events and jobs. Safe to run in several processes at once.
 */
export async function sweepOrders(container: MedusaContainer): Promise<ReconcileResult> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const watermark = await points.getWatermark()
  const { now } = watermark
  const everEnabled = (await points.getSettingLog()).some(
    (change) => change.key === "loyalty_points_enabled" && change.value === true,
  )
  const since = sinceOf(watermark, OVERLAP_MS)
  const changed = everEnabled ? await findChangedOrders(container, since, now) : []
  const slice = await nextOrders(container, await currentPass(() => points.getPass(), watermark, OVERLAP_MS), now)
  // A capture that its provider refuses is a row that Medusa deletes again: nothing tells but what was posted for it.
  const posted = everEnabled ? await points.listPostedOrders(since) : []
  // An order that fails does not hold the others up: it is kept aside, tried again at every sweep, and shown.
  const failedBefore = (await points.listFailures(CHUNK)).map(({ order_id }) => order_id)
  const ids = [...new Set([...changed, ...(everEnabled ? slice.ids : []), ...posted, ...failedBefore])]
  const result = await settleInChunks(container, chunksOf(ids), { cause: "sweep", repair: true })
  await points.noteFailures(ids, result.failed)
  const disagreeing = (await points.listDisagreements(CHUNK)).map(({ order_id }) => order_id)
  const compared = [...new Set([...ids, ...disagreeing])]
  await compare(container, chunksOf(compared), result, false)
  await points.noteDisagreements(compared, result.disagreements)
  await points.setPass(slice.next)
  await points.advanceWatermark(now)
  return result
}

export type ReconcileInput = {
  /** Compare these orders; without it, all orders placed since `since`. */
  order_ids?: string[]
  since?: Date
  /** Compare at most so many orders of those since `since`, behind the one that this cursor names. */
  limit?: number
  cursor?: string
  /** Post the differences; without it nothing is written. */
  repair?: boolean
  on_progress?: Progress
}

/** Compares target with posted for many orders, and repairs on request (CONTRACT R34). */
export async function reconcileOrders(container: MedusaContainer, input: ReconcileInput): Promise<ReconcileResult> {
  const { pages, next_cursor } = await pagesOf(container, input)
  const repair = input.repair === true
  const result = await settleInChunks(container, pages(), {
    cause: "reconcile",
    repair,
    on_progress: input.on_progress,
  })
  await compare(container, pages(), result, repair)
  if (!input.order_ids && next_cursor === null) {
    // A deduction whose order is gone is on no page of orders.
    const points = container.resolve<PointsModuleService>(POINTS_MODULE)
    const redeemed = await points.listRedeemedOrders(input.since ?? new Date(0))
    await compare(container, missingOrders(container, redeemed), result, repair)
  }
  return { ...result, next_cursor }
}

type Pages = { pages: () => Iterable<string[]> | AsyncIterable<string[]>; next_cursor: string | null }

async function pagesOf(container: MedusaContainer, input: ReconcileInput): Promise<Pages> {
  const { order_ids, since = null, limit, cursor } = input
  if (order_ids) {
    return { pages: () => chunksOf(order_ids), next_cursor: null }
  }
  if (limit === undefined) {
    return { pages: () => orderPages(container, since, CHUNK, cursor), next_cursor: null }
  }
  // One more than asked for tells whether there are more.
  const found: string[] = []
  for await (const page of orderPages(container, since, CHUNK, cursor)) {
    found.push(...page)
    if (found.length > limit) {
      break
    }
  }
  const ids = found.slice(0, limit)
  return { pages: () => chunksOf(ids), next_cursor: found.length > limit ? (ids.at(-1) ?? null) : null }
}

/** Adds the orders whose discount and deduction disagree, each once. */
async function compare(
  container: MedusaContainer,
  pages: Iterable<string[]> | AsyncIterable<string[]>,
  result: ReconcileResult,
  repair: boolean,
): Promise<void> {
  const known = new Set(result.disagreements.map((one) => `${one.order_id} ${one.hold_id}`))
  for await (const page of pages) {
    for (const found of await findDisagreements(container, page)) {
      if (!known.has(`${found.order_id} ${found.hold_id}`)) {
        result.disagreements.push(await judge(container, found, repair))
      }
    }
  }
}

/** Takes an orphan back where that is asked for and nothing hinders; all else is for a person. */
async function judge(
  container: MedusaContainer,
  found: Disagreement,
  repair: boolean,
): Promise<ReconcileResult["disagreements"][number]> {
  if (found.kind !== "orphan") {
    return { ...found, voided: false, hindrance: null }
  }
  const hindrance = await findHindrance(container, found.hold_id)
  const voided = repair && (await voidIfOrphan(container, found.hold_id))
  if (voided) {
    await container.resolve<PointsModuleService>(POINTS_MODULE).noteDisagreements([found.order_id], [])
  }
  return { ...found, voided, hindrance }
}

/** Awards the past (CONTRACT R34): orders triggered since a date, under today's settings. The merchant asks for it. */
export async function backfillOrders(
  container: MedusaContainer,
  input: { since: Date; dry_run?: boolean; on_progress?: Progress },
): Promise<ReconcileResult> {
  return settleInChunks(container, orderPages(container, null, CHUNK), {
    cause: "backfill",
    repair: input.dry_run !== true,
    backfill_since: input.since.toISOString(),
    on_progress: input.on_progress,
  })
}

/** What the failures' table, the log and the health route say of an order whose account is locked. */
const BUSY = "another database session holds the points account; every sweep tries again"

const isBusy = ({ outcome }: SettledOrder) => outcome === "busy"

type SettleMany = { cause: string; repair: boolean; backfill_since?: string; on_progress?: Progress }

async function settleInChunks(
  container: MedusaContainer,
  pages: Iterable<string[]> | AsyncIterable<string[]>,
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

/** A page at once; where that fails, order by order, so that one bad order does not stop the rest. */
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
    failed: (order_id, { message }) => failed.push({ order_id, message }),
  })
}

function* chunksOf(ids: string[]): Generator<string[]> {
  for (let start = 0; start < ids.length; start += CHUNK) {
    yield ids.slice(start, start + CHUNK)
  }
}
