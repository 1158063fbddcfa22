import { authenticate, type MiddlewareRoute } from "@medusajs/framework/http"
import { validateBody } from "../../../validate"
import { StoreSendOtp, StoreVerifyOtp } from "./validators"

const guestOrCustomer = authenticate("customer", ["session", "bearer"], { allowUnauthenticated: true })

export const storeRedemptionMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["POST"],
    matcher: "/store/loyalty/redemption/send-otp",
    middlewares: [guestOrCustomer, validateBody(StoreSendOtp)],
  },
  {
    methods: ["POST"],
    matcher: "/store/loyalty/redemption/verify-otp",
    middlewares: [guestOrCustomer, validateBody(StoreVerifyOtp)],
  },
]
