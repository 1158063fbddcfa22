import type { MiddlewareRoute } from "@medusajs/framework/http"
import { guestOrCustomer } from "../../../shared/guest-or-customer"
import { validate } from "../../../shared/validate"
import { StorePreviewLoyalty } from "./validators"

export const storePreviewMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/loyalty/preview",
    middlewares: [guestOrCustomer, validate({ body: StorePreviewLoyalty })],
  },
]
