import type { MedusaContainer } from "@medusajs/framework/types"
import { pointsEvents } from "../shared/events/points-events"
import { announcePostings } from "../shared/events/points-posted"

/** A deduction, with the payload of its event. */
export type Deduction = {
  order_id: string
  account_id: string
  entry_id: string
  points: number
  balance_after: number
}

/**
 * Emits the events about deductions and calls the hook `pointsPosted` (contract R64, R70). Returns at once and never fails,
 * so the event bus cannot affect the order.
 */
export function announceRedeemed(container: MedusaContainer, deductions: readonly Deduction[]): void {
  void announcePostings(
    container,
    deductions.map(({ account_id, ...data }) => ({ name: pointsEvents.REDEEMED, account_id, data })),
  )
}
