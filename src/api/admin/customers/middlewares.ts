import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validateBody, validateQuery } from "../../validate"
import { AdminAdjustPoints, AdminListPointsEntries, AdminMergePoints } from "./validators"

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
]
