/** The container key; prefixed so that a host's own module never clashes. */
export const ONE_TIME_CODE_MODULE = "clientele_one_time_code"

/** Who asks, as the limits see it. */
export type Asker = {
  /** Canonical. */
  mailbox: string
  /** The client's network, see `networkOf`; kept as an HMAC only. */
  network: string
  /** Whether a customer asks who is signed in with that mailbox: they have a budget of their own (contract R42). */
  by_owner: boolean
}

export type IssueRequest = Asker & {
  /** The cart for which the token will be good; without one, that on which it is first used. */
  cart_id: string | null
  /** Whole minutes, 1 to 60. */
  ttl_minutes: number
}

export type VerifyRequest = Asker & {
  code: string
  /** Without one: any live challenge of the mailbox from the same network; those of its signed-in owner only by them. */
  challenge_id: string | null
  /** Of the token; whole minutes, 1 to 1440. */
  ttl_minutes: number
}

/** What a shopper asked for, without anything secret. */
export type Challenge = {
  id: string
  mailbox: string
  by_owner: boolean
  cart_id: string | null
  /** What became of its mail; `null` while that is open. */
  mail_outcome: MailOutcome | null
  expires_at: Date
}

/** `not_needed`: the mailbox has nothing to redeem, so no mail is sent. */
export type MailOutcome = "sent" | "not_needed" | "expired"
