import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"
import { AdminListOpenItems } from "./validators"

export const adminOpenItemsMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/credit/receivables", middlewares: [validate({ query: AdminListOpenItems })] },
]
