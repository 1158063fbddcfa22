/**
 * The canonical form of an email address, by which a points account is found (CONTRACT R8, R31, MUST_HOLD M29): trimmed,
 * Unicode NFC, lower case. Nothing else is changed: providers differ in what else they ignore.
 *
 * @returns `null` where there is no address
 */
export function canonicalMailbox(email: string | null | undefined): string | null {
  const mailbox = (email ?? "").normalize("NFC").trim().toLowerCase().normalize("NFC")
  return mailbox === "" ? null : mailbox
}
