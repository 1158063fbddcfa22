/** The container key; prefixed so that a host's own module never clashes (DESIGN, Shape). */
export const CHECKOUT_MODULE = "clientele_checkout"

/** A turn at a cart. */
export type Turn = {
  cart_id: string
  /** Whether the turn is still this caller's; makes it longer. Asked before the step that cannot be done twice. */
  extend: () => Promise<boolean>
  end: () => Promise<void>
}
