import type { AccountView } from "../../modules/points"

const EMPTY: AccountView = {
  points_balance: 0,
  points_available: 0,
  points_held: 0,
  points_pending: 0,
  lifetime_earned: 0,
  lifetime_redeemed: 0,
  next_expiry: null,
  ledger: [],
  next_cursor: null,
}

/** The `loyalty` of docs/openapi.json; zeros for a mailbox that has never had points. */
export function toLoyalty(account: AccountView | null): AccountView {
  return account ?? EMPTY
}
