import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"
import { AdminGetCustomerAnalytics } from "./validators"

export const adminCustomerAnalyticsMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["GET"],
    matcher: "/admin/customers/:id/analytics",
    middlewares: [validate({ query: AdminGetCustomerAnalytics })],
  },
]
