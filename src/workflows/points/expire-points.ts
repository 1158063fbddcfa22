import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type ExpiringLot, entryId, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { emit, withCustomers } from "../shared/events/emit"
import { pointsEvents } from "../shared/events/points-events"
import { announcePostings } from "../shared/events/points-posted"
import { isClockAhead } from "../shared/sweep/clock-ahead"
import { noteWithin } from "../shared/webhooks/note-webhooks"

/** Accounts in one transaction. */
const EXPIRE_PAGE = 200
/** Lots that are announced in one statement. */
const ANNOUNCE_PAGE = 500

/**
 * Expires due points of every account (contract R36), account by account, ordered by id. Nothing expires if the process's
 * clock is ahead of the database's (contract M49).
 */
export async function expirePoints(container: MedusaContainer): Promise<number> {
  if (await isClockAhead(container, "the expiry of points")) {
    return 0
  }
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  let after = "0"
  let expired = 0
  for (;;) {
    const page = await points.expireDue(after, EXPIRE_PAGE)
    for (const { account_id } of page.filter(({ busy }) => busy)) {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.warn(
        `clientele: points of account ${account_id} did not expire, because another database session has locked it`,
      )
    }
    const changed = page.filter((row) => row.points > 0)
    expired += changed.reduce((total, row) => total + row.points, 0)
    const events = changed.map(({ account_id, version, points, balance_after }) => ({
      name: pointsEvents.EXPIRED,
      account_id,
      data: { entry_id: entryId(account_id, version), points: -points, balance_after },
    }))
    await announcePostings(container, events)
    const last = page.at(-1)
    if (!last || page.length < EXPIRE_PAGE) {
      return expired
    }
    after = last.account_id
  }
}

/** Announces points that expire soon (contract R36), each lot once. @returns the number of lots */
export async function announceExpiringPoints(container: MedusaContainer): Promise<number> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const within = await noteWithin(container, (lots: readonly ExpiringLot[]) =>
    lots.map((lot) => ({ name: pointsEvents.EXPIRING, data: lot })),
  )
  for (let told = 0; ; ) {
    const page = await points.takeExpiring(ANNOUNCE_PAGE, within)
    const events = page.map((lot) => ({ name: pointsEvents.EXPIRING, account_id: lot.account_id, data: lot }))
    await emit(container, await withCustomers(container, events))
    told += page.length
    if (page.length < ANNOUNCE_PAGE) {
      return told
    }
  }
}
