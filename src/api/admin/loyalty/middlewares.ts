import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validateBody, validateQuery } from "../../validate"
import { AdminGetLoyaltyReport, AdminReconcileLoyalty, AdminUpdateLoyaltySetting } from "./validators"

export const adminLoyaltyMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["PUT"],
    matcher: "/admin/loyalty/settings/:key",
    middlewares: [validateBody(AdminUpdateLoyaltySetting)],
  },
  { methods: ["GET"], matcher: "/admin/loyalty/report", middlewares: [validateQuery(AdminGetLoyaltyReport)] },
  { methods: ["POST"], matcher: "/admin/loyalty/reconcile", middlewares: [validateBody(AdminReconcileLoyalty)] },
]
