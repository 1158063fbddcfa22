import { authenticate, defineMiddlewares } from "@medusajs/framework/http"
import { addressMiddlewares } from "./address-middlewares"
import { customerListMiddlewares } from "./admin/customer-profiles/list-middlewares"
import { customerProfileMiddlewares } from "./admin/customer-profiles/middlewares"
import { adminCustomerLoyaltyMiddlewares } from "./admin/customers/middlewares"
import { adminLoyaltyMiddlewares } from "./admin/loyalty/middlewares"
import { contactMiddlewares } from "./contact-middlewares"
import { metadataMiddlewares } from "./metadata-middlewares"
import { prepareRequests } from "./requests"
import { storeCartCompletionMiddlewares } from "./store/carts/completion"
import { storeCartRedemptionMiddlewares } from "./store/carts/middlewares"
import { storeCheckoutMiddlewares } from "./store/checkout/middlewares"
import { storeOwnProfileMiddlewares } from "./store/customers/me/profile/middlewares"
import { storePreviewMiddlewares } from "./store/loyalty/preview/middlewares"
import { storeRedemptionMiddlewares } from "./store/loyalty/redemption/middlewares"
import { storeFieldMiddlewares } from "./store-fields"
import { unknownRouteMiddlewares } from "./unknown-routes"
import { validate } from "./validate"

prepareRequests()

export default defineMiddlewares({
  routes: [
    ...storeFieldMiddlewares,
    ...adminLoyaltyMiddlewares,
    ...adminCustomerLoyaltyMiddlewares,
    ...customerListMiddlewares,
    ...customerProfileMiddlewares,
    ...storeRedemptionMiddlewares,
    ...storePreviewMiddlewares,
    ...storeCartRedemptionMiddlewares,
    ...contactMiddlewares,
    ...storeOwnProfileMiddlewares,
    ...storeCartCompletionMiddlewares,
    ...storeCheckoutMiddlewares,
    ...addressMiddlewares,
    ...metadataMiddlewares,
    { matcher: "/store/customers/me/loyalty", middlewares: [authenticate("customer", ["session", "bearer"])] },
    { methods: ["GET"], matcher: "/store/customers/me/loyalty", middlewares: [validate({})] },
    { methods: ["GET"], matcher: "/store/loyalty/config", middlewares: [validate({})] },
    { methods: ["GET"], matcher: "/admin/clientele/outbox", middlewares: [validate({})] },
    ...unknownRouteMiddlewares,
  ],
})
