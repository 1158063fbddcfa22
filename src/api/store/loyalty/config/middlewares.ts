import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"

export const storeLoyaltyConfigMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/store/loyalty/config", middlewares: [validate({})] },
]
