import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validateBody, validateQuery } from "../../validate"
import { AdminGetCustomerAnalytics, AdminListCustomerOrders } from "./figures-query"
import { AdminAdjustPoints, AdminListPaymentMethods, AdminListPointsEntries, AdminMergePoints } from "./validators"

export const adminCustomerLoyaltyMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["GET"],
    matcher: "/admin/customers/:id/loyalty/entries",
    middlewares: [validateQuery(AdminListPointsEntries)],
  },
  {
    methods: ["POST"],
    matcher: "/admin/customers/:id/loyalty/adjustments",
    middlewares: [validateBody(AdminAdjustPoints)],
  },
  {
    methods: ["POST"],
    matcher: "/admin/customers/:id/loyalty/merge",
    middlewares: [validateBody(AdminMergePoints)],
  },
  {
    methods: ["GET"],
    matcher: "/admin/customers/:id/payment-methods",
    middlewares: [validateQuery(AdminListPaymentMethods)],
  },
  {
    methods: ["GET"],
    matcher: "/admin/customers/:id/orders",
    middlewares: [validateQuery(AdminListCustomerOrders)],
  },
  {
    methods: ["GET"],
    matcher: "/admin/customers/:id/analytics",
    middlewares: [validateQuery(AdminGetCustomerAnalytics)],
  },
]
