import type { MiddlewareRoute } from "@medusajs/framework/http"
import { ownStatuses } from "../shared/refusal"

/** Medusa's own routes that create an address. Above the limit they answer 406 (contract R21). */
const ROUTES = [
  "/admin/customers",
  "/admin/customers/:id/addresses",
  "/admin/customers/:id/addresses/:address_id",
  "/store/customers",
  "/store/customers/me/addresses",
  "/store/customers/me/addresses/:address_id",
]

export const addressMiddlewares: MiddlewareRoute[] = ROUTES.map((matcher) => ({
  methods: ["POST"],
  matcher,
  middlewares: [ownStatuses],
}))
