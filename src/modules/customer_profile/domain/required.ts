import { clienteleError } from "../../../kernel/errors"

/** The customer after the change, as the rules see it. */
type Named = Record<string, unknown>

/** One of these must be there (contract R1). */
const IDENTIFYING = ["name", "company_name", "first_name", "last_name", "email"]

/**
 * Asserts that a customer has a name and the fields that the shop requires (`customers.requiredFields`).
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
