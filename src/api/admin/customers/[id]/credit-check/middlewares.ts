import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"
import { AdminRunCreditCheck } from "./validators"

export const adminCreditCheckMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/admin/customers/:id/credit-check",
    middlewares: [validate({ body: AdminRunCreditCheck })],
  },
]
