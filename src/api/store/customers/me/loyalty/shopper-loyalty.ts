import type { AccountView } from "../../../../../modules/points"
import { toLoyalty } from "../../../../shared/loyalty-answer"

/** The account without what only admin users may see: who adjusted it, and their notes. */
export function toShopperLoyalty(account: AccountView | null) {
  const loyalty = toLoyalty(account)
  return {
    ...loyalty,
    ledger: loyalty.ledger.map(({ actor_id: _actor, stated_reason: _reason, note: _note, ...entry }) => entry),
  }
}
