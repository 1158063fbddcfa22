import { clienteleError } from "../../../kernel/errors"
import { canonicalMailbox } from "../../../kernel/mailbox"

/** The canonical mailbox of an address in any spelling (contract R31, M29). @throws `invalid_request` naming the field */
export function checkedMailbox(typed: string, field: string): string {
  const mailbox = canonicalMailbox(typed)
  if (mailbox === null) {
    throw clienteleError("invalid_request", `${field}: must be an email address`)
  }
  return mailbox
}
