import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"
import { AdminGetAging } from "./validators"

export const adminAgingMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/credit/aging", middlewares: [validate({ query: AdminGetAging })] },
]
