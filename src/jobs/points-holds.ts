import type { MedusaContainer } from "@medusajs/framework/types"
import { withLoggableErrors } from "../kernel/error-text"
import { expireHolds } from "../workflows/redemption/expire-holds"

/** Ends holds past their end (contract R47), every minute. */
async function pointsHolds(container: MedusaContainer): Promise<void> {
  await expireHolds(container)
}

export default withLoggableErrors(pointsHolds)

export const config = { name: "clientele-points-holds", schedule: "* * * * *" }
