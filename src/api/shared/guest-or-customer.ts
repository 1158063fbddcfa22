import { type AuthenticatedMedusaRequest, authenticate, type MedusaRequest } from "@medusajs/framework/http"

/**
 * For routes that guests may use and that know a signed-in customer by `req.auth_context`. A customer who has switched on a
 * second factor counts only once it is given: Medusa asks for it by itself only where signing in is a must.
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
