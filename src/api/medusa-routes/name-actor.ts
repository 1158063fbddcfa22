import type {
  AuthenticatedMedusaRequest,
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
  MiddlewareRoute,
} from "@medusajs/framework/http"
import { actAs } from "../../kernel/acting-user"

/** Routes of Medusa's and ours that change a customer or a contact: the timeline says who did (CONTRACT R29). */
const ROUTES = [
  "/admin/customers/:id",
  "/admin/customers/:id/contacts",
  "/admin/customers/:id/contacts/:contact_id",
  "/admin/customers/:id/photo",
  "/admin/customer-profiles",
  "/admin/customer-profiles/:id",
  "/store/customers/me",
  "/store/customers/me/contacts",
  "/store/customers/me/contacts/:contact_id",
  "/store/customers/me/profile",
]

function nameActor(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void {
  actAs(() => (req as Partial<AuthenticatedMedusaRequest>).auth_context?.actor_id ?? null, next)
}

export const actingUserMiddlewares: MiddlewareRoute[] = ROUTES.map((matcher) => ({
  methods: ["POST", "PATCH", "PUT", "DELETE"],
  matcher,
  middlewares: [nameActor],
}))
