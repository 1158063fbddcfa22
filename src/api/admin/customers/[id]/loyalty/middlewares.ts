import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"
import {
  AdminAdjustPoints,
  AdminGetPoints,
  AdminListPointsEntries,
  AdminMergePoints,
  AdminPreviewMerge,
} from "./validators"

const LOYALTY = "/admin/customers/:id/loyalty"

export const adminCustomerLoyaltyMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: LOYALTY, middlewares: [validate({ query: AdminGetPoints })] },
  { methods: ["GET"], matcher: `${LOYALTY}/entries`, middlewares: [validate({ query: AdminListPointsEntries })] },
  {
    methods: ["POST"],
    matcher: `${LOYALTY}/adjustments`,
    middlewares: [validate({ body: AdminAdjustPoints, additionalData: true })],
  },
  { methods: ["GET"], matcher: `${LOYALTY}/merge`, middlewares: [validate({ query: AdminPreviewMerge })] },
  {
    methods: ["POST"],
    matcher: `${LOYALTY}/merge`,
    middlewares: [validate({ body: AdminMergePoints, additionalData: true })],
  },
]
