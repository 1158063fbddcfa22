import type { ImportView } from "../modules/data_import/types"

/** Every event names its customers. */
type Whose = {
  /**
   * Medusa's customers with this mailbox, without deleted ones: often a guest and an account, none for a person who is not
   * a customer, at most 20.
   */
  customer_ids: string[]
}

/** A customer, by id. */
type CustomerEvent = Whose & { id: string }

/** A contact of a customer. */
type ContactEvent = Whose & { id: string; customer_id: string }

/** A note on a customer. */
type NoteEvent = Whose & { id: string; customer_id: string }

/** An address of a customer. */
type AddressEvent = Whose & { id: string; customer_id: string }

/** An entry of the points ledger. `points` is signed; `balance_after` is the account's balance in points. */
type EntryEvent = Whose & { entry_id: string; points: number; balance_after: number }

/** An entry about an order. */
type OrderEntryEvent = EntryEvent & { order_id: string }

/**
 * An event of a credit account. `account_id` is the id of the account's customer. Amounts are decimal strings in the
 * account's currency.
 */
type CreditEvent = Whose & { account_id: string }

/** An order that a member of a credit account pays on terms. */
type CreditOrderEvent = CreditEvent & { order_id: string; amount: string }

/** A receivable of an order, or of an adjustment by hand. `order_id` is `null` for an adjustment. */
type ReceivableEvent = CreditEvent & { receivable_id: string; order_id: string | null; charged: string; open: string }

/** An entry of a credit account. `amount` is signed: positive raises the balance. */
type CreditEntryEvent = CreditEvent & {
  entry_id: string
  amount: string
  balance_after: string
  /** The order and the item that it is about; `null` if it is about the whole account. */
  order_id: string | null
  receivable_id: string | null
}

/** An import. It concerns no single customer; its postings have events of their own. */
type ImportEvent = { import_id: string } & Pick<
  ImportView,
  "kind" | "rows" | "refused" | "unchanged" | "applied" | "reversed" | "kept"
>

/** The plugin's events on Medusa's event bus, by name (contract R64, R71). Payloads carry ids, codes and amounts only. */
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
  /** A contact was changed, even if it only gains or loses `is_primary`. */
  "clientele.contact.updated": ContactEvent
  /** A contact was removed. */
  "clientele.contact.deleted": ContactEvent
  /** A note was added to a customer. */
  "clientele.note.created": NoteEvent
  /** The text of a note was changed. */
  "clientele.note.updated": NoteEvent
  /** A note was removed. */
  "clientele.note.deleted": NoteEvent
  /** An address was added to a customer, by whatever route. */
  "clientele.address.created": AddressEvent
  /** An address was changed, also where it only gains or loses a default. */
  "clientele.address.updated": AddressEvent
  /** An address was removed by itself; the deletion of a customer has its own event. */
  "clientele.address.deleted": AddressEvent
  /** An order earned points. */
  "clientele.points.earned": OrderEntryEvent
  /** Earned points were taken back; `points` is negative. */
  "clientele.points.reversed": OrderEntryEvent
  /**
   * Points paid for goods of an order; `points` is negative. An order that is undone because its payment was declined has
   * no second event: its points are held for its cart again.
   */
  "clientele.points.redeemed": OrderEntryEvent
  /** Redeemed points came back with canceled or returned goods. */
  "clientele.points.returned": OrderEntryEvent
  /** A completion was refused because of its points, and Medusa returns the payment. `code`: docs/errors.md. */
  "clientele.points.refused": Whose & { cart_id: string; hold_id: string; code: string }
  /** An admin user or an import adjusted a balance. */
  "clientele.points.adjusted": EntryEvent
  /** An admin user moved another mailbox's points to a customer. A debt that moved is negative. */
  "clientele.points.merged": Whose & { customer_id: string; points: number }
  /** Points expired; `points` is negative. */
  "clientele.points.expired": EntryEvent
  /** Points expire within 30 days; once for each lot (ADR 0029). `expires_at` is a date in ISO 8601 or a `Date`. */
  "clientele.points.expiring": Whose & { account_id: string; points: number; expires_at: Date | string }
  /** Limit, terms or blocks of a credit account were set, changed, or undone. */
  "clientele.credit.account_saved": CreditEvent
  /** A customer can buy on a credit account from now on, or has another spending limit there. */
  "clientele.credit.member_saved": CreditEvent & { customer_id: string }
  /** A customer can no longer buy on a credit account. */
  "clientele.credit.member_removed": CreditEvent & { customer_id: string }
  /** An order holds credit. An order that is undone because its completion failed later has no second event. */
  "clientele.credit.held": CreditOrderEvent
  /** An order waits for an approval. `code` is the reason (docs/errors.md). */
  "clientele.credit.waiting": CreditOrderEvent & { code: string }
  /** An admin user approved an order that waited, over `amount`. */
  "clientele.credit.approved": CreditOrderEvent
  /** An admin user rejected an order that waited; the order is canceled. */
  "clientele.credit.rejected": CreditOrderEvent
  /** A completion was refused because of credit. `code`: docs/errors.md. `shortfall`: the missing amount. */
  "clientele.credit.refused": CreditEvent & { cart_id: string; code: string; shortfall: string }
  /** An order owes more or less than before. `amount` is signed. */
  "clientele.credit.receivable_changed": ReceivableEvent & { entry_id: string; amount: string }
  /** An item is past its due date; once for each item. `due_on`: YYYY-MM-DD. */
  "clientele.credit.receivable_overdue": ReceivableEvent & { due_on: string; days_overdue: number }
  /** An item has reached a level of `credit.dunning`; once for each level. */
  "clientele.credit.receivable_dunned": ReceivableEvent & { level: number; due_on: string; days_overdue: number }
  /** An admin user marked an open item as disputed. */
  "clientele.credit.receivable_disputed": CreditEvent & { receivable_id: string }
  /** The dispute of an item ended. */
  "clientele.credit.receivable_dispute_ended": CreditEvent & { receivable_id: string }
  /** A charged receivable is paid; once, and again after it was open. */
  "clientele.credit.receivable_paid": ReceivableEvent
  /** A credit check was run. `status`: `ok`, `insufficient_data`, `not_found` or `error`. */
  "clientele.credit.check_run": Whose & { check_id: string; customer_id: string; status: string }
  /** A credit check's recommended limit became the limit of the customer's account. */
  "clientele.credit.check_applied": CreditEvent & { check_id: string; credit_limit: string }
  /** A payment was recorded on a credit account, also by the dashboard's Capture button; `amount` is negative. */
  "clientele.credit.payment_recorded": CreditEntryEvent
  /** Unapplied cash was allocated to open items; `entry_id` is `null` for the oldest cash. */
  "clientele.credit.payment_allocated": CreditEvent & {
    entry_id: string | null
    allocations: ({ amount: string } & ({ receivable_id: string } | { order_id: string }))[]
  }
  /** A credit memo was issued; `amount` is negative. */
  "clientele.credit.credit_memo_issued": CreditEntryEvent
  /** A balance was adjusted by hand. */
  "clientele.credit.balance_adjusted": CreditEntryEvent
  /** An open item was written off; `amount` is negative. */
  "clientele.credit.receivable_written_off": CreditEntryEvent
  /** Money was paid out to the customer: unapplied cash, or the money paid on an order. */
  "clientele.credit.balance_refunded": CreditEntryEvent
  /** An entry was reversed; `reverses` is its id. */
  "clientele.credit.entry_reversed": CreditEntryEvent & { reverses: string }
  /** An admin user changed a setting. It concerns no single customer. */
  "clientele.loyalty.setting_changed": { key: string }
  /** A secret key became a live or a test key. It concerns no single customer. */
  "clientele.api_key.mode_changed": { key_id: string; mode: "live" | "test" }
  /** A file was read and checked. Nothing is posted until it is confirmed. */
  "clientele.import.staged": ImportEvent
  /** An admin user confirmed an import: its rows are being posted. */
  "clientele.import.confirmed": ImportEvent
  /** An import that was not confirmed was canceled, by a person, by its age, or with the workflow or the dry run that read it. */
  "clientele.import.canceled": ImportEvent
  /** All rows of an import are posted, except for those that were refused. */
  "clientele.import.applied": ImportEvent
  /** An admin user reversed an import: its postings are being taken back. */
  "clientele.import.reversal_started": ImportEvent
  /** The postings of an import are taken back, except for those of `kept` rows. */
  "clientele.import.reversed": ImportEvent
  /** A webhook endpoint was disabled. `code`: `gone` (it answered 410) or `failing` (for five days). */
  "clientele.webhook.endpoint_disabled": { endpoint_id: string; code: "gone" | "failing" }
}

export type ClienteleEventName = keyof ClienteleEvents

/** An event as it goes over the bus. */
export type ClienteleEvent<Name extends ClienteleEventName = ClienteleEventName> = {
  [One in Name]: { name: One; data: ClienteleEvents[One] }
}[Name]
