import { authenticate, defineMiddlewares } from "@medusajs/framework/http"
import { adminCustomerLoyaltyMiddlewares } from "./admin/customers/middlewares"
import { adminLoyaltyMiddlewares } from "./admin/loyalty/middlewares"
import { storeCartRedemptionMiddlewares } from "./store/carts/middlewares"
import { storeRedemptionMiddlewares } from "./store/loyalty/redemption/middlewares"

export default defineMiddlewares({
  routes: [
    ...adminLoyaltyMiddlewares,
    ...adminCustomerLoyaltyMiddlewares,
    ...storeRedemptionMiddlewares,
    ...storeCartRedemptionMiddlewares,
    { matcher: "/store/customers/me/loyalty", middlewares: [authenticate("customer", ["session", "bearer"])] },
  ],
})
