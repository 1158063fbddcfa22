import type { MedusaContainer } from "@medusajs/framework/types"
import { sinceOf } from "../../kernel/watermark"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { findChangedOrders, nextOrders } from "../shared/sweep/changed-orders"
import { currentPass } from "../shared/sweep/current-pass"
import { compareOrders } from "./compare-orders"
import { CHUNK, chunksOf, type ReconcileResult, settlePages } from "./settle-pages"

/**
 * How far behind the watermark a sweep looks again: time for transactions that were open when the last sweep looked, and
 * for clocks that differ.
 */
const OVERLAP_MS = 60 * 60 * 1000

/**
 * The guarantee behind the queue (contract R34): settles every order that has changed since the last sweep, whatever
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
  const slice = await nextOrders(container, await currentPass(() => points.findPass(), watermark, OVERLAP_MS), now)
  // A capture that its provider refuses is a row that Medusa deletes again: nothing tells but what was posted for it.
  const posted = everEnabled ? await points.listPostedOrders(since) : []
  // An order that fails does not hold the others up: it is kept aside, tried again at every sweep, and shown.
  const failedBefore = (await points.listFailures(CHUNK)).map(({ order_id }) => order_id)
  const ids = [...new Set([...changed, ...(everEnabled ? slice.ids : []), ...posted, ...failedBefore])]
  const result = await settlePages(container, chunksOf(ids), { cause: "sweep", repair: true })
  await points.noteFailures(ids, result.failed)
  const disagreeing = (await points.listDisagreements(CHUNK)).map(({ order_id }) => order_id)
  const compared = [...new Set([...ids, ...disagreeing])]
  await compareOrders(container, chunksOf(compared), result, false)
  await points.noteDisagreements(compared, result.disagreements)
  await points.setPass(slice.next)
  await points.advanceWatermark(now)
  return result
}
