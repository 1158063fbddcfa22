import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"
import { AdminAnonymizeCustomer, AdminAnonymizeCustomerQuery } from "./validators"

export const adminCustomerAnonymizeMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/admin/customers/:id/anonymize",
    middlewares: [validate({ query: AdminAnonymizeCustomerQuery, body: AdminAnonymizeCustomer })],
  },
]
