import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Database, rows } from "../../../kernel/database"
import { POINTS_MODULE, type PointsModuleService } from "../../../modules/points"

/** Correct clocks of a process and a database server differ by less than this. */
const SKEW_MS = 60_000

/**
 * Whether this process's clock is more than a minute ahead of the database's (contract M49, ADR 0037). Nothing may expire
 * by such a clock, because expired points do not come back. It is logged as an error.
 *
 * @param what the postponed work, for the log
 */
export async function isClockAhead(container: MedusaContainer, what: string): Promise<boolean> {
  const db = container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
  const [row] = await rows<{ now: Date }>(db, "select clock_timestamp() as now", [])
  const now = container.resolve<PointsModuleService>(POINTS_MODULE).clock().getTime()
  const aheadMs = now - (row?.now.getTime() ?? now)
  if (aheadMs <= SKEW_MS) {
    return false
  }
  container
    .resolve(ContainerRegistrationKeys.LOGGER)
    .error(
      `clientele: ${what} is postponed, because this worker's clock is ${Math.round(aheadMs / 1000)} s ahead of the database's clock`,
    )
  return true
}
