import { authenticate, defineMiddlewares } from "@medusajs/framework/http"
import { adminCustomerLoyaltyMiddlewares } from "./admin/customers/middlewares"
import { adminLoyaltyMiddlewares } from "./admin/loyalty/middlewares"

export default defineMiddlewares({
  routes: [
    ...adminLoyaltyMiddlewares,
    ...adminCustomerLoyaltyMiddlewares,
    { matcher: "/store/customers/me/loyalty", middlewares: [authenticate("customer", ["session", "bearer"])] },
  ],
})
