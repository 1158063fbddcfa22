import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"

export const adminOutboxMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/clientele/outbox", middlewares: [validate({})] },
]
