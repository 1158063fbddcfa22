import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"
import { AdminListPaymentMethods } from "./validators"

export const adminPaymentMethodsMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["GET"],
    matcher: "/admin/customers/:id/payment-methods",
    middlewares: [validate({ query: AdminListPaymentMethods })],
  },
]
