import type { MiddlewareRoute } from "@medusajs/framework/http"
import { guestOrCustomer } from "../../guest-or-customer"
import { ownStatuses } from "../../refusal"
import { validate } from "../../validate"
import { StoreApplyRedemption } from "./validators"

export const storeCartRedemptionMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/carts/:id/loyalty-redemption",
    middlewares: [ownStatuses, guestOrCustomer, validate({ body: StoreApplyRedemption })],
  },
  { methods: ["DELETE"], matcher: "/store/carts/:id/loyalty-redemption", middlewares: [validate({})] },
]
