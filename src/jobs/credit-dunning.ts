import type { MedusaContainer } from "@medusajs/framework/types"
import { chaseReceivables } from "../workflows/credit/collections/chase-receivables"

/** Announces overdue items and chases them by the levels of `credit.dunning` (CONTRACT R28), hourly. */
export default async function creditDunning(container: MedusaContainer): Promise<void> {
  await chaseReceivables(container)
}

export const config = { name: "clientele-credit-dunning", schedule: "29 * * * *" }
