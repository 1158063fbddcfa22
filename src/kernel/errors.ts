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
 * The one table of the plugin's error codes (docs/errors.md): Medusa's `type`, which decides the HTTP status, and a default
 * message that tells the reader what to do next. `type` NOT_ALLOWED and INVALID_DATA answer 400, NOT_FOUND 404,
 * UNEXPECTED_STATE 500. A code's own `status` is used on the plugin's routes (src/api/shared/answers.ts) and on routes
 * wrapped in `refusing` (src/api/shared/refusal.ts). The second part is for refusals by others on the plugin's routes: see
 * `foreignCode`.
 */
export const ERROR_CODES = {
  invalid_request: { type: INVALID_DATA, message: "The request is not valid. Correct it and send it again." },
  invalid_option: {
    type: UNEXPECTED_STATE,
    message: "A plugin option is not valid. Correct it in medusa-config.ts and start again.",
  },
  not_found: { type: NOT_FOUND, message: "Not found. Check the id." },
  mailbox_required: {
    type: NOT_ALLOWED,
    message: "This customer has no email address, so there is no points account. Add an email address first.",
  },
  insufficient_points: { type: NOT_ALLOWED, message: "The account does not have enough available points." },
  below_minimum_points: {
    type: NOT_ALLOWED,
    message: "This is below the store's minimum number of points. Use more points.",
  },
  below_minimum_total: {
    type: NOT_ALLOWED,
    message: "The cart is below the store's minimum for using points. Add goods to the cart first.",
  },
  currency_not_supported: {
    type: NOT_ALLOWED,
    message: "Points cannot be used in this currency. Complete the order without points.",
  },
  programme_disabled: {
    type: NOT_ALLOWED,
    message: "The loyalty programme is switched off. Complete the order without points.",
  },
  test_customer: {
    type: NOT_ALLOWED,
    message: "These points or this credit account are for tests and do not pay real orders. Pay in another way.",
  },
  cart_changed: {
    type: NOT_ALLOWED,
    status: 409,
    message: "The cart has changed since the points were applied. Read the cart, then apply the points again.",
  },
  payment_outdated: {
    type: NOT_ALLOWED,
    status: 409,
    message:
      "The payment session's amount is not the cart's total. Create a new payment session, then complete the cart again.",
  },
  not_bound: {
    type: NOT_ALLOWED,
    message:
      "Points cannot be used now, because the plugin could not decorate the store's modules. See GET /admin/loyalty/health.",
  },
  completion_in_progress: {
    type: NOT_ALLOWED,
    message:
      "Another request is completing this cart. Wait up to two minutes, then send the same request to get the order.",
  },
  cart_busy: {
    type: NOT_ALLOWED,
    message: "Other requests are changing the points of this cart. Nothing was changed. Try again in a few seconds.",
    status: 409,
  },
  account_busy: {
    type: NOT_ALLOWED,
    status: 409,
    message: "Another request is changing this account. Nothing was changed. Try again in a few seconds.",
  },
  eligibility_timeout: {
    type: NOT_ALLOWED,
    status: 503,
    message:
      "The store's own check (hook redemptionValidate or creditValidate) did not answer in time. Nothing was changed. Try again in a minute.",
  },
  hold_conflict: { type: NOT_ALLOWED, message: "This cart already has points applied. Release them first." },
  hold_expired: { type: NOT_ALLOWED, message: "The cart's hold on the points has ended. Apply the points again." },
  idempotency_conflict: {
    type: NOT_ALLOWED,
    message: "This idempotency key was used before with other values. Use a new key.",
  },
  photo_too_large: { type: INVALID_DATA, status: 413, message: "The photo is larger than 5 MB. Send a smaller one." },
  address_limit: {
    type: NOT_ALLOWED,
    status: 406,
    message: "The customer already has the maximum number of addresses. Delete one first.",
  },
  credit_balance_open: {
    type: NOT_ALLOWED,
    message: "The customer's credit account has an open balance. Settle it first, or delete with force=true.",
  },
  credit_limit_exceeded: {
    type: NOT_ALLOWED,
    message: "The order costs more than the account's available credit. Pay open invoices first.",
  },
  credit_on_hold: { type: NOT_ALLOWED, message: "The credit account is on hold. Ask the store to lift the hold." },
  credit_overdue: { type: NOT_ALLOWED, message: "The credit account has overdue invoices. Pay them first." },
  currency_mismatch: {
    type: NOT_ALLOWED,
    message: "The credit account has another currency. Use the account's currency.",
  },
  not_a_member: {
    type: NOT_ALLOWED,
    message: "This customer is not a member of a credit account. Pay in another way.",
  },
  already_member: {
    type: NOT_ALLOWED,
    message: "This customer is a member of another credit account. Remove the customer from that account first.",
  },
  last_member: {
    type: NOT_ALLOWED,
    message: "This is the last member of the credit account. Add another member first.",
  },
  member_limit_exceeded: {
    type: NOT_ALLOWED,
    message: "The order exceeds this buyer's spending limit for the period. Ask the store for a higher limit.",
  },
  approval_decided: {
    type: NOT_ALLOWED,
    message: "This order no longer waits for an approval. Read the list of approvals again.",
  },
  order_canceled: { type: NOT_ALLOWED, message: "The order is canceled. Nothing was changed." },
  amount_changed: { type: NOT_ALLOWED, message: "The order's amount has changed. Read the order again." },
  nothing_owed: { type: NOT_ALLOWED, message: "The order has no unpaid amount to charge to the account." },
  receivable_paid: { type: NOT_ALLOWED, message: "This item is already paid. Read the open items again." },
  allocation_exceeds_open: {
    type: NOT_ALLOWED,
    message: "The amount is more than the item's open amount. Read the open items again.",
  },
  allocation_exceeds_payment: {
    type: NOT_ALLOWED,
    message: "The allocations are more than the unallocated amount of the payment. Lower them.",
  },
  refund_exceeds_paid: {
    type: NOT_ALLOWED,
    message: "The refund is more than the amount paid on the order. Lower the refund.",
  },
  unapplied_exceeded: {
    type: NOT_ALLOWED,
    message: "The amount is more than the account's unapplied cash. Lower the amount.",
  },
  entry_reversed: { type: NOT_ALLOWED, message: "This entry was already reversed. An entry can be reversed once." },
  entry_not_reversible: {
    type: NOT_ALLOWED,
    message: "This entry cannot be reversed. To change a charge, change or cancel its order.",
  },
  credit_check_not_applicable: {
    type: NOT_ALLOWED,
    message: "This credit check recommends no limit. Run another check, or set the limit on the account.",
  },
  credit_check_expired: {
    type: NOT_ALLOWED,
    message: "This credit check has expired. Run a new check and apply it.",
  },
  import_not_ready: {
    type: NOT_ALLOWED,
    message: "This import does not wait for a confirmation. Read it again to see its status.",
  },
  import_rows_refused: {
    type: NOT_ALLOWED,
    message:
      "Rows of this file are refused. Correct them and upload the file again, or confirm with skip_refused to leave them out.",
  },
  import_busy: {
    type: NOT_ALLOWED,
    status: 409,
    message: "Another import of this batch is being applied or reversed. Try again when it has ended.",
  },
  import_not_applied: {
    type: NOT_ALLOWED,
    message: "This import is not applied, so there is nothing to reverse. Read it again to see its status.",
  },
  import_built_on: {
    type: NOT_ALLOWED,
    message: "Something was built on rows of this import. Nothing was reversed; its rows say which.",
  },
  import_too_large: {
    type: INVALID_DATA,
    status: 413,
    message: "The file is larger than 50 MB. Divide it, and give the parts one batch.",
  },
  metadata_too_large: {
    type: INVALID_DATA,
    message: "metadata: must not be larger than 10 KB. Remove keys from it first.",
  },
  unknown_setting: { type: INVALID_DATA, message: "There is no setting with this key. Correct the key." },
  code_invalid: { type: NOT_ALLOWED, message: "The code is not valid. Check it, or request a new code." },
  redemption_token_invalid: {
    type: NOT_ALLOWED,
    message: "The redemption token is not valid for this cart. Request a new code and verify it.",
  },
  proof_required: {
    type: NOT_ALLOWED,
    message:
      "This email address is not verified. Verify a one-time code and send the token, or verify while signed in.",
  },
  email_changed_recently: {
    type: NOT_ALLOWED,
    message:
      "This account's email address changed less than 24 hours ago. Verify a one-time code and send its token, or wait.",
  },
  rate_limited: { type: NOT_ALLOWED, status: 429, message: "Too many attempts. Wait, then try again." },
  queue_unavailable: {
    type: UNEXPECTED_STATE,
    message: "The job queue did not accept the job. The next sweep does its work. Check the queue's health.",
  },
  queue_not_migrated: {
    type: UNEXPECTED_STATE,
    message: "The job queue's tables are missing or old. Run `npx medusa db:migrate` and start again.",
  },

  invalid_json: { type: INVALID_DATA, message: "The body is not valid JSON. Correct it and send it again." },
  body_too_large: {
    type: INVALID_DATA,
    status: 413,
    message: "The body is larger than the store accepts. Send less data.",
  },
  unsupported_media_type: {
    type: INVALID_DATA,
    status: 415,
    message: "The body is not JSON in UTF-8. Send JSON, with the header Content-Type: application/json.",
  },
  unauthorized: { type: UNAUTHORIZED, status: 401, message: "Sign in first." },
  forbidden: {
    type: FORBIDDEN,
    status: 403,
    message: "You do not have permission to do this. Ask an administrator for it.",
  },
  method_not_allowed: {
    type: NOT_ALLOWED,
    status: 405,
    message: "This route does not support this method. The Allow header lists its methods.",
  },
  not_allowed: { type: NOT_ALLOWED, message: "This is not allowed at the moment." },
  conflict: { type: CONFLICT, status: 409, message: "Another request changed the same data. Try again." },
  already_exists: {
    type: DUPLICATE_ERROR,
    status: 422,
    message: "An object with the same unique value exists. Use that one, or another value.",
  },
  payment_refused: {
    type: PAYMENT_AUTHORIZATION_ERROR,
    status: 422,
    message: "The payment provider refused the payment. Pay in another way.",
  },
  payment_requires_more: {
    type: PAYMENT_REQUIRES_MORE_ERROR,
    status: 422,
    message: "The shopper must confirm the payment. Let the shopper confirm it, then send the same request again.",
  },
  insufficient_inventory: {
    type: NOT_ALLOWED,
    message: "There is not enough stock. Choose a smaller quantity or another product.",
  },
  unexpected: {
    type: UNEXPECTED_STATE,
    message: "The store failed unexpectedly. Try again. If the error stays, read the store's log.",
  },
} as const satisfies Record<string, { type: string; message: string; status?: number }>

export type ErrorCode = keyof typeof ERROR_CODES

/** Whether a text is one of the table's codes. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code)
}

/** Codes by Medusa's `type`, for refusals whose type says more than the status. */
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
 * The code for a refusal by Medusa or Express without one of ours.
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

/** The status of a code if it differs from its type's. */
export function ownStatus(code: string): number | undefined {
  const rows: Record<string, { type: string; status?: number }> = ERROR_CODES
  return isErrorCode(code) ? rows[code]?.status : undefined
}

/**
 * An error with a stable `code` that a client can act on. Medusa's error handler turns it into
 * `{type, message, code}` with the status of its type.
 *
 * @param code one of {@link ERROR_CODES}
 * @param message more exact than the table's; must name the field if the problem is a field
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
