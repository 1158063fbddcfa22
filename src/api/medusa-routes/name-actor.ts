import type {
  AuthenticatedMedusaRequest,
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
  MiddlewareRoute,
} from "@medusajs/framework/http"
import { actAs } from "../../kernel/acting-user"

const CHANGES = ["POST", "PATCH", "PUT", "DELETE"] as const

/**
 * Routes of Medusa's and ours that change a customer or a contact, so that the timeline has the actor (contract R29). Each
 * entry has the route's own methods only, because a 405 lists the methods that Express has for a path.
 */
const ROUTES: Record<string, readonly (typeof CHANGES)[number][]> = {
  "/admin/customers/:id": ["POST", "DELETE"],
  "/admin/customers/:id/contacts": ["POST"],
  "/admin/customers/:id/contacts/:contact_id": CHANGES,
  "/admin/customers/:id/photo": ["POST", "DELETE"],
  "/admin/customer-profiles": ["POST"],
  "/admin/customer-profiles/:id": CHANGES,
  "/store/customers/me": ["POST"],
  "/store/customers/me/contacts": ["POST"],
  "/store/customers/me/contacts/:contact_id": CHANGES,
  "/store/customers/me/profile": ["POST", "PATCH", "PUT"],
}

function nameActor(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void {
  actAs(() => (req as Partial<AuthenticatedMedusaRequest>).auth_context?.actor_id ?? null, next)
}

export const actingUserMiddlewares: MiddlewareRoute[] = Object.entries(ROUTES).map(([matcher, methods]) => ({
  methods: [...methods],
  matcher,
  middlewares: [nameActor],
}))
