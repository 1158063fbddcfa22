import type { MedusaContainer } from "@medusajs/framework/types"
import { expireHolds } from "../workflows/redemption/expire-holds"

/** Ends holds whose time is over (CONTRACT R47), every minute. */
export default async function pointsHolds(container: MedusaContainer): Promise<void> {
  await expireHolds(container)
}

export const config = { name: "clientele-points-holds", schedule: "* * * * *" }
