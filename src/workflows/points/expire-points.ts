import type { IEventBusModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { pointsEvents } from "./events"

/** Accounts in one transaction. */
const EXPIRE_PAGE = 200
/** Lots that are told in one statement. */
const TELL_PAGE = 500

/** Expires due points of every account (CONTRACT R36), account by account in the order of their ids. */
export async function expirePoints(container: MedusaContainer): Promise<number> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const bus = container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
  let after = "0"
  let expired = 0
  for (;;) {
    const page = await points.expireDue(after, EXPIRE_PAGE)
    const changed = page.filter((row) => row.points > 0)
    expired += changed.reduce((total, row) => total + row.points, 0)
    if (changed.length > 0) {
      await bus.emit(
        changed.map((row) => ({
          name: pointsEvents.EXPIRED,
          data: {
            entry_id: `pent_${row.account_id}_${row.version}`,
            points: -row.points,
            balance_after: row.balance_after,
          },
        })),
      )
    }
    const last = page.at(-1)
    if (!last || page.length < EXPIRE_PAGE) {
      return expired
    }
    after = last.account_id
  }
}

/** Tells which points are about to expire (CONTRACT R36), each lot once. @returns how many lots */
export async function tellExpiringPoints(container: MedusaContainer): Promise<number> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const bus = container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
  for (let told = 0; ; ) {
    const page = await points.takeExpiring(TELL_PAGE)
    if (page.length > 0) {
      await bus.emit(page.map((lot) => ({ name: pointsEvents.EXPIRING, data: lot })))
    }
    told += page.length
    if (page.length < TELL_PAGE) {
      return told
    }
  }
}
