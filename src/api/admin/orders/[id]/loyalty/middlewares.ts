import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"

export const adminOrderLoyaltyMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/orders/:id/loyalty", middlewares: [validate({})] },
]
