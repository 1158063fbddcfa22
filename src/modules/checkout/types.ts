/** The container key; prefixed so that a host's own module never clashes. */
export const CHECKOUT_MODULE = "clientele_checkout"

/** The time in which one request may work at a cart. */
export type Lease = {
  cart_id: string
  /** Extends the lease. False where another caller has it. Asked before the step that cannot be done twice. */
  extend: () => Promise<boolean>
  end: () => Promise<void>
}
