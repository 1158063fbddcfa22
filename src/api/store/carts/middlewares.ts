import type { MiddlewareRoute } from "@medusajs/framework/http"
import { guestOrCustomer } from "../../guest-or-customer"
import { ownStatuses } from "../../refusal"
import { validateBody } from "../../validate"
import { StoreApplyRedemption } from "./validators"

export const storeCartRedemptionMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/carts/:id/loyalty-redemption",
    middlewares: [ownStatuses, guestOrCustomer, validateBody(StoreApplyRedemption)],
  },
]
