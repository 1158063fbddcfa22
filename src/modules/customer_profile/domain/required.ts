import { clienteleError } from "../../../kernel/errors"

/** What the rules look at: the customer as it would be after the change. */
type Named = Record<string, unknown>

/** One of these must be there (contract R1). */
const IDENTIFYING = ["name", "company_name", "first_name", "last_name", "email"]

/**
 * Asserts that a customer has what it must have: something to call it by, and what the shop demands
 * (`customers.requiredFields`).
 *
 * @throws `invalid_request` naming every field that is missing
 */
export function checkRequired(customer: Named, requiredFields: readonly string[]): void {
  const missing = requiredFields.filter((field) => isEmpty(customer[field]))
  if (missing.length > 0) {
    throw clienteleError("invalid_request", missing.map((field) => `${field}: This field is required.`).join("; "))
  }
  if (IDENTIFYING.every((field) => isEmpty(customer[field]))) {
    throw clienteleError("invalid_request", `name: This field is required. Give one of ${IDENTIFYING.join(", ")}.`)
  }
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === ""
