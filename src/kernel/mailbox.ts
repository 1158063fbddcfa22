/** Longest valid email address (RFC 5321, 4.5.3.1.3, without the angle brackets). */
const MAX_LENGTH = 254

/**
 * The canonical form of an email address, the key of a points account and of a customer (contract R8, R31, M29): trimmed,
 * Unicode NFC, lower case. Nothing else is changed, because providers differ in further rules.
 *
 * @returns `null` for no address or an invalid one
 */
export function canonicalMailbox(email: string | null | undefined): string | null {
  const mailbox = (email ?? "").normalize("NFC").trim().toLowerCase().normalize("NFC")
  return mailbox === "" || mailbox.length > MAX_LENGTH || mailbox.includes("\0") ? null : mailbox
}
