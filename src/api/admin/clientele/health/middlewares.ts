import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"

export const adminHealthMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/clientele/health", middlewares: [validate({})] },
]
