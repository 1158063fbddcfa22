import type { MedusaContainer } from "@medusajs/framework/types"
import { logSafely } from "../shared/events/emit"
import { pointsEvents } from "../shared/events/points-events"
import { announcePostings } from "../shared/events/points-posted"
import { createBuffer } from "../shared/jobs/buffer"

/** A deduction, with the payload of its event. */
export type Deduction = {
  order_id: string
  account_id: string
  entry_id: string
  points: number
  balance_after: number
}

/** Long enough for the response to the shopper to be sent: an event looks up the account's customers. */
const QUIET_MS = 200

const announceSoon = createBuffer<Deduction>({
  quietMs: QUIET_MS,
  key: ({ entry_id }) => entry_id,
  flush: (container, deductions) =>
    announcePostings(
      container,
      deductions.map(({ account_id, ...data }) => ({ name: pointsEvents.REDEEMED, account_id, data })),
    ),
})

/**
 * Emits the events about deductions and calls the hook `pointsPosted` (CONTRACT R64, R70), 200 ms later. Never fails: the order is
 * made, whatever the event bus or a container that shuts down says.
 */
export function announceRedeemed(container: MedusaContainer, deductions: readonly Deduction[]): void {
  try {
    for (const deduction of deductions) {
      announceSoon(container, deduction)
    }
  } catch (error) {
    logSafely(container, "warn", `clientele: ${deductions.length} events were not emitted: ${(error as Error).message}`)
  }
}
