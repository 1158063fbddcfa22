import type { MedusaContainer } from "@medusajs/framework/types"
import { withLoggableErrors } from "../kernel/error-text"
import { announceExpiringPoints, expirePoints } from "../workflows/points/expire-points"

/** Expires due points and announces points that expire soon (contract R36), hourly. */
async function pointsExpiry(container: MedusaContainer): Promise<void> {
  await expirePoints(container)
  await announceExpiringPoints(container)
}

export default withLoggableErrors(pointsExpiry)

export const config = { name: "clientele-points-expiry", schedule: "17 * * * *" }
