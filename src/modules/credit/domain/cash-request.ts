import { createHash } from "node:crypto"
import { type CalendarDate, FIRST_DAY } from "../../../kernel/calendar"
import { clienteleError } from "../../../kernel/errors"
import { decimal, minorUnitDigits } from "../../../kernel/money"
import { isAmount, MAX_AMOUNT } from "./amount"

/** The fields of every change of the ledger by hand or by import. */
export type PostingRequest = {
  account_id: string
  /** 1–500 characters, unique in the store. */
  idempotency_key: string
  actor_id: string | null
  /** The day of the event, YYYY-MM-DD, not in the future; today by default. */
  dated_on?: string | null
  reason?: string | null
  note?: string | null
  reference?: string | null
  method?: string | null
}

/** The item that money goes to: a receivable, or the receivable of an order. The amount is a decimal string above 0. */
export type Allocation = { amount: string } & (
  | { receivable_id: string; order_id?: undefined }
  | { order_id: string; receivable_id?: undefined }
)

/** Longest free text of an entry, in characters. */
export const MAX_TEXT = 1000

/** Longest idempotency key, in characters: routes add the account's id to a client's key of 200. */
export const MAX_KEY = 500

/** Prefix of the keys that the ledger makes for charges and write-offs. No client's key can start with it (M58). */
const OWN_KEYS = "~"

/** @throws `invalid_request` naming the field, unless it is an amount above 0 of this currency */
export function checkAmount(field: string, amount: unknown, currencyCode: string): void {
  if (typeof amount !== "string" || !isAmount(amount, currencyCode)) {
    const digits = minorUnitDigits(currencyCode)
    throw clienteleError(
      "invalid_request",
      `${field}: must be a decimal string above 0 and below ${MAX_AMOUNT} with at most ${digits} decimals`,
    )
  }
}

/**
 * Checks the fields that all requests to the ledger share.
 *
 * @param today in the store's time zone
 * @throws `invalid_request` naming the field: a date in the future, a key, a missing reason, a text that is too long
 */
export function checkPosting(request: PostingRequest, today: CalendarDate, reasonNeeded: boolean): void {
  checkText("idempotency_key", request.idempotency_key, MAX_KEY, true)
  if (request.idempotency_key.startsWith(OWN_KEYS)) {
    throw clienteleError("invalid_request", `idempotency_key: must not begin with ${OWN_KEYS}`)
  }
  checkText("reason", request.reason, MAX_TEXT, reasonNeeded)
  for (const field of ["note", "reference", "method"] as const) {
    checkText(field, request[field], MAX_TEXT, false)
  }
  if (request.dated_on != null) {
    checkDate("dated_on", request.dated_on)
    if (request.dated_on > today) {
      throw clienteleError("invalid_request", `dated_on: must not be after today, ${today}`)
    }
  }
}

/** @throws `invalid_request` naming the field, unless it is a calendar day from {@link FIRST_DAY} on, YYYY-MM-DD */
export function checkDate(field: string, date: string): void {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : Number.NaN
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) {
    throw clienteleError("invalid_request", `${field}: must be a calendar date, YYYY-MM-DD`)
  }
  if (date < FIRST_DAY) {
    throw clienteleError("invalid_request", `${field}: must not be before ${FIRST_DAY}`)
  }
}

function checkText(field: string, text: string | null | undefined, longest: number, needed: boolean): void {
  if (needed && !text?.trim()) {
    throw clienteleError("invalid_request", `${field}: must not be empty`)
  }
  if (text != null && text.length > longest) {
    throw clienteleError("invalid_request", `${field}: must have at most ${longest} characters`)
  }
}

/**
 * Distinguishes a repeated request from another one with the same key (contract M58). Field order, null fields, trailing
 * zeros (`10.50`) and the actor make no difference.
 */
export function hashOf(kind: string, request: PostingRequest): string {
  const { actor_id: _actor, idempotency_key: _key, ...payload } = request
  return createHash("sha256")
    .update(JSON.stringify({ ...payload, kind }, canonical))
    .digest("hex")
}

function canonical(name: string, value: unknown): unknown {
  if (name === "amount" && typeof value === "string") {
    return decimal(value).toFixed()
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value
  }
  const given = Object.entries(value).filter(([, one]) => one !== null)
  return Object.fromEntries(given.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * The number of an entry within its account.
 *
 * @throws `not_found` for an id that no entry of this account can have
 */
export function versionOf(accountId: string, entryId: string): string {
  const version = entryId.startsWith(`${accountId}:`) ? entryId.slice(accountId.length + 1) : ""
  if (!/^[1-9]\d{0,14}$/.test(version)) {
    throw clienteleError("not_found", "The account has no entry with this id.")
  }
  return version
}

/** @throws `invalid_request` naming the allocation without an item or with an invalid amount */
export function checkAllocations(allocations: readonly Allocation[], currencyCode: string): void {
  for (const [n, { receivable_id, order_id, amount }] of allocations.entries()) {
    if (!(receivable_id ?? order_id)) {
      throw clienteleError("invalid_request", `allocations[${n}].receivable_id: must not be empty`)
    }
    checkAmount(`allocations[${n}].amount`, amount, currencyCode)
  }
}
