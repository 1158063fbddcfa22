import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validate } from "../../../shared/validate"
import { AdminExport } from "./validators"

export const adminExportsMiddlewares: MiddlewareRoute[] = [
  { methods: ["GET"], matcher: "/admin/clientele/exports/:kind", middlewares: [validate({ query: AdminExport })] },
]
