/** A domain that receives no mail (RFC 2606). */
const DOMAIN = "@anonymized.invalid"

/** The email address that replaces an anonymised customer's. */
export const anonymousEmail = (customerId: string) => `${customerId.toLowerCase()}${DOMAIN}`

export const isAnonymousEmail = (email: string | null | undefined) => email?.endsWith(DOMAIN) === true
