import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"

export const adminCustomerExportMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/customers/:id/export", middlewares: [validate({})] },
]
