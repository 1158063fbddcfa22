import type { MedusaContainer } from "@medusajs/framework/types"
import type { HoldOutcome } from "../../../modules/credit"
import type { ClienteleEvent } from "../../../types/events"
import { creditEvents, ofAccount } from "../../shared/events/credit-events"
import { emit } from "../../shared/events/emit"
import type { CompletionRefusal } from "./credit-refusals"

/** The reason why credit refuses an order. `shortfall`: a decimal string in the cart's currency. */
type Refusal = { code: CompletionRefusal; shortfall: string; cartId: string }

/** The account and the buyer. */
type Whose = { account_id: string; customer_id?: string } | null

/**
 * Collects the effects of one call's orders on credit, and emits them after their transaction (contract R64). Emitting
 * returns at once and never fails, so the event bus cannot affect the order.
 */
export function noteHolds(container: MedusaContainer) {
  const held: ClienteleEvent[] = []
  const refused: ClienteleEvent[] = []
  return {
    held(outcome: HoldOutcome, { order_id, amount }: { order_id: string; amount: string }, whose: Whose): void {
      if (!whose || outcome.status === "posted" || outcome.status === "refused") {
        return
      }
      const data = { ...ofAccount(whose.account_id, whose.customer_id), order_id, amount }
      held.push(
        outcome.status === "waiting"
          ? { name: creditEvents.WAITING, data: { ...data, code: outcome.code } }
          : { name: creditEvents.HELD, data },
      )
    },
    refused({ code, shortfall, cartId }: Refusal, whose: Whose): void {
      if (whose) {
        const data = { ...ofAccount(whose.account_id, whose.customer_id), cart_id: cartId, code, shortfall }
        refused.push({ name: creditEvents.REFUSED, data })
      }
    },
    /** After the commit. */
    emitHeld: () => void emit(container, held),
    /** After the rollback. */
    emitRefused: () => void emit(container, refused),
  }
}
