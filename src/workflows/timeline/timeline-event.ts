import type { FieldChange } from "../../kernel/change-log"

/** What a timeline can be filtered by. */
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

/** What of a timeline a role may be kept from, beside the customer itself (ADR 0062). */
export const TIMELINE_AREAS = ["orders", "points", "credit"] as const

export type TimelineArea = (typeof TIMELINE_AREAS)[number]

/** The area of a kind that is in one. Mails with codes are the customer's, dunning mails are of credit. */
export const AREA_OF_KIND: Readonly<Partial<Record<TimelineKind, TimelineArea>>> = {
  order: "orders",
  payment: "orders",
  refund: "orders",
  points: "points",
  merge: "points",
  credit: "credit",
}

/** One thing that happened with a customer (CONTRACT R29). What does not apply is `null`. */
export type TimelineEvent = {
  id: string
  kind: TimelineKind
  /** What happened: `placed`, `changed`, the reason of an entry of points, the type of one of credit (docs/timeline.md). */
  action: string
  /** ISO 8601 with microseconds, in UTC. */
  at: string
  /** Who did it: an admin user's, a secret key's or a customer's id; `null` for the store itself. And what they are called. */
  actor_id: string | null
  actor_name: string | null
  order_id: string | null
  /** The number that shopper and shop know the order by. */
  order_display_id: number | null
  /** Signed, in major units of `currency_code`. */
  amount: number | null
  currency_code: string | null
  /** Signed. */
  points: number | null
  /** What people wrote about it, or what it is about: a note, a reason, a reference, a contact's name. */
  text: string | null
  /** Fields that changed; without values where they are not kept. */
  changes: FieldChange[] | null
}
