import { authenticate } from "@medusajs/framework/http"

/**
 * For routes that guests may use and that know a signed-in customer by `req.auth_context`. A customer who has switched on a
 * second factor counts only once it is given: Medusa asks for it by itself only where signing in is a must.
 */
export const guestOrCustomer = authenticate("customer", ["session", "bearer"], {
  allowUnauthenticated: true,
  requireMfa: true,
})
