import type { FieldChange } from "../../kernel/change-log"

/** The kinds by which a timeline can be filtered. */
export const TIMELINE_KINDS = [
  "order",
  "payment",
  "refund",
  "points",
  "merge",
  "credit",
  "note",
  "contact",
  "profile",
  "mail",
  "signup",
] as const

export type TimelineKind = (typeof TIMELINE_KINDS)[number]

/** The areas of a timeline that can be hidden from a role, beside the customer itself (ADR 0062). */
export const TIMELINE_AREAS = ["orders", "points", "credit"] as const

export type TimelineArea = (typeof TIMELINE_AREAS)[number]

/** The area of a kind. Mails with codes belong to the customer, dunning mails to credit. */
export const AREA_OF_KIND: Readonly<Partial<Record<TimelineKind, TimelineArea>>> = {
  order: "orders",
  payment: "orders",
  refund: "orders",
  points: "points",
  merge: "points",
  credit: "credit",
}

/** One event of a customer (contract R29). Fields that do not apply are `null`. */
export type TimelineEvent = {
  id: string
  kind: TimelineKind
  /** The type of the event: `placed`, `changed`, the reason of a points entry, the type of a credit entry (docs/timeline.md). */
  action: string
  /** ISO 8601 with microseconds, in UTC. */
  at: string
  /** The author: the id and name of an admin user, a secret key or a customer; `null` for the store itself. */
  actor_id: string | null
  actor_name: string | null
  order_id: string | null
  /** The order number that shopper and store see. */
  order_display_id: number | null
  /** Signed, in major units of `currency_code`. */
  amount: number | null
  currency_code: string | null
  /** Signed. */
  points: number | null
  /** The text of the event: a note, a reason, a reference or a contact's name. */
  text: string | null
  /** The changed fields. Fields whose values are not stored have no values here. */
  changes: FieldChange[] | null
}
