import type { MiddlewareRoute } from "@medusajs/framework/http"
import { guestOrCustomer } from "../../../guest-or-customer"
import { validate } from "../../../validate"
import { StorePreviewLoyalty } from "./validators"

export const storePreviewMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/loyalty/preview",
    middlewares: [guestOrCustomer, validate({ body: StorePreviewLoyalty })],
  },
]
