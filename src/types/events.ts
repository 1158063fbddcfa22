/** Every event says whose it is. */
type Whose = {
  /**
   * Medusa's customers with this mailbox, deleted ones left out: often a guest and an account, none for a person who is not a
   * customer, and 20 at most.
   */
  customer_ids: string[]
}

/** A customer, by id. */
type CustomerEvent = Whose & { id: string }

/** A contact of a customer. */
type ContactEvent = Whose & { id: string; customer_id: string }

/** An entry of the points ledger. `points` is signed; `balance_after` is the account's balance in points. */
type EntryEvent = Whose & { entry_id: string; points: number; balance_after: number }

/** An entry about an order. */
type OrderEntryEvent = EntryEvent & { order_id: string }

/** What the plugin emits on Medusa's event bus, by name (CONTRACT R64, R71). Payloads carry ids and numbers only. */
export type ClienteleEvents = {
  /** A customer was created through the plugin. */
  "clientele.customer.created": CustomerEvent
  /** A customer was changed or adopted through the plugin. */
  "clientele.customer.updated": CustomerEvent
  /** A customer was deleted through the plugin. */
  "clientele.customer.deleted": CustomerEvent
  /** A customer was anonymised. */
  "clientele.customer.anonymized": CustomerEvent
  /** A contact was added, by itself or with its customer's profile. */
  "clientele.contact.created": ContactEvent
  /** A contact was changed, also where it only gains or loses `is_primary`. */
  "clientele.contact.updated": ContactEvent
  /** A contact was removed. */
  "clientele.contact.deleted": ContactEvent
  /** An order earned points. */
  "clientele.points.earned": OrderEntryEvent
  /** Earned points were taken back; `points` is negative. */
  "clientele.points.reversed": OrderEntryEvent
  /**
   * Points paid for goods of an order; `points` is negative. An order that is taken back because its payment was declined has no
   * second event: its points are set aside for its cart.
   */
  "clientele.points.redeemed": OrderEntryEvent
  /** Redeemed points came back with canceled or returned goods. */
  "clientele.points.returned": OrderEntryEvent
  /** A completion was refused over its points, and Medusa gives back the payment. `code`: docs/errors.md. */
  "clientele.points.refused": Whose & { cart_id: string; hold_id: string; code: string }
  /** An admin user or an import adjusted a balance. */
  "clientele.points.adjusted": EntryEvent
  /** An admin user moved another mailbox's points to a customer. A debt that moved is negative. */
  "clientele.points.merged": Whose & { customer_id: string; points: number }
  /** Points expired; `points` is negative. */
  "clientele.points.expired": EntryEvent
  /** Points expire within 30 days; once for each lot (ADR 0029). `expires_at` is a date in ISO 8601 or a `Date`. */
  "clientele.points.expiring": Whose & { account_id: string; points: number; expires_at: Date | string }
  /** An admin user changed a setting, which is nobody's. */
  "clientele.loyalty.setting_changed": { key: string }
}

export type ClienteleEventName = keyof ClienteleEvents

/** An event as it goes over the bus. */
export type ClienteleEvent<Name extends ClienteleEventName = ClienteleEventName> = {
  [One in Name]: { name: One; data: ClienteleEvents[One] }
}[Name]
