import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"

export const adminOrderCreditMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/orders/:id/credit", middlewares: [validate({})] },
]
