import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validateBody } from "../../validate"
import { StoreApplyRedemption } from "./validators"

export const storeCartRedemptionMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/carts/:id/loyalty-redemption",
    middlewares: [validateBody(StoreApplyRedemption)],
  },
]
