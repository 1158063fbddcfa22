import { type AuthenticatedMedusaRequest, authenticate, type MedusaRequest } from "@medusajs/framework/http"

/**
 * For routes that guests can use and that read a signed-in customer from `req.auth_context`. A customer with a second
 * factor counts only after that factor. Medusa requires it by itself only on routes that require a sign-in.
 */
export const guestOrCustomer = authenticate("customer", ["session", "bearer"], {
  allowUnauthenticated: true,
  requireMfa: true,
})

/** For Medusa's own routes. It lets every request through; {@link signedInCustomer} returns the customer. */
export const customerIfAny = authenticate("customer", ["session", "bearer"], { allowUnauthenticated: true })

/** The signed-in customer. `undefined` for a guest, and for a customer without the required second factor. */
export function signedInCustomer(req: MedusaRequest): string | undefined {
  const { auth_context } = req as Partial<AuthenticatedMedusaRequest>
  const isWhole = !auth_context?.mfa_enabled || auth_context.mfa_challenge_completed_at
  return auth_context?.actor_type === "customer" && isWhole ? auth_context.actor_id : undefined
}
