import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"
import { AdminListCreditChecks } from "./validators"

export const adminCreditChecksMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["GET"],
    matcher: "/admin/customers/:id/credit-checks",
    middlewares: [validate({ query: AdminListCreditChecks })],
  },
]
