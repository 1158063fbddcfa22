import type { ExecArgs } from "@medusajs/framework/types"
import { POINTS_MODULE, type PointsModuleService } from "../../../src/modules/points"
import { expirePoints } from "../../../src/workflows/points/expire-points"
import { expireHolds } from "../../../src/workflows/redemption/expire-holds"

/**
 * `expire-holds [ms]`: the work of the scheduled job src/jobs/points-holds.ts in one minute. On a worker whose clock is so many
 * milliseconds ahead, also the hourly expiry of points.
 */
export default async function expire({ container, args: [ahead] }: ExecArgs) {
  if (ahead === undefined) {
    return { ended: await expireHolds(container, 1), expired: 0 }
  }
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const { clock } = points
  points.clock = () => new Date(Date.now() + Number(ahead))
  try {
    return { ended: await expireHolds(container, 1), expired: await expirePoints(container) }
  } finally {
    points.clock = clock
  }
}
