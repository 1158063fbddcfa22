/** The container key; prefixed so that a host's own module never clashes. */
export const CHECKOUT_MODULE = "clientele_checkout"

/** The lease of one request on a cart. */
export type Lease = {
  cart_id: string
  /** Extends the lease. Returns false if another caller has it. Call it before a step that cannot be repeated. */
  extend: () => Promise<boolean>
  end: () => Promise<void>
}
