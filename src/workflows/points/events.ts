/** What the plugin emits on Medusa's event bus about points (CONTRACT R64). Payloads carry ids and points only. */
export const pointsEvents = {
  /** Points were earned by an order. `{order_id, entry_id, points, balance_after}` */
  EARNED: "clientele.points.earned",
  /** Earned points were taken back. `{order_id, entry_id, points, balance_after}`; points are negative. */
  REVERSED: "clientele.points.reversed",
  /**
   * Points paid for goods of an order, told after its commit. `{order_id, entry_id, points, balance_after}`; points are negative.
   * An order that is taken back, as its payment was declined, is not told again: its points are set aside for its cart.
   */
  REDEEMED: "clientele.points.redeemed",
  /** Redeemed points came back with canceled or returned goods. `{order_id, entry_id, points, balance_after}` */
  RETURNED: "clientele.points.returned",
  /** A completion was refused over its points; what was paid is given back by Medusa. `{cart_id, hold_id, code}` */
  REFUSED: "clientele.points.refused",
  /** A balance was adjusted by hand. `{entry_id, points, balance_after}` */
  ADJUSTED: "clientele.points.adjusted",
  /** The staff moved another mailbox's points to a customer. `{customer_id, points}`; a debt is negative. */
  MERGED: "clientele.points.merged",
  /** Points expired. `{entry_id, points, balance_after}`; points are negative. */
  EXPIRED: "clientele.points.expired",
  /**
   * Points will expire within 30 days, once for each lot (ADR 0029). `{account_id, points, expires_at}`; the points module's
   * `getMailbox(account_id)` says whose they are.
   */
  EXPIRING: "clientele.points.expiring",
  /** A setting was changed. `{key}` */
  SETTING_CHANGED: "clientele.loyalty.setting_changed",
} as const
