/** Longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, without the angle brackets). */
const MAX_LENGTH = 254

/**
 * The canonical form of an email address, by which a points account and a customer are found (contract R8, R31, M29): trimmed,
 * Unicode NFC, lower case. Nothing else is changed: providers differ in what else they ignore.
 *
 * @returns `null` where there is no address, or one that no mail could reach
 */
export function canonicalMailbox(email: string | null | undefined): string | null {
  const mailbox = (email ?? "").normalize("NFC").trim().toLowerCase().normalize("NFC")
  return mailbox === "" || mailbox.length > MAX_LENGTH || mailbox.includes("\0") ? null : mailbox
}
