import type { MiddlewareRoute } from "@medusajs/framework/http"
import { guestOrCustomer } from "../../../../shared/guest-or-customer"
import { validate } from "../../../../shared/validate"

export const storeCartEligibilityMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["GET"],
    matcher: "/store/carts/:id/credit-eligibility",
    middlewares: [guestOrCustomer, validate({})],
  },
]
