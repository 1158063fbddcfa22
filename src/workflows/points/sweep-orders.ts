import type { MedusaContainer } from "@medusajs/framework/types"
import { sinceOf } from "../../kernel/watermark"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { findChangedOrders, nextOrders } from "../shared/sweep/changed-orders"
import { currentPass } from "../shared/sweep/current-pass"
import { compareOrders } from "./compare-orders"
import { CHUNK, chunksOf, type ReconcileResult, settlePages } from "./settle-pages"

/**
 * Overlap of a sweep before the watermark. It covers transactions that were open during the last sweep, and different
 * clocks.
 */
const OVERLAP_MS = 60 * 60 * 1000

/**
 * The guarantee behind the queue (contract R34): settles every order that changed since the last sweep, even if its events
 * and jobs were lost. Safe to run in several processes at once.
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
  // Medusa deletes the row of a capture that its provider refuses, so only the posted entry shows it.
  const posted = everEnabled ? await points.listPostedOrders(since) : []
  // A failing order does not stop the others. It is stored, tried again by every sweep, and shown.
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
