import { authenticate, type MiddlewareRoute } from "@medusajs/framework/http"
import { ownProfileBodies } from "../../../../../workflows/customers/own-profile-bodies"
import { validate } from "../../../../shared/validate"

const PROFILE = "/store/customers/me/profile"

export const storeOwnProfileMiddlewares: MiddlewareRoute[] = [
  { matcher: PROFILE, middlewares: [authenticate("customer", ["session", "bearer"])] },
  { methods: ["GET"], matcher: PROFILE, middlewares: [validate({})] },
  {
    methods: ["POST", "PATCH", "PUT"],
    matcher: PROFILE,
    middlewares: [validate({ body: ownProfileBodies, additionalData: true })],
  },
]
