import type { MiddlewareRoute } from "@medusajs/framework/http"
import { sendCodeBody, verifyCodeBody } from "../../../../workflows/codes/code-input"
import { guestOrCustomer } from "../../../shared/guest-or-customer"
import { validate } from "../../../shared/validate"

export const storeRedemptionMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/loyalty/redemption/send-otp",
    middlewares: [guestOrCustomer, validate({ body: sendCodeBody })],
  },
  {
    methods: ["POST"],
    matcher: "/store/loyalty/redemption/verify-otp",
    middlewares: [guestOrCustomer, validate({ body: verifyCodeBody })],
  },
]
