import type { MiddlewareRoute } from "@medusajs/framework/http"
import { StoreApplyRedemption } from "../../../../../workflows/shared/redemption/redemption-input"
import { guestOrCustomer } from "../../../../shared/guest-or-customer"
import { ownStatuses } from "../../../../shared/refusal"
import { validate } from "../../../../shared/validate"

export const storeCartRedemptionMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/carts/:id/loyalty-redemption",
    middlewares: [ownStatuses, guestOrCustomer, validate({ body: StoreApplyRedemption, additionalData: true })],
  },
  { methods: ["DELETE"], matcher: "/store/carts/:id/loyalty-redemption", middlewares: [validate({})] },
]
