import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"

export const adminJobsMiddlewares: MiddlewareRoute[] = [
  { methods: ["POST"], matcher: "/admin/clientele/jobs/:id/retry", middlewares: [validate({})] },
]
