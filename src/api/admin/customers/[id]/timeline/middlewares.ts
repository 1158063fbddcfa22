import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../../shared/validate"
import { AdminListTimeline } from "./validators"

export const adminCustomerTimelineMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/customers/:id/timeline", middlewares: [validate({ query: AdminListTimeline })] },
]
