import type {
  AuthenticatedMedusaRequest,
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
  MiddlewareRoute,
} from "@medusajs/framework/http"
import { checkNewMetadata, holdToLimit } from "../../workflows/customers/metadata-under-lock"

/** The customer whose metadata a route of Medusa's changes; none for a new customer. */
type CustomerOf = (req: MedusaRequest) => string | undefined

/**
 * Refuses metadata above the limit before Medusa's handler. Medusa validates the rest of the body. Parallel requests are
 * checked again when they write.
 */
function limitMetadata(customerOf: CustomerOf) {
  return async (req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> => {
    const { metadata } = Object(req.body) as { metadata?: unknown }
    if (typeof metadata === "object" && metadata !== null && !Array.isArray(metadata)) {
      const customerId = customerOf(req)
      await checkNewMetadata(req.scope, customerId, metadata as Record<string, unknown>)
      return customerId ? holdToLimit(customerId, next) : next()
    }
    next()
  }
}

const nobody: CustomerOf = () => undefined
const inPath: CustomerOf = (req) => req.params.id
const signedIn: CustomerOf = (req) => (req as Partial<AuthenticatedMedusaRequest>).auth_context?.actor_id

const ROUTES: readonly (readonly [matcher: string, customerOf: CustomerOf])[] = [
  ["/admin/customers", nobody],
  ["/admin/customers/:id", inPath],
  ["/store/customers", nobody],
  ["/store/customers/me", signedIn],
]

/** Medusa's own routes that set a customer's metadata. The limit of 10 KB applies there, too (contract R7). */
export const metadataMiddlewares: MiddlewareRoute[] = ROUTES.map(([matcher, customerOf]) => ({
  methods: ["POST"],
  matcher,
  middlewares: [limitMetadata(customerOf)],
}))
