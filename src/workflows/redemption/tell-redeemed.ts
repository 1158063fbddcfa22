import type { MedusaContainer } from "@medusajs/framework/types"
import { emitOfAccounts } from "../events"
import { pointsEvents } from "../points/events"

/** A deduction, with the payload of its event. */
export type Deduction = {
  order_id: string
  account_id: string
  entry_id: string
  points: number
  balance_after: number
}

/** Tells of deductions (CONTRACT R64). Waits for nothing and never fails: the order is made, whatever the event bus says. */
export function tellRedeemed(container: MedusaContainer, deductions: readonly Deduction[]): void {
  void emitOfAccounts(
    container,
    deductions.map(({ account_id, ...data }) => ({ name: pointsEvents.REDEEMED, account_id, data })),
  )
}
