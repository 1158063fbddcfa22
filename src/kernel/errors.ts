import { MedusaError } from "@medusajs/framework/utils"

const {
  CONFLICT,
  DUPLICATE_ERROR,
  FORBIDDEN,
  INVALID_DATA,
  NOT_ALLOWED,
  NOT_FOUND,
  PAYMENT_AUTHORIZATION_ERROR,
  PAYMENT_REQUIRES_MORE_ERROR,
  UNAUTHORIZED,
  UNEXPECTED_STATE,
} = MedusaError.Types

/**
 * The one table of the plugin's error codes (CONTRACT section 7): Medusa's `type`, which decides the HTTP status, and a
 * default message that tells the reader what to do next. `type` NOT_ALLOWED and INVALID_DATA answer 400, NOT_FOUND 404,
 * UNEXPECTED_STATE 500. A `status` of its own is answered by the plugin's routes (src/api/shared/answers.ts) and by routes that are
 * wrapped in `refusing` (src/api/shared/refusal.ts). The second part is what others refuse on the plugin's routes: see `foreignCode`.
 */
export const ERROR_CODES = {
  invalid_request: { type: INVALID_DATA, message: "The request is not valid." },
  invalid_option: {
    type: UNEXPECTED_STATE,
    message: "A plugin option is not valid. Correct it in medusa-config.ts and start again.",
  },
  not_found: { type: NOT_FOUND, message: "Not found." },
  mailbox_required: {
    type: NOT_ALLOWED,
    message: "This customer has no email address, so there is no points account. Give the customer an email first.",
  },
  insufficient_points: { type: NOT_ALLOWED, message: "There are not enough available points." },
  below_minimum_points: { type: NOT_ALLOWED, message: "That is fewer points than may be used at once." },
  below_minimum_total: { type: NOT_ALLOWED, message: "The cart is below the total from which points may be used." },
  currency_not_supported: { type: NOT_ALLOWED, message: "Points cannot be used in this currency." },
  programme_disabled: { type: NOT_ALLOWED, message: "The loyalty programme is switched off." },
  cart_changed: {
    type: NOT_ALLOWED,
    status: 409,
    message: "The cart is not what the points were applied to any more. Look at it again and apply them again.",
  },
  payment_outdated: {
    type: NOT_ALLOWED,
    status: 409,
    message:
      "The payment was begun over another amount than the cart costs now. Make a new payment session and complete again.",
  },
  not_bound: {
    type: NOT_ALLOWED,
    message: "Points cannot be used at the moment: the plugin is not bound to the store. See the health route.",
  },
  completion_in_progress: {
    type: NOT_ALLOWED,
    message: "This cart is being completed already. Try again in two minutes at the latest: the answer is its order.",
  },
  cart_busy: {
    type: NOT_ALLOWED,
    message: "Other requests are changing this cart's points. Nothing was changed. Try again in a few seconds.",
    status: 409,
  },
  account_busy: {
    type: NOT_ALLOWED,
    status: 409,
    message: "This account is being changed elsewhere. Nothing was changed. Try again in a few seconds.",
  },
  eligibility_timeout: {
    type: NOT_ALLOWED,
    status: 503,
    message: "The shop's own check of who may use points did not answer. Nothing was changed. Try again in a minute.",
  },
  hold_conflict: { type: NOT_ALLOWED, message: "This cart already has points applied. Release them first." },
  hold_expired: { type: NOT_ALLOWED, message: "The applied points have expired. Apply them again." },
  idempotency_conflict: {
    type: NOT_ALLOWED,
    message: "This idempotency key was used before with other values. Use a new key.",
  },
  photo_too_large: { type: INVALID_DATA, status: 413, message: "The photo is larger than 5 MB. Send a smaller one." },
  address_limit: {
    type: NOT_ALLOWED,
    status: 406,
    message: "Customer already has all the addresses that one may have. Delete one first.",
  },
  credit_balance_open: {
    type: NOT_ALLOWED,
    message: "The customer's credit account has an open balance. Settle it first, or delete with force=true.",
  },
  credit_limit_exceeded: { type: NOT_ALLOWED, message: "The order costs more than the account has available." },
  credit_on_hold: { type: NOT_ALLOWED, message: "The account is on hold. Ask the store." },
  credit_overdue: { type: NOT_ALLOWED, message: "The account has overdue invoices. Pay them first." },
  currency_mismatch: { type: NOT_ALLOWED, message: "The account is in another currency." },
  not_a_member: { type: NOT_ALLOWED, message: "This customer has no credit account to buy on." },
  already_member: {
    type: NOT_ALLOWED,
    message: "This customer is a member of another credit account. Remove them there first.",
  },
  last_member: { type: NOT_ALLOWED, message: "An account has at least one member. Add another one first." },
  member_limit_exceeded: {
    type: NOT_ALLOWED,
    message: "The order costs more than this buyer may still spend in the period.",
  },
  approval_decided: {
    type: NOT_ALLOWED,
    message: "This order waits no longer: it was approved or rejected, or the account allows it by now.",
  },
  order_canceled: { type: NOT_ALLOWED, message: "The order is canceled. Nothing was changed." },
  amount_changed: { type: NOT_ALLOWED, message: "The order costs another amount by now. Read it again." },
  nothing_owed: { type: NOT_ALLOWED, message: "The order owes nothing that could be put on account." },
  receivable_paid: { type: NOT_ALLOWED, message: "Nothing is open on this item. Read the open items again." },
  allocation_exceeds_open: {
    type: NOT_ALLOWED,
    message: "The amount is more than what is open on the item. Read the open items again.",
  },
  allocation_exceeds_payment: {
    type: NOT_ALLOWED,
    message: "The allocations are more than what is left of the payment. Lower them.",
  },
  refund_exceeds_paid: {
    type: NOT_ALLOWED,
    message: "The refund is more than what payments have paid on the order. Lower the amount.",
  },
  unapplied_exceeded: {
    type: NOT_ALLOWED,
    message: "The amount is more than the account's unapplied cash. Lower it.",
  },
  entry_reversed: { type: NOT_ALLOWED, message: "This entry is reversed already. An entry is reversed once." },
  entry_not_reversible: {
    type: NOT_ALLOWED,
    message: "This entry cannot be reversed: a charge follows its order. Change or cancel the order.",
  },
  credit_check_not_applicable: {
    type: NOT_ALLOWED,
    message: "This credit check recommends no limit. Make another check, or set the limit on the account.",
  },
  credit_check_expired: {
    type: NOT_ALLOWED,
    message: "This credit check has expired. Make a new one and apply that.",
  },
  metadata_too_large: {
    type: INVALID_DATA,
    message: "metadata: must not be larger than 10 KB. Remove keys from it first.",
  },
  unknown_setting: { type: INVALID_DATA, message: "There is no setting with this key." },
  code_invalid: { type: NOT_ALLOWED, message: "The code is not valid. Check it, or ask for a new one." },
  redemption_token_invalid: {
    type: NOT_ALLOWED,
    message: "The redemption token is not valid, or not for this cart. Ask for a new code.",
  },
  proof_required: {
    type: NOT_ALLOWED,
    message:
      "Nothing shows yet that you read this mailbox. Verify a one-time code, and send its token or do it while signed in.",
  },
  email_changed_recently: {
    type: NOT_ALLOWED,
    message:
      "The email address of this account was changed less than a day ago. Until then points need the token of a one-time code.",
  },
  rate_limited: { type: NOT_ALLOWED, status: 429, message: "Too many tries. Wait a while, then try again." },
  queue_unavailable: {
    type: UNEXPECTED_STATE,
    message: "The job queue could not take the job. The sweep will make it good; see the queue's health.",
  },
  queue_not_migrated: {
    type: UNEXPECTED_STATE,
    message: "The job queue's tables are missing or old. Run `npx medusa db:migrate` and start again.",
  },

  invalid_json: { type: INVALID_DATA, message: "The body is not valid JSON. Correct it and send it again." },
  body_too_large: { type: INVALID_DATA, status: 413, message: "The body is larger than the store takes. Send less." },
  unsupported_media_type: {
    type: INVALID_DATA,
    status: 415,
    message: "The body is not JSON in UTF-8. Send JSON, with the header Content-Type: application/json.",
  },
  unauthorized: { type: UNAUTHORIZED, status: 401, message: "Sign in first." },
  forbidden: { type: FORBIDDEN, status: 403, message: "You may not do this. Ask an administrator for the permission." },
  method_not_allowed: { type: NOT_ALLOWED, status: 405, message: "This route has no such method." },
  not_allowed: { type: NOT_ALLOWED, message: "This is not allowed at the moment." },
  conflict: { type: CONFLICT, status: 409, message: "Another request changed the same thing. Try again." },
  already_exists: { type: DUPLICATE_ERROR, status: 422, message: "This exists already." },
  payment_refused: {
    type: PAYMENT_AUTHORIZATION_ERROR,
    status: 422,
    message: "The payment was refused. Pay in another way.",
  },
  payment_requires_more: {
    type: PAYMENT_REQUIRES_MORE_ERROR,
    status: 422,
    message: "The payment provider needs the shopper. Let them confirm the payment, then send the same request again.",
  },
  insufficient_inventory: {
    type: NOT_ALLOWED,
    message: "There is not enough in stock. Take a smaller quantity, or other goods.",
  },
  unexpected: {
    type: UNEXPECTED_STATE,
    message: "Something went wrong on our side. Try again; if it stays, the store's log says what happened.",
  },
} as const satisfies Record<string, { type: string; message: string; status?: number }>

export type ErrorCode = keyof typeof ERROR_CODES

/** Whether a text is one of the table's codes. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code)
}

/** By Medusa's `type`, where a refusal has one that says more than its status. */
const BY_TYPE: Readonly<Record<string, ErrorCode>> = {
  [NOT_ALLOWED]: "not_allowed",
  [DUPLICATE_ERROR]: "already_exists",
  [PAYMENT_AUTHORIZATION_ERROR]: "payment_refused",
  [PAYMENT_REQUIRES_MORE_ERROR]: "payment_requires_more",
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  409: "conflict",
  413: "body_too_large",
  415: "unsupported_media_type",
}

/**
 * The code of a refusal that Medusa or Express made without one of ours.
 *
 * @param status 400 to 599
 * @param type Medusa's, if any
 */
export function foreignCode(status: number, type: unknown): ErrorCode {
  if (status >= 500) {
    return "unexpected"
  }
  return BY_TYPE[String(type)] ?? BY_STATUS[status] ?? "invalid_request"
}

/** The status that a code answers where its type's is not meant. */
export function ownStatus(code: string): number | undefined {
  const rows: Record<string, { type: string; status?: number }> = ERROR_CODES
  return isErrorCode(code) ? rows[code]?.status : undefined
}

/**
 * An error with a stable `code` that a client can act on. Medusa's error handler turns it into
 * `{type, message, code}` with the status of its type.
 *
 * @param code one of {@link ERROR_CODES}
 * @param message more exact than the table's; must name the field where a field is at fault
 */
export function clienteleError(code: ErrorCode, message?: string): MedusaError {
  const row = ERROR_CODES[code]
  return new MedusaError(row.type, message ?? row.message, code)
}

/** `rate_limited`, with the seconds to wait: a whole number, at least 1. */
export function rateLimited(freeAt: Date, now: Date): MedusaError & { retry_after: number } {
  const seconds = Math.ceil((freeAt.getTime() - now.getTime()) / 1000)
  return Object.assign(clienteleError("rate_limited"), { retry_after: Math.max(1, seconds) })
}

/** Whether `error` is one of ours with this code (also across module boundaries, where `instanceof` is not reliable). */
export function hasCode(error: unknown, code: ErrorCode): boolean {
  return typeof error === "object" && error !== null && (error as { code?: unknown }).code === code
}
