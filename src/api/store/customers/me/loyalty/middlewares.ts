import { authenticate, type MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"

const LOYALTY = "/store/customers/me/loyalty"

export const storeOwnLoyaltyMiddlewares: MiddlewareRoute[] = [
  { matcher: LOYALTY, middlewares: [authenticate("customer", ["session", "bearer"])] },
  { methods: ["GET"], matcher: LOYALTY, middlewares: [validate({})] },
]
