import type { MiddlewareRoute } from "@medusajs/framework/http"
import { guestOrCustomer } from "../../../guest-or-customer"
import { validateBody } from "../../../validate"
import { StorePreviewLoyalty } from "./validators"

export const storePreviewMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/loyalty/preview",
    middlewares: [guestOrCustomer, validateBody(StorePreviewLoyalty)],
  },
]
