import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"

export const adminExposureMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/credit/exposure", middlewares: [validate({})] },
]
