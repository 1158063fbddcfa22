import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"
import { AdminListCustomerOrders } from "./validators"

export const adminCustomerOrdersMiddlewares: MiddlewareRoute[] = [
  {
    methods: ["GET"],
    matcher: "/admin/customers/:id/orders",
    middlewares: [validate({ query: AdminListCustomerOrders })],
  },
]
