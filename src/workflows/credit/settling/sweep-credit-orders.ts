import type { MedusaContainer } from "@medusajs/framework/types"
import { errorText } from "../../../kernel/error-text"
import { sinceOf } from "../../../kernel/watermark"
import { CREDIT_MODULE, type CreditModuleService, type CreditSettlementOutcome } from "../../../modules/credit"
import { allThenEach } from "../../shared/sweep/all-then-each"
import { findChangedOrders, nextOrders } from "../../shared/sweep/changed-orders"
import { currentPass } from "../../shared/sweep/current-pass"
import { announcePaid } from "../cash/announce-cash"
import { settleCreditOrders } from "./settle-credit-orders"

/** As for points: covers transactions that were open during the last sweep, and different clocks. */
const OVERLAP_MS = 60 * 60 * 1000
const CHUNK = 100

/** Number of the oldest waiting orders that each sweep retries. */
const MOST_WAITING = 1000

export type CreditSweep = {
  /** Receivables that differed from the amounts that their orders owe. */
  posted: CreditSettlementOutcome[]
  /** Orders that could not be settled. Every sweep tries them again. */
  failed: { order_id: string; message: string }[]
}

/**
 * The guarantee behind the events (contract R24): settles every order on terms that changed since the last sweep, even if
 * its events and jobs were lost. Safe to run in several processes at once.
 */
export async function sweepCreditOrders(container: MedusaContainer): Promise<CreditSweep> {
  const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
  const watermark = await credit.getWatermark()
  const changed = await findChangedOrders(container, sinceOf(watermark, OVERLAP_MS), watermark.now)
  const pass = await currentPass(() => credit.findPass(), watermark, OVERLAP_MS)
  const slice = await nextOrders(container, pass, watermark.now)
  const failedBefore = (await credit.listFailures(CHUNK)).map(({ order_id }) => order_id)
  const waiting = (await credit.listWaiting({ limit: MOST_WAITING })).map(({ order_id }) => order_id)
  const uncaptured = await credit.listUncaptured(null, CHUNK)
  const ids = [...new Set([...changed, ...slice.ids, ...failedBefore, ...waiting, ...uncaptured])]
  const result: CreditSweep = { posted: [], failed: [] }
  for (let start = 0; start < ids.length; start += CHUNK) {
    const outcomes = await allThenEach(ids.slice(start, start + CHUNK), {
      work: (some) => settleCreditOrders(container, some),
      failed: (order_id, error) => result.failed.push({ order_id, message: errorText(error) }),
    })
    result.posted.push(...outcomes.filter(({ outcome }) => outcome === "posted"))
    const busy = outcomes.filter(({ outcome }) => outcome === "busy")
    result.failed.push(...busy.map(({ order_id }) => ({ order_id, message: "another session has locked the account" })))
  }
  await announcePaid(container, null)
  await credit.noteFailures(ids, result.failed)
  await credit.setPass(slice.next)
  await credit.advanceWatermark(watermark.now)
  return result
}
