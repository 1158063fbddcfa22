import type { MedusaContainer } from "@medusajs/framework/types"
import { sum } from "../../kernel/money"
import { entryId, POINTS_MODULE, type PointsModuleService, pointsToReturn, redeemedHolds } from "../../modules/points"
import { pointsEvents } from "../shared/events/points-events"
import { announcePostings } from "../shared/events/points-posted"
import type { AdditionalData } from "../shared/input/additional-data"
import { readMadeDiscounts } from "./find-disagreements"
import type { LoadedOrder } from "./list-order-facts"

/**
 * Returns the redeemed points of canceled or returned goods, and of lines that an edit removed (contract R33). Each point
 * is returned once, regardless of the number of calls, because the ledger posts only the difference to the total.
 *
 * @param busy mailboxes whose accounts another database session holds. They are skipped, and new ones are added
 * @returns the orders of such accounts, for a later attempt
 */
export async function returnRedeemedPoints(
  container: MedusaContainer,
  orders: readonly LoadedOrder[],
  busy: Set<string>,
  additionalData?: AdditionalData,
): Promise<string[]> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  // A changed order can have lost all lines with points.
  const asked = orders.filter(({ facts, is_changed }) => is_changed || redeemedHolds(facts).length > 0)
  const ids = asked.map(({ facts }) => facts.order_id)
  const discounts = ids.length > 0 ? [...(await readMadeDiscounts(container, ids))] : []
  const made = new Map(discounts.map(([id, byHold]) => [id, sum([...byHold.values()].flat())]))
  const held: string[] = []
  for (const { facts } of asked.filter((one) => made.has(one.facts.order_id))) {
    const entries = await points.listOrderEntries(facts.order_id)
    const redeemed = entries.filter(({ reason }) => reason === "redemption").reduce((all, one) => all - one.points, 0)
    const total = pointsToReturn(facts, redeemed, made.get(facts.order_id) ?? 0)
    const mailbox = entries.find(({ reason }) => reason === "redemption")?.mailbox ?? ""
    const back = total > 0 ? await giveBack(points, { order_id: facts.order_id, mailbox, total }, busy) : null
    if (back === "busy") {
      held.push(facts.order_id)
    } else if (back) {
      const data = {
        order_id: facts.order_id,
        entry_id: entryId(back.account_id, back.version),
        points: back.points,
        balance_after: back.balance_after,
      }
      const posted = { name: pointsEvents.RETURNED, account_id: back.account_id, data }
      await announcePostings(container, [posted], additionalData)
    }
  }
  return held
}

type Return = { order_id: string; mailbox: string; total: number }

/** @returns `busy` if another session has locked the account, which is remembered */
async function giveBack(points: PointsModuleService, { order_id, mailbox, total }: Return, busy: Set<string>) {
  if (busy.has(mailbox)) {
    return "busy" as const
  }
  try {
    return await points.returnRedeemed(order_id, total)
  } catch (error) {
    if ((error as { code?: unknown }).code !== "account_busy") {
      throw error
    }
    busy.add(mailbox)
    return "busy" as const
  }
}
