import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../validate"
import { AdminGetCustomerAnalytics, AdminListCustomerOrders } from "./figures-query"
import {
  AdminAdjustPoints,
  AdminAnonymizeCustomer,
  AdminAnonymizeCustomerQuery,
  AdminGetPoints,
  AdminListPaymentMethods,
  AdminListPointsEntries,
  AdminMergePoints,
} from "./validators"

const PHOTO = "/admin/customers/:id/photo"

export const adminCustomerLoyaltyMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/orders/:id/loyalty", middlewares: [validate({})] },
  {
    methods: ["POST"],
    matcher: "/admin/customers/:id/anonymize",
    middlewares: [validate({ query: AdminAnonymizeCustomerQuery, body: AdminAnonymizeCustomer })],
  },
  { methods: ["GET"], matcher: "/admin/customers/:id/export", middlewares: [validate({})] },
  { methods: ["POST"], matcher: PHOTO, middlewares: [validate({ body: "form" })] },
  { methods: ["DELETE"], matcher: PHOTO, middlewares: [validate({})] },
  { methods: ["GET"], matcher: "/admin/customers/:id/loyalty", middlewares: [validate({ query: AdminGetPoints })] },
  {
    methods: ["GET"],
    matcher: "/admin/customers/:id/loyalty/entries",
    middlewares: [validate({ query: AdminListPointsEntries })],
  },
  {
    methods: ["POST"],
    matcher: "/admin/customers/:id/loyalty/adjustments",
    middlewares: [validate({ body: AdminAdjustPoints, additionalData: true })],
  },
  {
    methods: ["POST"],
    matcher: "/admin/customers/:id/loyalty/merge",
    middlewares: [validate({ body: AdminMergePoints, additionalData: true })],
  },
  {
    methods: ["GET"],
    matcher: "/admin/customers/:id/payment-methods",
    middlewares: [validate({ query: AdminListPaymentMethods })],
  },
  {
    methods: ["GET"],
    matcher: "/admin/customers/:id/orders",
    middlewares: [validate({ query: AdminListCustomerOrders })],
  },
  {
    methods: ["GET"],
    matcher: "/admin/customers/:id/analytics",
    middlewares: [validate({ query: AdminGetCustomerAnalytics })],
  },
]
