/** No mail ever reaches it (RFC 2606). */
const DOMAIN = "@anonymized.invalid"

/** Where an anonymised customer's email was. */
export const anonymousEmail = (customerId: string) => `${customerId.toLowerCase()}${DOMAIN}`

export const isAnonymousEmail = (email: string | null | undefined) => email?.endsWith(DOMAIN) === true
