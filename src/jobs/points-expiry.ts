import type { MedusaContainer } from "@medusajs/framework/types"
import { expirePoints } from "../workflows/points/expire-points"

/** Expires due points (CONTRACT R36), hourly. */
export default async function pointsExpiry(container: MedusaContainer): Promise<void> {
  await expirePoints(container)
}

export const config = { name: "clientele-points-expiry", schedule: "17 * * * *" }
