/** The container key; prefixed so that a host's own module never clashes. */
export const ONE_TIME_CODE_MODULE = "clientele_one_time_code"

/** The client, as the limits count it. */
export type Asker = {
  /** Canonical. */
  mailbox: string
  /** The client's network, see `networkOf`. Only its HMAC is stored. */
  network: string
  /** Whether the client is a customer who is signed in with that mailbox. They have a separate budget (contract R42). */
  by_owner: boolean
}

export type IssueRequest = Asker & {
  /** The cart for which the token will be valid. Without one, it is the cart of the first use. */
  cart_id: string | null
  /** Whole minutes, 1 to 60. */
  ttl_minutes: number
}

export type VerifyRequest = Asker & {
  code: string
  /**
   * Without one: any live challenge of the mailbox from the same network. Challenges of the signed-in owner match only the
   * owner.
   */
  challenge_id: string | null
  /** Of the token; whole minutes, 1 to 1440. */
  ttl_minutes: number
}

/** A shopper's request, without secrets. */
export type Challenge = {
  id: string
  mailbox: string
  by_owner: boolean
  cart_id: string | null
  /** The outcome of the mail; `null` while it is open. */
  mail_outcome: MailOutcome | null
  expires_at: Date
}

/** `not_needed`: the mailbox has nothing to redeem, so no mail is sent. */
export type MailOutcome = "sent" | "not_needed" | "expired"
