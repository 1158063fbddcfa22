import { InvalidArgumentError } from "commander"
import { canonicalMailbox } from "../modules/points"

const DAY = /^\d{4}-\d{2}-\d{2}$/
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/

/** A day (its beginning, UTC) or a time with its offset, not in the future. Refuses days that do not exist. */
export function parseSince(text: string): Date {
  const date = DAY.test(text)
    ? new Date(`${text}T00:00:00Z`)
    : MOMENT.test(text)
      ? new Date(text)
      : new Date(Number.NaN)
  // JavaScript reads February 30 as March 2.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`)
  if (Number.isNaN(date.getTime()) || day.toISOString().slice(0, 10) !== text.slice(0, 10)) {
    throw new InvalidArgumentError(
      "Give a date such as 2026-01-31 (UTC), or a date and time such as 2026-01-31T18:00:00Z.",
    )
  }
  if (date.getTime() > Date.now()) {
    throw new InvalidArgumentError("The date is in the future. Give today or an earlier date.")
  }
  return date
}

/** A whole number from 1 up. */
export function parseLimit(text: string): number {
  const limit = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(limit) || limit < 1) {
    throw new InvalidArgumentError("Give a whole number of at least 1.")
  }
  return limit
}

/** An email address in its canonical form. */
export function parseMailbox(text: string): string {
  const mailbox = canonicalMailbox(text)
  if (!mailbox || !/^[^@\s]+@[^@\s]+$/.test(mailbox)) {
    throw new InvalidArgumentError("Give an email address, such as shopper@example.com.")
  }
  return mailbox
}

/** An order's id, or its display number, with or without a `#`. */
export function parseOrder(text: string): string {
  if (!/^(order_[0-9A-Za-z]+|#?\d{1,15})$/.test(text)) {
    throw new InvalidArgumentError("Give an order's id (order_…) or its number.")
  }
  return text
}

export const collectOrders = (text: string, before: string[] = []): string[] => [...before, parseOrder(text)]

/** The store's time zone decides whether it is in the future. */
export function parseDay(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError("Give a calendar date, such as 2026-01-31.")
  }
  return text
}
