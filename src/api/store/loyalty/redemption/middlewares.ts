import type { MiddlewareRoute } from "@medusajs/framework/http"
import { StoreSendOtp, StoreVerifyOtp } from "../../../../workflows/codes/code-input"
import { guestOrCustomer } from "../../../guest-or-customer"
import { validate } from "../../../validate"

export const storeRedemptionMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/loyalty/redemption/send-otp",
    middlewares: [guestOrCustomer, validate({ body: StoreSendOtp })],
  },
  {
    methods: ["POST"],
    matcher: "/store/loyalty/redemption/verify-otp",
    middlewares: [guestOrCustomer, validate({ body: StoreVerifyOtp })],
  },
]
